"""Which run comes next, and how many replicates are enough."""
