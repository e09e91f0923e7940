"""Readers of user input: files, tables, and their values, shared by all parts of the program."""
