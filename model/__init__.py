"""The model: its theory, its parameters, and the two executions of it."""
