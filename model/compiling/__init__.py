"""What has to do with Numba: how rules are compiled, kept, and woven into one another."""
