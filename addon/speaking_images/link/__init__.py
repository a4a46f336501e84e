"""Talks to the engine's process: pipes, and a job as a value; standard library only, no bpy."""
