"""Where each finished run is: totals files, their columns, and an index of run identities."""
