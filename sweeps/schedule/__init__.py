"""Scheduling: the order of runs, and the number of replicates of each point."""
