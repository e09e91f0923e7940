"""The same county written as others write such models, and two packages built to be fast.

Modules here run in an environment of their own, without scomm; only ``compare``, ``county`` and
``environment`` belong to the side that starts them.
"""
