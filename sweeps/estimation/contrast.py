"""Paired contrasts: two arms on the same worlds, and the gain in variance by the pairing.

Replicate k of both arms is the same world until the first decision that differs. The interval of
the difference uses that: the jackknife leaves out a world from both arms at once. In an adaptive
sweep it is that of ``confidence_sequence``, which is valid although the results determined the
number of replicates.

``pairing_gain`` is the variance of a difference of independent runs, divided by that of the paired
difference: 20 means that 20 times as many independent runs would be needed. Below 1 the pairing
increased the variance, and the note says so. It is nan where the arms do not differ.

Reporting is contrasted as an odds ratio beside percentage points, since "does trust protect?"
depends on the scale. The jackknife works on the difference of log odds, and its interval is
transformed back by the exponential.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.sweeps.estimation.confidence_sequence import half_width
from scomm.sweeps.estimation.estimands import Ratio, Ratios, chosen
from scomm.sweeps.estimation.jackknife import Array, Estimate, difference
from scomm.sweeps.estimation.totals import COLUMNS, Sums

ODDS: Final = ("odds_ratio", "odds_ratio_low", "odds_ratio_high")

_TOO_FEW: Final = "its replicates are too few, too empty or do not vary"
SAME: Final = "the arms do not differ"
_LOST: Final = "the pairing lost: independent runs would have varied less"

Rows = dict[str, NDArray[Any]]
"""Columns of a table, each [ratio, element]."""


def contrast(
    first: Sums,
    second: Sums,
    names: tuple[str, str],
    wanted: Iterable[Ratio | str] | None = None,
    first_look: int | None = None,
    columns: Sequence[str] = COLUMNS,
) -> pd.DataFrame:
    """Estimate the paired contrast first − second, for each element and ratio.

    Args:
        first: sums of the first arm, float64[replicate, group, column], or float64[replicate,
            element, group, column], whose elements are points or months.
        second: sums of the second arm, of the same shape and the same worlds.
        names: the names of the two arms.
        wanted: ratios or their names; None for all. Others are not computed.
        first_look: the first number of replicates looked at, where results determined their number:
            the intervals are then those of a confidence sequence, valid at any stopping time. None
            if the number was fixed in advance.
        columns: names of the last axis, which may have only what the ratios need.

    Returns:
        A table with a row for each element and ratio. Columns: estimand, class, group (with
        "_standardized" where it is at the mix of the start), counting, unit, element; the value of
        each arm by its name, with ``_low`` and ``_high``; effect, low, high, standard_error (in the
        unit; percentage points where that is %); odds_ratio with ``_low`` and ``_high``, nan where
        an estimand has none; pairing_gain, replicates, note. Undefined values are nan, never 0, and
        the note tells why.
    """
    ratios = Ratios(chosen(wanted))
    # Sums without an axis of elements have a single one.
    sums = [each[:, None] if each.ndim == 3 else each for each in (first, second)]
    arms = ratios.estimate(sums[0], columns), ratios.estimate(sums[1], columns)
    shape = arms[0].value.shape
    rows: Rows = {
        **{
            name: np.broadcast_to(np.array(texts, object)[:, None], shape)
            for name, texts in _labels(ratios.members).items()
        },
        "element": np.broadcast_to(np.arange(shape[1]), shape),
        **_levels(ratios.members, arms, names, first_look),
        **_effects(ratios.members, arms, first_look),
    }
    rows["replicates"] = np.full(shape, len(first))
    rows["note"] = _notes(ratios.members, arms, rows, names)
    return pd.DataFrame({name: values.T.ravel() for name, values in rows.items()})


def _labels(ratios: Sequence[Ratio]) -> dict[str, list[str]]:
    keys = zip(*(ratio.key for ratio in ratios), strict=True)
    labels = dict(zip(("estimand", "class", "group", "counting"), map(list, keys), strict=True))
    return labels | {"unit": [ratio.estimand.unit for ratio in ratios]}


def _levels(
    ratios: Sequence[Ratio],
    arms: tuple[Estimate, Estimate],
    names: tuple[str, str],
    first_look: int | None,
) -> Rows:
    """Return each arm's value and its interval, for shares within 0 to 100 %."""
    share = np.array([ratio.estimand.share for ratio in ratios])[:, None]
    rows: Rows = {}
    for name, arm in zip(names, arms, strict=True):
        still = arm.still(abs(arm.value))
        rows[name] = arm.value
        for end, bound in zip(("low", "high"), _interval(arm, first_look), strict=True):
            within = np.where(share, np.clip(bound, 0.0, 100.0), bound)
            rows[f"{name}_{end}"] = np.where(still, np.nan, within)
    return rows


