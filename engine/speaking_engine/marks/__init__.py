"""Says in the film, around it and inside it that a machine changed the work; and reads it again."""
