"""Worlds small enough to be run many times, and one store of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scomm import Settings, Sweep, scenario
from scomm.sweeps.store.reading import Store

Tree = Callable[[Path], dict[str, bytes]]

# Week 20 of a run of 60 weeks.
TINY = {"population": 1000, "weeks": 60, "burn_in_weeks": 20, "activation": "2009-02-02"}

SPEC = """
[sweep]
name = "tiny"
scenario = "county"
replicates = 3
seed = 20101122

[settings]
population = 1000
weeks = 60
burn_in_weeks = 20
activation = 2009-02-02

[vary]
pretextual_propensity = { from = 0.0, to = 0.8, steps = 2 }
community_trust = [0.3, 0.7]

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""


@pytest.fixture(scope="session")
def tiny() -> Settings:
    """A county of 1,000 residents, activated in week 20 of 60: a run takes a tenth of a second."""
    return scenario("county").replace(**TINY)


@pytest.fixture(scope="session")
def spec_text() -> str:
    """A sweep of that county: 4 points, 2 arms, 3 replicates."""
    return SPEC


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of that sweep, run serially."""
    folder: Path = tmp_path_factory.mktemp("store") / "tiny"
    return Sweep.from_text(SPEC).run(folder, backend="serial", progress=False)


@pytest.fixture(scope="session")
def tree() -> Tree:
    """Read the files of a store without provenance, name -> content."""

    def read(folder: Path) -> dict[str, bytes]:
        left_out = {"manifest.json", "uncommitted.patch"}
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in left_out
        }

    return read
