"""The calibration targets compared with the model's figures and their Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from scomm.model.outcomes import Outcomes
from scomm.model.randomness import world_seed
from scomm.model.scenarios import scenario
from scomm.model.simulate import run
from scomm.model.targets import TARGETS, Target
from scomm.sweeps.estimation.estimands import divided
from scomm.sweeps.estimation.jackknife import jackknife, left_out

# Weeks until the end of the last month that a target names, March 2011; and worlds of each scenario
# per world of the nation, whose removals are many times those of a county.
_WEEKS: Final = {"nation": 131, "travis": 131}
_WORLDS: Final = {"nation": 1, "travis": 10}

_FOLLOW: Final = "Follows from the other targets; places and their mix are made up."
_SLOPE: Final = (
    "In the figures the share rose by two points from FY2009 to FY2010. In the model it falls by "
    "one: people without a conviction are removed first, those convicted after their sentence."
)
WHY: Final = {
    "4": _FOLLOW,
    "4a": _FOLLOW,
    "5a": _SLOPE,
    "5b": _SLOPE,
}


def worlds_in_all(replicates: int) -> int:
    """Return the number of worlds that ``fit`` runs."""
    return sum(replicates * _WORLDS[name] for name in {target.scenario for target in TARGETS})


def fit(
    scale: float,
    replicates: int,
    seed: int,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Compare the calibration targets with the model.

    Args:
        scale: share of the nation's residents, above 0 and at most 1.
        replicates: worlds of the nation; a county has ten times as many.
        seed: replicate k is the world of ``world_seed(seed, k)``.
        threads: processors that each run uses.
        progress: called after each world with the numbers done and in total.

    Returns:
        A row for each target: its interval, the model's figure, its standard error (delete-one
        jackknife over worlds, nan with one), and whether it fits.
    """
    names = sorted({target.scenario for target in TARGETS})
    wanted = {name: replicates * _WORLDS[name] for name in names}
    worlds: dict[str, list[Outcomes]] = {name: [] for name in names}
    done, in_all = 0, worlds_in_all(replicates)
    for name in names:
        settings = scenario(name).replace(weeks=_WEEKS[name])
        if name == "nation":
            settings = settings.replace(scale=scale)
        for k in range(wanted[name]):
            worlds[name].append(run(settings, world_seed(seed, k), threads=threads))
            done += 1
            if progress is not None:
                progress(done, in_all)
    return pd.DataFrame([_row(target, worlds[target.scenario]) for target in TARGETS])


def _row(target: Target, worlds: Sequence[Outcomes]) -> dict[str, object]:
    parts = np.array([target.parts(outcomes) for outcomes in worlds])
    found = jackknife(lambda sums: divided(sums[..., 0], sums[..., 1]), left_out(parts))
    value = float(found.value)
    inside = target.low <= value <= target.high
    return {
        "target": target.number,
        "quantity": target.quantity,
        "scenario": target.scenario,
        "unit": target.unit,
        "low": target.low,
        "high": target.high,
        "model": value,
        "standard_error": float(found.standard_error),
        "within": inside,
        "note": "" if inside else WHY.get(target.number, "Not explained."),
        "source": target.source,
    }
