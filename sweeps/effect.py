"""The effect of enrollment: one jurisdiction enrolled, against the same never enrolled."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pandas as pd

from scomm.model.errors import InputError
from scomm.model.groups import GROUPS
from scomm.model.settings import Settings
from scomm.model.simulate import LARGEST_SEED
from scomm.model.start import places_that_fit
from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import ratios
from scomm.sweeps.estimation.totals import SERIES, Series
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import LOST, Backend
from scomm.sweeps.execution.progress import progress as shown
from scomm.sweeps.execution.tasks import tasks_of
from scomm.sweeps.plan.identities import names_of
from scomm.sweeps.plan.plan import Run, runs

ENROLLED, NEVER = "enrolled", "never"
ARMS: Final[dict[str, dict[str, object]]] = {
    ENROLLED: {"enrollment": "scheduled"},
    NEVER: {"enrollment": "never"},
}
# Without the step in perceived risk at enrollment, what is left of the effect comes through news.
PARTS: Final[dict[str, dict[str, object]]] = {
    "in all": {},
    "news alone": {"enrollment_risk_step": 0.0},
}
BY_MONTH_GROUPS: Final = ("all", "hispanic", "other", "undocumented", *GROUPS)


@dataclass(frozen=True)
class Effect:
    """What enrollment changed, over ``replicates`` pairs of runs.

    ``table`` has a row for each estimand, class, group and counting, over the time after the
    scheduled activation: the columns of ``scomm.sweeps.estimation.contrast.contrast`` after a first
    column ``part``, which is "in all", or "news alone" where the effect was decomposed.
    ``by_month`` has the reporting rate by ``month`` since activation (month 0; negative before).
    """

    table: pd.DataFrame
    by_month: pd.DataFrame
    replicates: int

    def _repr_html_(self) -> str:
        return self.table.to_html()


def effect(
    settings: Settings,
    seed: int,
    replicates: int,
    *,
    decompose: bool = False,
    engine: str | None = None,
    backend: str | Backend = "serial",
    workers: int | None = None,
    progress: bool = False,
) -> Effect:
    """Return the effect of enrolling the first jurisdiction of ``settings``, with 95 % intervals.

    Replicate k of both arms is the world of ``world_seed(seed, k)``. ``decompose`` adds the same
    contrast with no step in perceived risk at enrollment: the part due to news alone. ``backend``
    is "serial", "ray" with ``workers`` runs at a time, or a backend itself. Raises
    InputError, before any run, for fewer than 1 replicate, settings under which the jurisdiction is
    not enrolled within the run, or a run for which memory does not suffice, and RuntimeError if a
    run fails.
    """
    if replicates < 1:
        raise InputError(f"The number of replicates is {replicates}, but must be 1 or more.")
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"The seed is {seed}, but must be a whole number from 0 to 2**63 - 1.")
    if settings.enrollment != "scheduled":
        raise InputError(
            f"enrollment is {settings.enrollment!r}, so there is no enrolled jurisdiction whose "
            "effect could be found; set it to 'scheduled'."
        )
    doing = choose.chosen(backend, workers)
    engine = choose.engine_called(engine)
    _check_that_there_is_one(settings, engine)
    parts = PARTS if decompose else {"in all": {}}
    planned = {
        part: runs(settings.replace(**changes), [{}], ARMS, replicates, seed)
        for part, changes in parts.items()
    }
    done = _done([run for part in planned.values() for run in part], engine, doing, progress)
    tables, months = [], []
    for part, planned_runs in planned.items():
        pair = [
            [done[run.identity] for run in planned_runs if run.arm == arm]
            for arm in (ENROLLED, NEVER)
        ]
        table, by_month = _contrasts(pair[0], pair[1])
        table.insert(0, "part", part)
        by_month.insert(0, "part", part)
        tables.append(table)
        months.append(by_month)
    return Effect(
        pd.concat(tables, ignore_index=True), pd.concat(months, ignore_index=True), replicates
    )


def _check_that_there_is_one(settings: Settings, engine: str) -> None:
    """Raise InputError if no run would be enrolled in time, or fit into memory."""
    places = places_that_fit(settings, engine)
    if places.scheduled_week[0] >= settings.weeks:
        raise InputError(
            f"{places.name[0]} is not activated within the run of {settings.weeks} weeks from "
            f"{settings.start}, so enrollment has no effect to be found; its activation must be a "
            "date before the end."
        )


def _done(planned: list[Run], engine: str, backend: Backend, progress: bool) -> dict[str, Series]:
    todo = tasks_of(planned, engine)
    found: dict[str, Series] = {}
    with (
        shown("effect", len(todo), progress) as advance,
        closing(backend([todo], SERIES)) as results,
    ):
        for done in results:
            for failure in done.failures.values():
                how = "was lost" if failure.stage == LOST else f"failed in {failure.stage}"
                raise RuntimeError(f"a run of the effect {how}: {failure.message}")
            found |= zip(names_of(done.digests), done.kept or (), strict=True)
            advance(len(done), 0, done.seconds)
    return found


def _contrasts(enrolled: list[Series], never: list[Series]) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = (ENROLLED, NEVER)
    month = cast(int, enrolled[0].activation_month)  # None only where there is no effect
    table = contrast(
        np.stack([run.after for run in enrolled]), np.stack([run.after for run in never]), names
    ).drop(columns="element")
    wanted = [
        ratio
        for ratio in ratios()
        if ratio.estimand.name == "reporting_rate" and ratio.group in BY_MONTH_GROUPS
    ]
    by_month = contrast(
        np.stack([run.monthly for run in enrolled]),
        np.stack([run.monthly for run in never]),
        names,
        wanted,
    )
    by_month["element"] -= month
    return table, by_month.rename(columns={"element": "month"})
