"""Estimates by window of time, from runs of the same worlds that end at several dates.

A store keeps totals of whole runs, not months. Where ``weeks`` varies, the run that ends later
repeats the one that ends sooner and adds the weeks between; so the difference of their totals is
what happened in these weeks, exactly and replicate by replicate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scomm.model.calendar import date_of, parse_date, parse_monday, week_of
from scomm.model.settings import Settings
from scomm.sweeps.catalog.columns import digests_of_texts
from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import Ratio, Ratios
from scomm.sweeps.estimation.totals import PERIODS, START, Sums
from scomm.sweeps.figures.asked import Unfit
from scomm.sweeps.figures.look import COLORS
from scomm.sweeps.figures.measured import name_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.results import Results
from scomm.sweeps.sweep_file import Until

LENGTH: Final = "weeks"
#: The columns that tell a line's windows apart.
KEY: Final = ("line", "first_week", "last_week", "begin", "end")


def places_of(store: Results) -> str:
    """Return "all" for a sweep of a nation, whose figures are of all places, else "focal"."""
    return "all" if _settings(store).places in ("nation", "synthetic-nation") else "focal"


@dataclass(frozen=True)
class Line:
    """The windows of one combination of the settings that vary besides the run's length.

    ``weeks`` are the windows' first weeks, and the weeks after their last, counted from the start,
    int64[2, window]. ``first`` and ``second`` are the sums of the first arm and of the last,
    float64[replicate, window, group, column], with the columns that were asked for.
    """

    name: str
    weeks: NDArray[np.int64]
    first: Sums
    second: Sums


def lines(store: Results, columns: Sequence[str]) -> list[Line]:
    """Return the windows between two ends of runs; the first window begins with the run.

    A store's totals leave out the month in which a jurisdiction is activated, unless that is in the
    month's first week. In one jurisdiction it must be so; of a nation each county lacks that month.
    Raises Unfit if it is not so, if the length of runs does not vary, if the store has no runs any
    more, and for a column that is no sum over weeks.
    """
    if LENGTH not in store.varied or not isinstance(store, Store):
        raise Unfit(
            f"The figure needs a sweep that varies {LENGTH}, and its runs; {store.spec.name!r} "
            f"varies {', '.join(store.varied)}"
            + ("." if isinstance(store, Store) else " and keeps no runs.")
        )
    if any(name == START or name.startswith("panel_") for name in columns):
        raise Unfit("The figure shows sums over weeks, not means of the panel or standardized.")
    if places_of(store) == "focal":
        _check_activation(store)
    found = [_line(store, name, rows, columns) for name, rows in _groups(store)]
    if not found or any(len(line.first) == 0 for line in found):
        raise Unfit(f"The figure needs finished runs of every length, which {store.folder} lacks.")
    if len(found) > len(COLORS):
        raise Unfit(
            f"The figure can tell {len(COLORS)} lines apart, but {store.spec.name!r} has "
            f"{len(found)}."
        )
    return found


def by_window(store: Results, ratios: Sequence[Ratio]) -> pd.DataFrame:
    """Estimate the contrast of the first arm with the last in each window.

    Returns:
        A row for each line, window and ratio: ``line``, ``first_week``, ``last_week``, their dates
        ``begin`` and ``end``, then the columns of ``scomm.sweeps.estimation.contrast.contrast``,
        with the arms' values named ``arm`` and ``reference``. Of one arm there is no effect.

    Raises:
        Unfit: as ``lines`` does.
    """
    columns = Ratios(ratios).columns
    until = store.spec.replicates
    look = until.first if isinstance(until, Until) else None
    parts = []
    for each in lines(store, columns):
        table = contrast(each.first, each.second, ("arm", "reference"), ratios, look, columns)
        if len(store.spec.arms) == 1:
            table[["effect", "low", "high"]] = np.nan
        element = table.pop("element").to_numpy()
        parts.append(
            pd.concat([dated(store, each).iloc[element].reset_index(drop=True), table], axis=1)
        )
    return pd.concat(parts, ignore_index=True)


def dated(store: Results, line: Line) -> pd.DataFrame:
    """Return a row for each window of a line: its name, weeks and dates, the columns ``KEY``."""
    start = _settings(store).start
    first, last = line.weeks
    dates = [[date_of(int(week), parse_monday(start)) for week in weeks] for weeks in line.weeks]
    return pd.DataFrame(dict(zip(KEY, (line.name, first, last, *dates), strict=True)))


def activation_week(store: Results) -> float:
    """Return the week of the scheduled activation, counted from the start. Raises Unfit."""
    if places_of(store) != "focal":
        raise Unfit(f"The figure needs one jurisdiction, but {store.spec.name!r} is of a nation.")
    settings = _settings(store)
    return week_of(parse_date(settings.activation), parse_monday(settings.start))


def _check_activation(store: Results) -> None:
    settings = _settings(store)
    start = parse_monday(settings.start)
    monday = date_of(week_of(parse_date(settings.activation), start), start)
    if "activation" in store.varied or monday.day > 7:
        raise Unfit(
            "The figure needs one activation in the first week of a month, such as 2010-06-07, "
            f"since totals leave out other months of activation; {store.spec.name!r} has "
            + ("several." if "activation" in store.varied else f"{settings.activation}.")
        )


def _settings(store: Results) -> Settings:
    return plan(store.spec).settings(0, next(iter(store.spec.arms)))


def _groups(store: Store) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name of each line with its finished runs."""
    done = store.runs[store.runs["status"] == "done"]
    others = [name for name in store.varied if name != LENGTH]
    if not others:
        yield "", done
        return
    points = done[others].drop_duplicates()
    for _, rows in done.groupby(others, sort=False, dropna=False):
        yield name_of(rows.iloc[0], others, points), rows


def _line(store: Store, name: str, rows: pd.DataFrame, columns: Sequence[str]) -> Line:
    arms = list(store.spec.arms)
    ends = np.sort(rows[LENGTH].unique()).astype(np.int64)
    tables = [
        rows[rows["arm"] == arm]
        .drop_duplicates([LENGTH, "replicate"])
        .pivot(index="replicate", columns=LENGTH, values="identity")
        .reindex(columns=ends)
        .dropna()
        for arm in (arms[0], arms[-1])
    ]
    common = tables[0].index.intersection(tables[1].index)
    first, second = (_sums(store, table.loc[common], columns) for table in tables)
    return Line(name, np.stack([np.concatenate([[0], ends[:-1]]), ends]), first, second)


def _sums(store: Store, identities: pd.DataFrame, columns: Sequence[str]) -> Sums:
    """Return the sums of windows: float64[replicate, window, group, column]."""
    texts = pa.array(identities.to_numpy().ravel().tolist(), pa.string())
    digests = digests_of_texts(texts).reshape(*identities.shape, -1)
    before, after = (store.sums(digests, places_of(store), each, columns) for each in PERIODS)
    return np.diff(before + after, axis=1, prepend=0.0)
