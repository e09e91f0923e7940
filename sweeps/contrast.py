"""Paired contrasts: two arms on the same worlds, every estimand, with what the pairing gained.

Replicate k of both arms is the same world until the first decision that differs. The interval of
the difference uses that: the jackknife leaves out a world from both arms at once. In an
adaptive sweep it is the confidence sequence's (``sweeps.replicates``), which is valid although the
results decided how many replicates there are.
``variance_ratio`` is the variance that independent runs would have had over the variance of the
paired difference: 20 means that 20 times as many independent runs would be needed. Below 1 the
pairing lost, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError, nearest
from sweeps.estimands import Ratio, ratios
from sweeps.jackknife import Array, Estimate, difference, jackknife, left_out
from sweeps.record import PERIODS, PLACES, START, Sums
from sweeps.replicates.confidence_sequence import half_width
from sweeps.spec import SweepSpec, Until

if TYPE_CHECKING:
    from sweeps.store import Store


def contrast(
    first: Sums,
    second: Sums,
    names: tuple[str, str],
    wanted: Iterable[Ratio] | None = None,
    first_look: int | None = None,
) -> pd.DataFrame:
    """Return a table of first − second, a row for each ratio in ``wanted`` (None: all of them).

    ``first`` and ``second`` are float64[replicate, group, column], or with one axis more before
    the group, over which the rows of each ratio then run (column ``element``). Columns: estimand,
    class, group (with "_standardized" where it is at the mix of the start), counting, unit,
    element; the value of each arm by its name, with ``_low`` and ``_high``; effect, low, high,
    standard_error (in the unit; percentage points where that is %), variance_ratio, replicates,
    note. What is undefined is nan, never 0, and the note says why.

    Where the results decided how many replicates there are, ``first_look`` is the number that was
    looked at first, and the intervals are those of a confidence sequence, valid whenever it ended.
    """
    arms = (left_out(first), left_out(second))
    parts = [
        _columns(arms, names, ratio, first_look)
        for ratio in (ratios() if wanted is None else wanted)
    ]
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _columns(
    sums: tuple[Sums, Sums], names: tuple[str, str], ratio: Ratio, first_look: int | None
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
        low, high = (np.where(still, np.nan, bound).ravel() for bound in _interval(arm, first_look))
        if ratio.estimand.share:
            low, high = np.clip(low, 0.0, 100.0), np.clip(high, 0.0, 100.0)
        columns |= {name: arm.value.ravel(), f"{name}_low": low, f"{name}_high": high}
    low, high = _interval(paired, first_look)
    still = paired.still(np.maximum(abs(arms[0].value), abs(arms[1].value))) & ~same
    columns |= {
        "effect": paired.value.ravel(),
        "low": np.where(still, np.nan, low).ravel(),
        "high": np.where(still, np.nan, high).ravel(),
        "standard_error": paired.standard_error.ravel(),
        "variance_ratio": np.where(still.ravel(), np.nan, gain),
        "replicates": np.full(size, len(paired.deleted)),
    }
    columns["note"] = np.array(
        [_note(ratio, names, columns, same.ravel(), element) for element in range(size)], object
    )
    return columns


def _interval(estimate: Estimate, first_look: int | None) -> tuple[Array, Array]:
    if first_look is None:
        return estimate.low, estimate.high
    half = half_width(estimate, first_look)
    half = np.where(np.isfinite(half), half, np.nan)
    return estimate.value - half, estimate.value + half


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
    arm: str | None,
    reference: str | None,
    period: str,
    places: str,
    wanted: Iterable[Ratio] | None,
) -> Iterator[pd.DataFrame]:
    """Yield the contrast of ``arm`` with ``reference`` at each point (see ``Results.estimates``).

    One point's totals are read at a time, and of them the columns that the ``wanted`` ratios need.
    Raises InputError for an arm, period or places that are not there, and if no point has a pair of
    finished runs.
    """
    first, second = pair_of(store.spec, arm, reference)
    for name, given, allowed in (("period", period, PERIODS), ("places", places, PLACES)):
        if given not in allowed:
            raise InputError(f"The {name} is {given!r}, but must be one of {', '.join(allowed)}.")
    chosen = ratios() if wanted is None else list(wanted)
    until = store.spec.replicates
    first_look = until.first if isinstance(until, Until) else None
    columns = {START, *(name for ratio in chosen for part in ratio.columns() for name in part)}
    found = False
    for point, rows in store.by_point():
        one, other = _pairs(rows, first, second)
        if not one:
            continue
        found = True
        both = store.sums(one + other, places, period, sorted(columns))
        arms = both[: len(one)], both[len(one) :]
        table = contrast(*arms, ("arm", "reference"), chosen, first_look).drop(columns="element")
        for number, name in enumerate(store.varied):
            table.insert(number, name, rows[name].iloc[0])
        table.insert(0, "point", point)
        yield table
    if not found:
        raise InputError(
            f"The store {store.folder} has no pair of finished runs of {first!r} and {second!r}."
        )


def pair_of(spec: SweepSpec, arm: str | None, reference: str | None) -> tuple[str, str]:
    """Return the two arms to compare, by default the first and the last. Raises InputError."""
    arms = tuple(spec.arms)
    pair = arm or arms[0], reference or arms[-1]
    for name in pair:
        if name not in arms:
            raise InputError(
                f"The sweep {spec.name!r} has no arm {name!r}; its arms are {', '.join(arms)}."
                + nearest(name, arms)
            )
    if pair[0] == pair[1]:
        raise InputError(
            f"A contrast needs two arms, but both are {pair[0]!r}; the arms are {', '.join(arms)}."
        )
    return pair


def _pairs(rows: pd.DataFrame, first: str, second: str) -> tuple[list[str], list[str]]:
    """Return the identities of the runs of two arms, in those replicates that both have done."""
    done = rows[rows["status"] == "done"]
    arms = [
        done[done["arm"] == name].set_index("replicate")["identity"] for name in (first, second)
    ]
    both = arms[0].index.intersection(arms[1].index)
    return arms[0].loc[both].tolist(), arms[1].loc[both].tolist()
