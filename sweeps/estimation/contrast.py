"""Paired contrasts: two arms on the same worlds, every estimand, with what the pairing gained.

Replicate k of both arms is the same world until the first decision that differs. The interval of
the difference uses that: the jackknife leaves out a world from both arms at once. In an
adaptive sweep it is that of ``confidence_sequence``, which is valid
although the results decided how many replicates there are. ``variance_ratio`` is the variance that
independent runs would have had over the variance of the paired difference: 20 means that 20 times
as many independent runs would be needed. Below 1 the pairing lost, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.sweeps.estimation.confidence_sequence import half_width
from scomm.sweeps.estimation.estimands import Ratio, ratios
from scomm.sweeps.estimation.jackknife import Array, Estimate, difference, jackknife, left_out
from scomm.sweeps.estimation.totals import Sums

if TYPE_CHECKING:
    pass


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
