"""A sweep of two short runs, for tests of how Ray starts."""

from __future__ import annotations

from typing import Final

SPEC: Final = """
[sweep]
name = "two"
scenario = "county"
replicates = 1
seed = 1
[vary]
weeks = [20, 21]
population = [300]
[arms]
never = { enrollment = "never" }
"""
