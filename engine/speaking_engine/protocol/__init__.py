"""What the engine's process and Blender's process must agree on; standard library only."""
