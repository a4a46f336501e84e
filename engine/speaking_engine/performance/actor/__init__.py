"""An actor plays the painting: a video of a person, or a recorded track, becomes a performance."""
