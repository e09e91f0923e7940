"""Ways to do the same runs on the same cores, each a program; ``job`` is their common part.

Every contender starts its workers and has each do a run, and only then is it timed: what is
compared is the cost of doing runs, not of starting. What it keeps of a run is what a store keeps,
where the framework lets it keep that.
"""
