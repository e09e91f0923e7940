"""The model as Mesa agents: made to be read, watched, taught from and changed."""
