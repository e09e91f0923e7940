"""Estimation: estimates with their intervals, from totals of runs."""
