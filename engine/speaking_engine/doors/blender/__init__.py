"""What Blender asks of the engine, over a pipe."""
