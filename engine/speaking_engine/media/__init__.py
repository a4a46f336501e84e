"""What would be true of any video program: rates, sound files, movies, captions."""
