"""Packages a finished work for walls, phones, editors and the web; each film is marked and signed."""
