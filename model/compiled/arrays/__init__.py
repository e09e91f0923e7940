"""The layout of the compiled execution's data: records, lists and constants of a part."""
