"""The effect of enrollment: one jurisdiction enrolled, compared with the same never enrolled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from scomm.model.changed_rules import ChangedRules, RulesGiven, changed_rules
from scomm.model.display import html_table
from scomm.model.errors import InputError
from scomm.model.randomness import LARGEST_SEED
from scomm.model.settings import Settings
from scomm.model.start import calendar_of, places_that_fit
from scomm.sweeps.estimation.by_month import contrast_by_month
from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import Ratio, chosen
from scomm.sweeps.estimation.headlines import (
    cells,
    compact,
    header,
    headline_ratios,
    rows_of,
    sentence,
)
from scomm.sweeps.estimation.labelled import dataset
from scomm.sweeps.estimation.totals import SERIES, Series
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import LOST, Backend
from scomm.sweeps.execution.progress import progress as shown
from scomm.sweeps.execution.tasks import tasks_of
from scomm.sweeps.plan.identities import names_of
from scomm.sweeps.plan.plan import Run, runs

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

ENROLLED, NEVER = "enrolled", "never"
ARMS: Final[dict[str, dict[str, object]]] = {
    ENROLLED: {"enrollment": "scheduled"},
    NEVER: {"enrollment": "never"},
}
WHOLE: Final = "in all"
# Without the step in perceived risk at enrollment, the remaining effect is due to news.
PARTS: Final[dict[str, dict[str, object]]] = {
    WHOLE: {},
    "news alone": {"enrollment_risk_step": 0.0},
}
# Panels of a figure, where no estimands are named.
_PANELS: Final = 3

Wanted = Iterable[Ratio | str] | None


@dataclass(frozen=True)
class Effect:
    """The effect of enrollment, over ``replicates`` pairs of runs.

    ``table`` has a row for each requested estimand, class, group and counting, over the time after
    the scheduled activation: the columns of
    ``scomm.sweeps.estimation.contrast.contrast`` after a first column ``part``, which is "in all",
    or "news alone" where the effect was decomposed.
    """

    table: pd.DataFrame
    replicates: int
    wanted: tuple[Ratio, ...] = field(repr=False)
    months: pd.PeriodIndex = field(repr=False)
    pairs: Mapping[str, tuple[Sequence[Series], Sequence[Series]]] = field(repr=False)
    """The sums of the runs of both arms, after activation and by month, by part."""
    rules: ChangedRules | None = None
    """The rules that the runs had changed; None for those of the model."""

    @cached_property
    def by_month(self) -> pd.DataFrame:
        """The contrasts by month, computed when first used: see ``monthly``."""
        return self.monthly(self.wanted)

    def monthly(self, wanted: Wanted = None) -> pd.DataFrame:
        """Estimate the contrasts by month.

        Args:
            wanted: ratios, or their names in sweep files; None for all.

        Returns:
            The columns of ``table``, with the number of the ``month`` since activation (month 0;
            negative before it) and the ``calendar_month``, a pandas Period, after ``part``.

        Raises:
            InputError: for an unknown estimand.

        Example:
            >>> from scomm import effect, scenario
            >>> found = effect(scenario("county"), seed=1, replicates=2, wanted=["trust"])
            >>> found.monthly(["arrest_rate.hispanic"])["month"].min().item()
            -20
        """
        ratios = chosen(wanted)
        tables = [self._months(part, arms, ratios) for part, arms in self.pairs.items()]
        return pd.concat(tables, ignore_index=True)

    def _months(
        self, part: str, arms: tuple[Sequence[Series], Sequence[Series]], ratios: list[Ratio]
    ) -> pd.DataFrame:
        first, second = (np.stack([run.monthly for run in runs]) for runs in arms)
        activation = arms[0][0].activation_month
        table = contrast_by_month(
            (first, second), (ENROLLED, NEVER), ratios, self.months, activation
        )
        table.insert(0, "part", part)
        return table

    def summary(self) -> pd.DataFrame:
        """Select the ten headline rows, without the columns that a reader needs last.

        Where other estimands were wanted, at most ten are shown as they are; of more, the headlines
        among them.

        Example:
            >>> from scomm import effect, scenario
            >>> found = effect(scenario("county"), 1, replicates=2)
            >>> len(found.summary())
            10
        """
        return compact(self._headlines, (ENROLLED, NEVER))

    def plot(self, wanted: Wanted = None) -> Figure:
        """Draw both arms and the effect by month since activation, with 95 % intervals.

        Args:
            wanted: one to six ratios, or their names in sweep files; None for the first three of
                ``summary``.

        Raises:
            InputError: for an unknown estimand, and for more than six.
        """
        from scomm.sweeps.figures import by_month

        ratios = headline_ratios(self.wanted)[:_PANELS] if wanted is None else chosen(wanted)
        months = self.monthly(ratios)
        return by_month.figure(months[months["part"] == WHOLE], (ENROLLED, NEVER), ratios)

    def to_xarray(self, wanted: Wanted = None) -> xarray.Dataset:
        """Convert the contrasts by month to a Dataset: part, month, estimand and counting.

        Args:
            wanted: ratios, or their names in sweep files; None for those of ``table``.

        Raises:
            InputError: for an unknown estimand, and if xarray is not installed.

        Example:
            >>> from scomm import effect, scenario
            >>> found = effect(scenario("county"), 1, replicates=2, wanted=["trust.hispanic"])
            >>> found.to_xarray()["effect"].dims
            ('part', 'month', 'estimand', 'counting')
        """
        return dataset(self.monthly(self.wanted if wanted is None else wanted), ("part", "month"))

    @cached_property
    def _headlines(self) -> pd.DataFrame:
        return rows_of(self.table, headline_ratios(self.wanted))

    @property
    def _title(self) -> str:
        rules = "" if self.rules is None else f"; {self.rules!r}"
        return (
            f"Effect of enrollment after activation, {ENROLLED} against {NEVER} enrolled, over "
            f"{self.replicates} pairs of runs{rules}"
        )

    def __repr__(self) -> str:
        """Describe the headline rows, a line each."""
        rows = self._headlines.to_dict("records")
        several = len(self.pairs) > 1
        lines = [
            (f"{row['part']}: " if several else "") + sentence(row, (ENROLLED, NEVER))
            for row in rows
        ]
        left = len(self.table) - len(rows)
        more = [f"and {left:,} more rows in .table"] if left else []
        return "\n  ".join([f"<{self._title}:", *lines, *more]) + ">"

    def _repr_html_(self) -> str:
        arms, left = (ENROLLED, NEVER), len(self.table) - len(self._headlines)
        several = len(self.pairs) > 1
        rows = self._headlines.to_dict("records")
        return html_table(
            f"{self._title}. Intervals are 95 % and Monte Carlo error alone."
            + (f" {left:,} more rows are in .table." if left else ""),
            [*(["part"] if several else []), *(name.replace("\n", " ") for name in header(arms))],
            [[*([row["part"]] if several else []), *cells(row, arms)] for row in rows],
        )


def effect(
    settings: Settings,
    seed: int,
    replicates: int,
    *,
    wanted: Wanted = None,
    decompose: bool = False,
    engine: str | None = None,
    backend: str | Backend | None = None,
    progress: bool = False,
    rules: RulesGiven = None,
) -> Effect:
    """Estimate the effect of enrolling the first jurisdiction of ``settings``.

    Args:
        settings: the model's settings, with scheduled enrollment.
        seed: replicate k of both arms is the world of ``world_seed(seed, k)``.
        replicates: number of pairs of runs, at least 1; intervals need 2.
        wanted: ratios, or their names in sweep files such as "reporting_rate.hispanic" or
            "non_criminal_share"; None for all. Others are not computed.
        decompose: add the contrast without a step in perceived risk at enrollment, which is the
            part due to news alone.
        engine: the model's engine; None for its default.
        backend: "serial", "ray", or a backend; None for "ray" where it is worth its start.
            ``scomm.cluster`` sets the number of Ray's workers.
        progress: show progress on standard error.
        rules: functions in place of rules in all runs, as in ``scomm.run``; see ``docs/rules.md``.

    Returns:
        The contrasts after activation, in ``table``, and by month, with 95 % intervals.

    Raises:
        InputError: before any run, for an unknown estimand, fewer than 1 replicate, settings under
            which the jurisdiction is not enrolled within the run, too little memory for a run, or
            ``rules`` that are not valid.
        RuntimeError: if a run fails.

    Example:
        >>> from scomm import effect, scenario
        >>> found = effect(scenario("county"), 1, replicates=2, wanted=["reporting_rate.hispanic"])
        >>> found.table[["estimand", "group", "unit"]].values.tolist()
        [['reporting_rate', 'hispanic', '% of victimizations']]
    """
    ratios = tuple(chosen(wanted))
    if replicates < 1:
        raise InputError(f"The number of replicates is {replicates}, but must be 1 or more.")
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"The seed is {seed}, but must be a whole number from 0 to 2**63 - 1.")
    if settings.enrollment != "scheduled":
        raise InputError(
            f"enrollment is {settings.enrollment!r}, so there is no enrolled jurisdiction whose "
            "effect could be found; set it to 'scheduled'."
        )
    tell = choose.aloud if progress else choose.silent
    doing = None if backend is None else choose.chosen(backend, tell=tell)
    engine = choose.engine_called(engine)
    changed = changed_rules(rules)
    _check_that_there_is_one(settings, engine)
    parts = PARTS if decompose else {WHOLE: {}}
    planned = {
        part: runs(settings.replace(**changes), [{}], ARMS, replicates, seed, changed)
        for part, changes in parts.items()
    }
    # World by world: what its arms share, such as its residents, is then made once.
    all_runs = sorted(
        (run for part in planned.values() for run in part), key=lambda run: run.replicate
    )
    if doing is None:
        doing = choose.by_size(settings, len(all_runs), engine, tell)
    done = _done(all_runs, engine, doing, progress)
    pairs: dict[str, tuple[Sequence[Series], Sequence[Series]]] = {}
    for part, planned_runs in planned.items():
        first, second = (
            [done[run.identity] for run in planned_runs if run.arm == arm]
            for arm in (ENROLLED, NEVER)
        )
        pairs[part] = first, second
    tables = [_table(part, arms, ratios) for part, arms in pairs.items()]
    months = pd.PeriodIndex(calendar_of(settings).months, freq="M")
    table = pd.concat(tables, ignore_index=True)
    return Effect(table, replicates, ratios, months, pairs, changed)


def _check_that_there_is_one(settings: Settings, engine: str) -> None:
    """Raise InputError if enrollment is after the end of the run, or a run does not fit memory."""
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
        shown("effect", len(todo), progress, rules=todo.rules) as advance,
        closing(backend([todo], SERIES)) as results,
    ):
        for done in results:
            for failure in done.failures.values():
                how = "was lost" if failure.stage == LOST else f"failed in {failure.stage}"
                raise RuntimeError(f"a run of the effect {how}: {failure.message}")
            found |= zip(names_of(done.digests), done.kept or (), strict=True)
            advance(len(done), 0, done.seconds)
    return found


def _table(
    part: str, arms: tuple[Sequence[Series], Sequence[Series]], ratios: Sequence[Ratio]
) -> pd.DataFrame:
    """Return the contrasts after activation."""
    first, second = (np.stack([run.after for run in runs]) for runs in arms)
    table = contrast(first, second, (ENROLLED, NEVER), ratios).drop(columns="element")
    table.insert(0, "part", part)
    return table
