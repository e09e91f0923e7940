"""The stopping rule: the replicates a point needs until an estimand is known to a half-width.

The answer depends on the point's own results, in the order of its replicates, and on looks fixed in
advance: never on other points, nor on the order in which runs finished. The priority of points is a
separate matter, for which ``Rule.half_width`` tells the widest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scomm.model.groups import select
from scomm.sweeps.estimation import confidence_sequence
from scomm.sweeps.estimation.estimands import divided, named
from scomm.sweeps.estimation.jackknife import Array, difference, jackknife, left_out
from scomm.sweeps.estimation.totals import COLUMNS, Sums
from scomm.sweeps.schedule.look_numbers import looks

if TYPE_CHECKING:
    from scomm.sweeps.sweep_file import Until


@dataclass(frozen=True)
class Interval:
    """An estimate after some replicates, and its interval, in the estimand's unit.

    It belongs to a confidence sequence: valid at any time, for any reason to stop. ``low`` and
    ``high`` are nan where there is no interval, ``value`` too where the denominator is 0.
    """

    value: float
    low: float
    high: float
    replicates: int

    @property
    def half_width(self) -> float:
        """Half the interval's width, infinite where there is no interval."""
        half = (self.high - self.low) / 2
        return math.inf if math.isnan(half) else half


class Rule:
    """Determines the number of replicates of a point from the results of its finished ones.

    ``columns`` are the columns it needs of ``scomm.sweeps.estimation.totals.Sums``. ``contrasts``
    are the pairs of arms whose difference must be known; a pair with "" is the first arm's own
    value. The sweep file that ``until`` and ``arms`` come from has been checked.
    """

    def __init__(self, until: Until, arms: tuple[str, ...]) -> None:
        self._ratio = named(until.estimand)
        self._first = until.first
        # Shares are in percent here, but fractions in the sweep file.
        self._scale = 100.0 if self._ratio.estimand.unit.startswith("%") else 1.0
        self._target = until.half_width
        self.looks = looks(until.first, until.most)
        self.contrasts = (
            ((until.arm, ""),) if until.arm else tuple((arm, arms[-1]) for arm in arms[:-1])
        )
        above, below = self._ratio.columns()
        self.columns = tuple(dict.fromkeys((*above, *below)))
        group = self._ratio.group
        self._groups = select(group), select(self._ratio.estimand.of or group)

    def kept(self, sums: Sums) -> Array:
        """Reduce ``sums``[..., group, column] to the rule's inputs: float64[..., 2].

        The two are the estimand's numerator and denominator: 16 bytes for each run. The sums are
        those that ``scomm estimate`` takes: the focal jurisdiction's, after activation. Columns
        other than ``columns`` are ignored.
        """
        parts = [
            sums[..., groups, :][..., [COLUMNS.index(name) for name in names]].sum((-2, -1))
            for groups, names in zip(self._groups, self._ratio.columns(), strict=True)
        ]
        return np.stack(parts, axis=-1)

    def wanted(self, kept: Mapping[str, Array]) -> int:
        """Return the number of replicates the point must have, given those it has.

        ``kept`` is float64[replicate, 2] for each arm: replicates 0, 1, … of one point as ``kept``
        returned them, equally many in each arm, and rows of nan for failed runs, whose replicates
        count but are left out. The point is finished when the answer is no more than it has; if
        less, its last replicates were not needed. Its replicates beyond the answer never change the
        answer.
        """
        there = self._there(kept)
        for look in self.looks:
            if there < look:
                return look
            if self.half_width({arm: rows[:look] for arm, rows in kept.items()}) <= self._target:
                return look
        return self.looks[-1]

    def half_width(self, kept: Mapping[str, Array]) -> float:
        """Return the widest half-width of the contrasts, infinite where one has no interval.

        It is in the sweep file's unit, as a share where the estimand is in percent, and valid at
        any number of replicates.
        """
        return max(each.half_width for each in self.intervals(kept).values()) / self._scale

    def intervals(self, kept: Mapping[str, Array]) -> dict[tuple[str, str], Interval]:
        """Return the sequence's interval of each of ``contrasts``, in the estimand's unit.

        It is the one to report for an adaptive sweep: the jackknife's is narrower, but has its 95 %
        coverage only where the number of replicates was fixed in advance.
        """
        self._there(kept)
        return {(arm, other): self._interval(kept, arm, other) for arm, other in self.contrasts}

    def _there(self, kept: Mapping[str, Array]) -> int:
        lengths = {len(kept[arm]) for pair in self.contrasts for arm in pair if arm}
        if len(lengths) > 1:
            raise ValueError(f"the arms have different numbers of replicates: {sorted(lengths)}")
        return lengths.pop()

    def _interval(self, kept: Mapping[str, Array], arm: str, other: str) -> Interval:
        pair = [kept[name] for name in (arm, other) if name]
        finished = ~np.isnan(pair).any(axis=(0, 2))
        pair = [rows[finished] for rows in pair]
        parts = [jackknife(self._value, left_out(rows)) for rows in pair]
        estimate = difference(*parts) if other else parts[0]
        value = float(estimate.value)
        half = float(confidence_sequence.half_width(estimate, self._first))
        # Agreement of replicates makes no value certain: arms may differ in one world of a hundred.
        if estimate.still(np.max([abs(part.value) for part in parts], axis=0)) or math.isinf(half):
            half = math.nan
        return Interval(value, value - half, value + half, int(finished.sum()))

    def _value(self, kept: Array) -> Array:
        return self._ratio.estimand.factor * divided(kept[..., 0], kept[..., 1])
