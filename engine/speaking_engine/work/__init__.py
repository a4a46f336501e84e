"""Is about one work as a program sees it: the Python API, which command line, batch and Blender use too."""
