"""Paired contrasts: two arms on the same worlds, every estimand, with what the pairing gained.

Replicate k of both arms is the same world until the first decision that differs. The interval of
the difference uses that: the jackknife leaves out a world from both arms at once.
``variance_ratio`` is the variance that independent runs would have had over the variance of the
paired difference: 20 means that 20 times as many independent runs would be needed. Below 1 the
pairing lost, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError, nearest
from sweeps.estimands import Ratio, ratios
from sweeps.jackknife import difference, jackknife, left_out
from sweeps.record import PERIODS, PLACES, Sums, sums
from sweeps.store import Store


def contrast(
    first: Sums, second: Sums, names: tuple[str, str], wanted: Iterable[Ratio] | None = None
) -> pd.DataFrame:
    """Return a table of first − second, a row for each ratio in ``wanted`` (None: all of them).

    ``first`` and ``second`` are float64[replicate, group, column], or with one axis more before
    the group, over which the rows of each ratio then run (column ``element``). Columns: estimand,
    class, group (with "_standardized" where it is at the mix of the start), counting, unit,
    element; the value of each arm by its name, with ``_low`` and ``_high``; effect, low, high,
    standard_error (in the unit; percentage points where that is %), variance_ratio, replicates,
    note. What is undefined is nan, never 0, and the note says why.
    """
    arms = (left_out(first), left_out(second))
    parts = [_columns(arms, names, ratio) for ratio in (ratios() if wanted is None else wanted)]
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _columns(
    sums: tuple[Sums, Sums], names: tuple[str, str], ratio: Ratio
) -> dict[str, NDArray[Any]]:
    """Return the columns of one ratio, an element for each of its rows."""
    arms = [jackknife(ratio, each) for each in sums]
    paired = difference(*arms)
    # Arms that agree whichever world is left out are one arm: the effect is 0, known exactly.
    same = (arms[0].deleted == arms[1].deleted).all(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = (arms[0].standard_error ** 2 + arms[1].standard_error ** 2).ravel()
        gain = gain / paired.standard_error.ravel() ** 2
    size = paired.value.size
    columns: dict[str, NDArray[Any]] = {
        "estimand": np.full(size, ratio.estimand.name, dtype=object),
        "class": np.full(size, ratio.estimand.kind, dtype=object),
        "group": np.full(size, ratio.label, dtype=object),
        "counting": np.full(size, ratio.counting, dtype=object),
        "unit": np.full(size, ratio.estimand.unit, dtype=object),
        "element": np.arange(size),
    }
    for name, arm in zip(names, arms, strict=True):
        still = arm.still(abs(arm.value))
        low, high = (np.where(still, np.nan, bound).ravel() for bound in (arm.low, arm.high))
        if ratio.estimand.share:
            low, high = np.clip(low, 0.0, 100.0), np.clip(high, 0.0, 100.0)
        columns |= {name: arm.value.ravel(), f"{name}_low": low, f"{name}_high": high}
    still = paired.still(np.maximum(abs(arms[0].value), abs(arms[1].value))) & ~same
    columns |= {
        "effect": paired.value.ravel(),
        "low": np.where(still, np.nan, paired.low).ravel(),
        "high": np.where(still, np.nan, paired.high).ravel(),
        "standard_error": paired.standard_error.ravel(),
        "variance_ratio": np.where(still.ravel(), np.nan, gain),
        "replicates": np.full(size, len(paired.deleted)),
    }
    columns["note"] = np.array(
        [_note(ratio, names, columns, same.ravel(), element) for element in range(size)], object
    )
    return columns


def _note(
    ratio: Ratio,
    names: tuple[str, str],
    columns: dict[str, NDArray[Any]],
    same: NDArray[np.bool_],
    element: int,
) -> str:
    """Return why something in a row is undefined, and what else a reader of it must know."""
    nothing = f"no {ratio.estimand.nothing}{' in one of the groups' if ratio.standardized else ''}"

    def missing(name: str) -> bool:
        return bool(np.isnan(columns[name][element]))

    undefined = [name for name in names if missing(name)]
    # Where the effect is undefined, an arm can be defined and yet have no interval.
    bare = [name for name in names if undefined and not missing(name) and missing(f"{name}_low")]
    notes = []
    if undefined:
        notes.append(f"undefined: {nothing} in {' and in '.join(undefined)}")
    if bare or (missing("low") and not undefined):
        of = f" of {bare[0]}" if bare else ""
        notes.append(f"no interval{of}: its replicates are too few, too empty or do not vary")
    elif same[element]:
        notes.append("the arms do not differ")
    elif columns["variance_ratio"][element] < 1:
        notes.append("the pairing lost: independent runs would have varied less")
    return "; ".join(notes)


def estimates(
    store: Store,
    arm: str | None = None,
    reference: str | None = None,
    period: str = "after",
    places: str = "focal",
) -> pd.DataFrame:
    """Return the contrast of ``arm`` with ``reference`` at every point of a sweep.

    The arms are by default the first and the last of the sweep file. The table is that of
    ``contrast``, its values called ``arm`` and ``reference``, with the point's number and its
    varied settings in front. ``period`` is "before" or "after" the scheduled activation, and
    ``places`` is "focal", the one jurisdiction whose enrollment differs, or "all". A replicate
    that failed in either arm is left out of both. Raises InputError for an arm that is not there.
    """
    arms = tuple(store.spec.arms)
    first, second = arm or arms[0], reference or arms[-1]
    for name in (first, second):
        if name not in arms:
            raise InputError(
                f"The sweep {store.spec.name!r} has no arm {name!r}; its arms are "
                f"{', '.join(arms)}." + nearest(name, arms)
            )
    if first == second:
        raise InputError(
            f"A contrast needs two arms, but both are {first!r}; the arms are {', '.join(arms)}."
        )
    for name, given, allowed in (("period", period, PERIODS), ("places", places, PLACES)):
        if given not in allowed:
            raise InputError(f"The {name} is {given!r}, but must be one of {', '.join(allowed)}.")
    if store.totals.empty:
        values = None
    else:
        values = sums(store.totals)[:, PLACES.index(places), PERIODS.index(period)]
    identities = store.totals["identity"].drop_duplicates()
    place = {identity: number for number, identity in enumerate(identities)}
    parts = []
    for point, rows in store.runs.groupby("point", sort=True):
        done = rows[rows["status"] == "done"].pivot(
            index="replicate", columns="arm", values="identity"
        )
        if values is None or not {first, second} <= {*done.columns}:
            continue
        pairs = done[[first, second]].dropna()
        if pairs.empty:
            continue
        one, other = (values[[place[i] for i in pairs[name]]] for name in (first, second))
        table = contrast(one, other, ("arm", "reference")).drop(columns="element")
        for number, name in enumerate(store.spec.vary):
            table.insert(number, name, rows[name].iloc[0])
        table.insert(0, "point", point)
        parts.append(table)
    if not parts:
        raise InputError(
            f"The store {store.folder} has no pair of finished runs of {first!r} and {second!r}."
        )
    return pd.concat(parts, ignore_index=True)
