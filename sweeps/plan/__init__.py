"""Every run of a sweep with its identity, and how a sweep is cut into shards."""