def _effects(
    ratios: Sequence[Ratio], arms: tuple[Estimate, Estimate], first_look: int | None
) -> Rows:
    """Return the paired difference, the odds ratio and the pairing gain."""
    paired, same = difference(*arms), _same(arms)
    still = paired.still(np.maximum(abs(arms[0].value), abs(arms[1].value)))
    low, high = (np.where(still & ~same, np.nan, b) for b in _interval(paired, first_look))
    independent = arms[0].standard_error ** 2 + arms[1].standard_error ** 2
    gain = np.full_like(independent, np.nan)
    np.divide(independent, paired.standard_error**2, out=gain, where=~still & ~same)
    return {
        "effect": paired.value,
        "low": low,
        "high": high,
        "standard_error": paired.standard_error,
        **_odds_ratios(ratios, arms, same, first_look),
        "pairing_gain": gain,
    }


def _odds_ratios(
    ratios: Sequence[Ratio],
    arms: tuple[Estimate, Estimate],
    same: NDArray[np.bool_],
    first_look: int | None,
) -> Rows:
    rows: Rows = {name: np.full(same.shape, np.nan) for name in ODDS}
    having = np.flatnonzero([ratio.estimand.odds for ratio in ratios])
    if not len(having):
        return rows
    logits = [arm.mapped(lambda percent: log_odds(percent[..., having, :])) for arm in arms]
    paired, same = difference(*logits), same[having]
    size = np.maximum(abs(logits[0].value), abs(logits[1].value))
    unknown = paired.still(np.maximum(size, 1.0)) & ~same
    bounds = (np.where(unknown, np.nan, bound) for bound in _interval(paired, first_look))
    for name, values in zip(ODDS, (paired.value, *bounds), strict=True):
        rows[name][having] = np.exp(values)
    return rows


def log_odds(percent: Array) -> Array:
    """Return the log odds of a percentage; nan where it is 0 or 100, or undefined."""
    inside = (percent > 0.0) & (percent < 100.0)
    odds = np.divide(percent, 100.0 - percent, out=np.full_like(percent, np.nan), where=inside)
    return np.asarray(np.log(odds))


def _same(arms: tuple[Estimate, Estimate]) -> NDArray[np.bool_]:
    """Mask of estimates in which the arms agree without any one world: the effect is exactly 0."""
    return np.asarray((arms[0].deleted == arms[1].deleted).all(axis=0))


def _interval(estimate: Estimate, first_look: int | None) -> tuple[Array, Array]:
    if first_look is None:
        return estimate.low, estimate.high
    half = half_width(estimate, first_look)
    half = np.where(np.isfinite(half), half, np.nan)
    return estimate.value - half, estimate.value + half


def _notes(
    ratios: Sequence[Ratio], arms: tuple[Estimate, Estimate], rows: Rows, names: tuple[str, str]
) -> NDArray[Any]:
    """Return the notes of rows: why values are undefined, and other caveats."""
    nothing = [
        f"no {ratio.estimand.nothing}{' in one of the groups' if ratio.standardized else ''}"
        for ratio in ratios
    ]
    missing = [np.isnan(rows[name]) for name in names]
    undefined = missing[0] | missing[1]
    # Where the effect is undefined, an arm can be defined and yet have no interval.
    bare = [
        undefined & ~gone & np.isnan(rows[f"{name}_low"])
        for name, gone in zip(names, missing, strict=True)
    ]
    no_interval = ~undefined & np.isnan(rows["low"])
    said = bare[0] | bare[1] | no_interval
    with np.errstate(invalid="ignore"):
        lost = ~said & (rows["pairing_gain"] < 1)
    marks = [*missing, bare[0], bare[1], no_interval, ~said & _same(arms), lost]
    # Each mark is a bit of a number; each distinct number becomes a sentence once per ratio.
    codes = sum((mark.astype(np.int64) << bit for bit, mark in enumerate(marks)))
    codes = np.asarray(codes) + (np.arange(len(ratios)) << len(marks))[:, None]
    found, positions = np.unique(codes, return_inverse=True)
    sentences = [
        _sentence(
            nothing[code >> len(marks)], [bool(code >> n & 1) for n in range(len(marks))], names
        )
        for code in found.tolist()
    ]
    return np.array(sentences, object)[positions.reshape(codes.shape)]


def _sentence(nothing: str, marks: Sequence[bool], names: tuple[str, str]) -> str:
    first, second, first_bare, second_bare, no_interval, same, lost = marks
    notes = []
    if undefined := [name for name, gone in zip(names, (first, second), strict=True) if gone]:
        notes.append(f"undefined: {nothing} in {' and in '.join(undefined)}")
    if first_bare or second_bare or no_interval:
        of = "" if no_interval else f" of {names[0] if first_bare else names[1]}"
        notes.append(f"no interval{of}: {_TOO_FEW}")
    elif same:
        notes.append(SAME)
    elif lost:
        notes.append(_LOST)
    return "; ".join(notes)
