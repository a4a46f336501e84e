"""Movement of one face as data, before it is pixels: what a person can play, read, edit and exchange."""
