"""The animator `head`: a painted face, moved by a head in three dimensions, cut along the painted lines."""
