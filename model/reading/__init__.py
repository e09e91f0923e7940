"""Reading what a user gives: files, tables, and the typed values in them, in one way for all."""
