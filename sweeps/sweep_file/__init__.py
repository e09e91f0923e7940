"""The sweep file: varied settings, arms, replicates and seed.

A file is TOML with these tables; ``docs/sweep_file.md`` describes every key::

    [sweep]     name, scenario, replicates, seed, and whether months are kept
    [settings]  changes to the scenario that hold in every run (may be left out)
    [rules]     a Python file of functions in place of rules (may be left out)
    [design]    how the points are chosen (left out: a grid)
    [vary]      setting -> a list of values, or a range
    [[union]]   in place of [design] and [vary]: several designs, each with its own vary
    [arms]      arm -> the changes that make it; the last arm is the one compared with

The form of the file is checked here, down to the names, bounds and types of varied settings;
``scomm.sweeps.plan.plan`` checks it against the model by making every point's settings in every
arm. Both happen before anything runs or is written.
"""

from scomm.sweeps.sweep_file.parse import parse, read
from scomm.sweeps.sweep_file.replicates import MOST_REPLICATES, Fixed, Until
from scomm.sweeps.sweep_file.spec import SweepSpec

__all__ = ["MOST_REPLICATES", "Fixed", "SweepSpec", "Until", "parse", "read"]
