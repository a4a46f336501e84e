"""Hallo and Hallo2: diffusion models in an environment of their own, run as a program and never imported."""
