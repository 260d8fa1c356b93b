"""The doors to the world: one channel for each messenger, and the terminal."""
