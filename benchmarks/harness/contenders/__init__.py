"""Frameworks that do the same runs on the same cores, one program each; ``job`` is shared code.

Every contender starts its workers and lets each do a run before it is timed: the comparison
excludes start-up. It keeps the same results of a run as a store, if the framework supports that.
"""
