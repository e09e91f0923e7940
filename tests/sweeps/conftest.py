"""Worlds small enough to be run many times, and one store of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scomm import Settings, Sweep, scenario
from scomm.sweeps.estimation.totals import COLUMNS, SHAPE, Totals
from scomm.sweeps.execution import choose
from scomm.sweeps.store.reading import Store
from tests.sweeps.answers import fabricating

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
    """Return the files of a store that hold no trace of who made it when: name -> content."""

    def read(folder: Path) -> dict[str, bytes]:
        left_out = {"manifest.json", "uncommitted.patch"}
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in left_out
        }

    return read


def fabricated_totals(identity: str) -> Totals:
    """Return totals that hang on the identity alone: the sums of no run, but of their form."""
    numbers = np.frombuffer(bytes.fromhex(identity), np.uint8).astype(np.int64)
    totals = np.zeros(SHAPE, np.int64)
    totals += numbers[:6, None]
    totals[..., COLUMNS.index("victimizations_violent")] += 1000
    totals[..., COLUMNS.index("resident_weeks")] = int(identity[:12], 16)
    return totals


@pytest.fixture
def fabricated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have sweeps take fabricated totals, without running the model: 10,000 runs a second."""
    monkeypatch.setattr(choose, "backend", lambda *given: fabricating(fabricated_totals))
