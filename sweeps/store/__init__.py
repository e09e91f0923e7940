"""The store: a folder that holds a sweep, what made it, and what came of each run.

``docs/store.md`` describes its files and columns.
"""
