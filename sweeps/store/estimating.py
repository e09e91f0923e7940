"""Contrasts of a store's arms, a batch of points at a time, in bounded memory.

The table of runs tells which replicates both arms have finished; of their totals only the columns
that the wanted ratios need are read, and of these only the requested period and places. In memory
are at most a few thousand runs and ``_NUMBERS_AT_ONCE`` estimates, for a store of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scomm.model.errors import InputError, shown
from scomm.sweeps.catalog.columns import IDENTITY, digests_of_texts
from scomm.sweeps.estimation.by_month import contrast_by_month
from scomm.sweeps.estimation.contrast import SAME, contrast, log_odds
from scomm.sweeps.estimation.estimands import Ratio, Ratios
from scomm.sweeps.estimation.jackknife import difference
from scomm.sweeps.estimation.months import Months
from scomm.sweeps.estimation.totals import PERIODS, PLACES, Sums
from scomm.sweeps.plan.arms import pair_of
from scomm.sweeps.plan.identities import Digests
from scomm.sweeps.sweep_file import SweepSpec

_NAMES: Final = ("arm", "reference")
# Ratios × replicates × points per batch: 8 MB per array, and about 20 arrays.
_NUMBERS_AT_ONCE: Final = 1_000_000
# Runs whose totals are read per batch, 1.2 kB each with all columns.
_RUNS_AT_ONCE: Final = 16_384


@dataclass(frozen=True)
class Pairs:
    """The replicates that both arms have finished, at points with equal numbers of them.

    ``first`` and ``second`` are the identities of the arms' runs, uint8[replicate, point, 32];
    ``points`` are the points' numbers and ``rows`` a row of each in the table of runs. ``alone`` is
    true if both are of one arm, whose own level is wanted.
    """

    points: NDArray[np.int64]
    rows: NDArray[np.int64]
    first: Digests
    second: Digests
    alone: bool

    @property
    def sides(self) -> tuple[Digests, ...]:
        """The identities of each arm's runs, once if there is one arm."""
        return (self.first,) if self.alone else (self.first, self.second)

    def __getitem__(self, chosen: slice) -> Pairs:
        """Select some of the points."""
        return replace(
            self,
            points=self.points[chosen],
            rows=self.rows[chosen],
            first=self.first[:, chosen],
            second=self.second[:, chosen],
        )


