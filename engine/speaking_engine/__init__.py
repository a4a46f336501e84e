"""The engine of Speaking Images: from a picture to a film in which it speaks; knows nothing of Blender."""

__version__ = "0.1.0"
