"""Pictures, one file each: each reads a store and never simulates."""