class Readable(Protocol):
    """Protocol of a store with runs, as estimates need it (``scomm.sweeps.store.reading``)."""

    @property
    def folder(self) -> Path:
        """The store's folder."""
        ...

    @property
    def spec(self) -> SweepSpec:
        """The store's sweep file."""
        ...

    @property
    def varied(self) -> tuple[str, ...]:
        """The settings that vary, in order."""
        ...

    def tables(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield columns of the table of runs, a batch of points at a time."""
        ...

    def sums(self, digests: Digests, places: str, period: str, columns: Sequence[str]) -> Sums:
        """Return the sums of finished runs: float64[..., group, column]."""
        ...

    def months(self, digests: Digests, places: str, columns: Sequence[str]) -> Iterator[Months]:
        """Yield the sums by month of each finished run."""
        ...


def estimates(
    store: Readable,
    arm: str | None,
    reference: str | None,
    period: str,
    places: str,
    wanted: Sequence[Ratio],
) -> Iterator[pd.DataFrame]:
    """Yield the contrasts of ``arm`` with ``reference``, a batch of points at a time.

    The columns are those of ``Results.estimates``, and the points come in order. Raises InputError
    for an arm, period or places that are not there, and if no point has a pair of finished runs.
    For a sweep's only arm the columns of the reference and of the contrast are nan.
    """
    first, second = pair_of(store.spec, arm, reference)
    _check("period", period, PERIODS)
    _check("places", places, PLACES)
    ratios = Ratios(wanted)

    def contrasts(pairs: Pairs) -> Iterator[tuple[Pairs, pd.DataFrame]]:
        each = max(1, _NUMBERS_AT_ONCE // (len(ratios) * (len(pairs.first) + 1)))
        each = min(each, max(1, _RUNS_AT_ONCE // (2 * len(pairs.first))))
        for begin in range(0, len(pairs.points), each):
            some = pairs[begin : begin + each]
            sums = [store.sums(side, places, period, ratios.columns) for side in some.sides]
            yield (
                some,
                contrast(
                    sums[0],
                    sums[-1],
                    _NAMES,
                    ratios.members,
                    store.spec.first_look,
                    ratios.columns,
                ),
            )

    yield from _in_turn(store, first, second, contrasts)


def estimates_by_month(
    store: Readable,
    arm: str | None,
    reference: str | None,
    places: str,
    wanted: Sequence[Ratio],
) -> Iterator[pd.DataFrame]:
    """Yield the contrasts of ``arm`` with ``reference`` by month, a point at a time, in order.

    The columns are those of ``Results.monthly``. Raises InputError as ``estimates`` does, and for a
    store that keeps no months.
    """
    first, second = pair_of(store.spec, arm, reference)
    _check("places", places, PLACES)
    if not store.spec.months:
        raise no_months(store.folder)
    columns = Ratios(wanted).columns

    def contrasts(pairs: Pairs) -> Iterator[tuple[Pairs, pd.DataFrame]]:
        for position in range(len(pairs.points)):
            some = pairs[position : position + 1]
            arms = [list(store.months(side[:, 0], places, columns)) for side in some.sides]
            # All runs of a point have the same months, whatever the world.
            one = arms[0][0]
            sums = [np.stack([run.sums for run in runs]) for runs in arms]
            part = contrast_by_month(
                (sums[0], sums[-1]),
                _NAMES,
                wanted,
                one.periods,
                one.activation,
                store.spec.first_look,
                columns,
            )
            part.insert(0, "element", 0)
            yield some, part

    yield from _in_turn(store, first, second, contrasts)


def _in_turn(
    store: Readable,
    first: str,
    second: str,
    contrasts: Callable[[Pairs], Iterator[tuple[Pairs, pd.DataFrame]]],
) -> Iterator[pd.DataFrame]:
    """Yield the contrasts of two arms, a batch of points at a time, in order.

    ``contrasts`` makes those of pairs, some points at a time, whose number is the ``element``.
    """
    found = False
    for table in store.tables((IDENTITY, "point", "arm", "replicate", "status", *store.varied)):
        parts = []
        for pairs in _pairs(table, first, second):
            for some, part in contrasts(pairs):
                whole = _of_one_arm(part) if some.alone else part
                parts.append(_at_points(whole, some, table, store.varied))
        if parts:
            found = True
            yield _in_order(parts)
    if not found:
        raise InputError(
            f"The store {store.folder} has no pair of finished runs of {shown(first)} and "
            f"{shown(second)}."
        )


def no_months(folder: Path) -> InputError:
    """Return the error for a store whose sweep file does not ask for months."""
    return InputError(
        f"The store {folder} keeps no sums by month; add months = true to the table [sweep] of its "
        "sweep file, and run that into a new folder."
    )


def _check(name: str, given: str, allowed: Sequence[str]) -> None:
    if given not in allowed:
        raise InputError(f"The {name} is {shown(given)}, but must be one of {', '.join(allowed)}.")


def pseudovalues(
    store: Readable,
    ratio: Ratio,
    arms: tuple[str, str],
    period: str = "after",
    odds: bool = False,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the jackknife's pseudovalues of a ratio, or of its difference between two arms.

    Those of a point are independent between replicates, and their mean is the estimate there.

    Args:
        store: the store.
        ratio: the ratio.
        arms: the arms of the difference; the same one twice for its own level.
        period: "before" or "after" the scheduled activation, in the focal jurisdiction.
        odds: in log odds, of a ratio that is a percentage.

    Returns:
        The numbers of the points at which both arms have finished every one of the first
        replicates, as many as each point has at least, and the values, float64[replicate, point].
    """
    first, second = arms
    ratios = Ratios([ratio])
    count = store.spec.replicates.first
    found: list[NDArray[np.float64]] = []
    points: list[NDArray[np.int64]] = []
    for table in store.tables((IDENTITY, "point", "arm", "replicate", "status")):
        begun = table.filter(pc.less(table.column("replicate"), count))
        for pairs in _pairs(begun, first, second):
            if len(pairs.first) < count:
                continue
            each = max(1, _RUNS_AT_ONCE // (2 * count))
            for begin in range(0, len(pairs.points), each):
                some = pairs[begin : begin + each]
                sides = [
                    ratios.estimate(
                        store.sums(side, PLACES[0], period, ratios.columns), ratios.columns
                    )
                    for side in some.sides
                ]
                if odds:
                    sides = [side.mapped(log_odds) for side in sides]
                estimate = sides[0] if some.alone else difference(*sides)
                found.append((count * estimate.value - (count - 1) * estimate.deleted)[:, 0])
                points.append(some.points)
    if not found:
        return np.empty(0, np.int64), np.empty((count, 0))
    return np.concatenate(points), np.concatenate(found, axis=1)


def _of_one_arm(part: pd.DataFrame) -> pd.DataFrame:
    """Blank the contrast of an arm with itself, so that the arm's own estimates remain."""
    names = list(part.columns)
    level = ("arm", "arm_low", "arm_high")
    numbers = names[names.index("arm") : names.index("replicates")]
    part[[name for name in numbers if name not in level]] = np.nan
    note = part["note"].where(part["note"] != SAME, "")
    part["note"] = note.str.replace(" in arm and in reference", "", regex=False)
    return part


def _pairs(table: pa.Table, first: str, second: str) -> Iterator[Pairs]:
    """Yield the pairs of a table of whole points, grouped by the points' number of replicates."""
    point, replicate = (table.column(name).to_numpy() for name in ("point", "replicate"))
    done = pc.equal(table.column("status"), "done")
    rows = [
        np.flatnonzero(pc.and_(done, pc.equal(table.column("arm"), name)).to_numpy())
        for name in (first, second)
    ]
    # In order of points, then of replicates.
    keys = [(point[each].astype(np.int64) << 32) + replicate[each] for each in rows]
    both, one, other = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    one, other = rows[0][one], rows[1][other]
    numbers, begins, counts = np.unique(both >> 32, return_index=True, return_counts=True)
    for count in np.unique(counts).tolist():
        chosen = counts == count
        # [replicate, point]
        pairs = begins[chosen] + np.arange(count)[:, None]
        yield Pairs(
            numbers[chosen],
            one[begins[chosen]],
            _digests(table, one[pairs]),
            _digests(table, other[pairs]),
            first == second,
        )


def _digests(table: pa.Table, rows: NDArray[np.int64]) -> Digests:
    texts = table.column(IDENTITY).take(pa.array(rows.ravel())).combine_chunks()
    return digests_of_texts(texts).reshape(*rows.shape, -1)


def _at_points(
    part: pd.DataFrame, pairs: Pairs, table: pa.Table, varied: Sequence[str]
) -> pd.DataFrame:
    """Put the points' numbers and their varied settings before the columns of contrasts."""
    element = part["element"].to_numpy()
    rows = table.select(list(varied)).take(pa.array(pairs.rows)).to_pandas()
    settings = rows.iloc[element].reset_index(drop=True)
    settings.insert(0, "point", pairs.points[element])
    whole: pd.DataFrame = pd.concat([settings, part.drop(columns="element")], axis=1)
    return whole


def _in_order(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Concatenate parts into one table in the order of its points."""
    if len(parts) == 1:
        return parts[0]
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    if table["point"].is_monotonic_increasing:
        return table
    ordered: pd.DataFrame = table.sort_values("point", kind="stable", ignore_index=True)
    return ordered
