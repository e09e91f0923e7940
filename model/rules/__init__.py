"""The theory: small pure functions of numbers, each with its source and the reason for its form.

Both executions call these and nothing else decides. Every function can be called with plain floats.
"""
