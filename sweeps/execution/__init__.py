"""Execution of runs: the contract of a backend, and its implementations."""
