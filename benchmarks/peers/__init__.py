"""Peers: the same county in the usual styles of such models, and two packages built for speed.

Modules here run in a separate environment, without scomm; only ``compare``, ``county`` and
``environment`` run in the project's.
"""
