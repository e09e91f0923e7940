"""The calibration targets compared with the model's figures and their Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from scomm.model.calendar import parse_date
from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes
from scomm.model.randomness import world_seed
from scomm.model.scenarios import scenario
from scomm.model.settings import Settings
from scomm.model.simulate import run
from scomm.model.targets import FILE, NATION, Quantity, Target, read_targets
from scomm.sweeps.estimation.estimands import divided
from scomm.sweeps.estimation.jackknife import jackknife, left_out

# Worlds of a county per world of the nation, whose removals are many times a county's.
_WORLDS: Final = 10
_NONE: Final[Mapping[str, object]] = MappingProxyType({})


def worlds_in_all(replicates: int, file: str | Path = FILE) -> int:
    """Return the number of worlds that ``targets`` runs."""
    names = {each.scenario for each in read_targets(file)}
    return sum(replicates * _worlds(name) for name in names)


def targets(
    changes: Mapping[str, object] = _NONE,
    *,
    seed: int = 1,
    replicates: int = 1,
    scale: float = 0.01,
    file: str | Path = FILE,
    threads: int = 1,
    progress: Callable[[], None] | None = None,
) -> pd.DataFrame:
    """Compare the calibration targets with the model.

    Args:
        changes: settings, setting -> value, changed in every target's scenario; in the nation's
            also ``jurisdictions``, fewer than all for a weighted sample of counties.
        seed: replicate k is the world of ``world_seed(seed, k)``.
        replicates: worlds of the nation; a county has ten times as many.
        scale: share of the nation's residents, above 0 and at most 1.
        file: a targets file; the project's own by default.
        threads: processors that each run uses.
        progress: called after each world.

    Returns:
        A row for each target: its interval, the model's figure, its standard error (delete-one
        jackknife over worlds, nan with one), whether it fits, and its ``distance``: by how many of
        the target's errors the model misses it. Smaller is better; the root mean square of the
        distances is ``table.attrs["distance"]``.

    Raises:
        InputError: for a change that the model refuses, and for a mistake in the file.

    Example:
        >>> from scomm import targets
        >>> table = targets({"jurisdictions": 30, "detainer_level3": 0.5}, scale=0.02)
        >>> table.loc[table["target"] == "2", "unit"].item()
        'share'
    """
    if replicates < 1:
        raise InputError(f"The number of replicates is {replicates}, but must be 1 or more.")
    wanted = read_targets(file)
    worlds: dict[str, list[Outcomes]] = {}
    for name in sorted({each.scenario for each in wanted}):
        settings = settings_of(name, wanted, scale, changes)
        worlds[name] = []
        for k in range(replicates * _worlds(name)):
            worlds[name].append(run(settings, world_seed(seed, k), threads=threads))
            if progress is not None:
                progress()
    table = pd.DataFrame([_row(target, worlds[target.scenario]) for target in wanted])
    table.attrs["distance"] = float(np.sqrt((table["distance"] ** 2).mean()))
    return table


def settings_of(
    name: str, wanted: Sequence[Quantity], scale: float, changes: Mapping[str, object] = _NONE
) -> Settings:
    """Return the settings of a scenario for its targets: no longer than they need.

    Raises InputError for a change that the model refuses.
    """
    settings = scenario(name)
    last = max((each.last_month for each in wanted if each.scenario == name), default="")
    if last:
        year, month = map(int, last.split("-"))
        end = date(year + month // 12, month % 12 + 1, 1)
        weeks = -(-(end - parse_date(settings.start)).days // 7)
        settings = settings.replace(weeks=min(weeks, settings.weeks))
    if name == NATION:
        return settings.replace(scale=scale, **changes)
    return settings.replace(
        **{key: each for key, each in changes.items() if key != "jurisdictions"}
    )


def _worlds(name: str) -> int:
    return 1 if name == NATION else _WORLDS


def _row(target: Target, worlds: Sequence[Outcomes]) -> dict[str, object]:
    parts = np.array([target.parts(outcomes) for outcomes in worlds])
    found = jackknife(lambda sums: divided(sums[..., 0], sums[..., 1]), left_out(parts))
    value = float(found.value)
    return {
        "target": target.number,
        "quantity": target.quantity,
        "scenario": target.scenario,
        "unit": target.unit,
        "low": target.low,
        "high": target.high,
        "model": value,
        "standard_error": float(found.standard_error),
        "within": target.low <= value <= target.high,
        "distance": (value - target.value) / target.error,
        "source": target.source,
    }
