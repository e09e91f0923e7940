"""The plan of a sweep: every run with its identity, their order, and shards."""
