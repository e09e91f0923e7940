"""The catalog of finished runs: totals files, their columns, and an index of run identities."""
