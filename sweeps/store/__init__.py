"""The store: a folder that holds a sweep, its provenance, and the result of each run.

``docs/store.md`` describes its files and columns.
"""
