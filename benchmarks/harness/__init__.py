"""Benchmarks of the sweep harness: its overhead, compared with others, and at cluster scale."""
