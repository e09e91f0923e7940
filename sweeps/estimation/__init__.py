"""Estimates with their intervals, from totals of runs."""
