"""The progress of each point of an adaptive sweep, and which point comes next.

A point is looked at when its own runs have finished, independently of the others. So its number of
replicates depends on nothing else, and no worker waits for all points at once.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import ABSENT, GIVEN_OUT, LOST, Catalog
from scomm.sweeps.estimation.totals import Block
from scomm.sweeps.execution import backend
from scomm.sweeps.execution.backend import Failure
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.coverage import with_all_of
from scomm.sweeps.plan.identities import Digests, Keys, digests_of, keys_of, plain
from scomm.sweeps.plan.plan import Plan
from scomm.sweeps.schedule.rule_inputs import RuleInputs
from scomm.sweeps.schedule.stopping_rule import Rule
from scomm.sweeps.sweep_file import Until


@dataclass(frozen=True)
class Stretch:
    """Replicates of a point, in all arms. ``position`` is the point's position among those run."""

    position: int
    point: int
    replicates: range


class PointProgress:
    """The progress of each point of an adaptive sweep, by the looks at it.

    ``replicates`` is int64[point]: the replicates that each point is to have, as known so far.
    ``half_width`` is float64[point], at its last look, in the sweep file's unit: nan before the
    first, infinite where there is no interval yet. ``ended`` is bool[point].
    """

    def __init__(
        self,
        plan: Plan,
        until: Until,
        points: NDArray[np.int64],
        catalog: Catalog,
        keep: Keys,
        grown: Callable[[int], None] = lambda runs: None,
    ) -> None:
        """Begin with the points' numbers, and the finished runs to be kept.

        ``grown`` is called with the number of runs that looks add.
        """
        self._plan: Final = plan
        self._until: Final = until
        self._points: Final = points
        self._catalog: Final = catalog
        self._grown: Final = grown
        self._rule: Final = Rule(until, plan.arms)
        self._rule_inputs: Final = RuleInputs(self._rule, catalog)
        self.replicates: Final = np.full(len(points), until.first)
        self.half_width: Final = np.full(len(points), np.nan)
        self.ended: Final = np.zeros(len(points), np.bool_)
        # Until it is known that they are all wanted.
        self._keep: Keys = keep
        # Points whose missing earlier replicates are filled in, and whether they ended.
        self._filling: Final[dict[int, bool]] = {}
        # Points that may continue, with minus their half-width, so that the widest comes first.
        self._ready: list[tuple[float, int, Stretch]] = []
        # The number of runs each point waits for, and for each of these runs its points.
        self._missing: dict[int, int] = {}
        self._waiting: dict[bytes, list[int]] = {}

    @property
    def under_way(self) -> bool:
        """True if runs are in progress that a point waits for."""
        return bool(self._waiting)

    def next(self) -> Stretch | None:
        """Return the next stretch of the point with the widest interval, None if there is none."""
        return heapq.heappop(self._ready)[2] if self._ready else None

    def begin(self, stretch: Stretch, keys: Keys) -> None:
        """Let a point wait for its unfinished runs, and look at it if there are none."""
        states = self._catalog.find(keys)
        missing = keys[(states == ABSENT) | (states == GIVEN_OUT)]
        # Lost runs are retried by the next command: until then this point pauses.
        self._missing[stretch.position] = len(missing) + int((states == LOST).sum())
        for key in missing.tolist():
            self._waiting.setdefault(key, []).append(stretch.position)
        if stretch.replicates.start:
            self._grown(int((states == ABSENT).sum()))
        self._look_if_complete(stretch.position)

    def finished(
        self, digests: Digests, block: Block | None, failures: Mapping[bytes, Failure]
    ) -> None:
        """Update by results of runs: the ``block`` of those with ``digests``, and failures."""
        keys = keys_of(digests)
        if block is not None:
            self._rule_inputs.add(keys, block)
        for key in keys.tolist():
            self._ended(key, False)
        for digest, failure in failures.items():
            self._ended(plain(digest), failure.stage == backend.LOST)

    def _ended(self, key: bytes, lost: bool) -> None:
        for position in self._waiting.pop(key, ()):
            self._missing[position] -= not lost
            self._look_if_complete(position)

    def _look_if_complete(self, position: int) -> None:
        if self._missing[position]:
            return
        del self._missing[position]
        if position in self._filling:
            self.ended[position] = self._filling.pop(position)
            return
        there = int(self.replicates[position])
        width = self._rule.half_width(self._kept(position, there))
        self.half_width[position] = width
        # As in Rule.wanted, which would repeat all looks before this one.
        wanted = next((look for look in self._rule.looks if look > there), there)
        if width > self._until.half_width and wanted > there:
            self.replicates[position] = wanted
            stretch = Stretch(position, int(self._points[position]), range(there, wanted))
            heapq.heappush(self._ready, (-width, position, stretch))
        else:
            self.ended[position] = True

    def _kept(self, position: int, replicates: int) -> dict[str, NDArray[np.float64]]:
        values = self._rule_inputs.of(self._keys(position, range(replicates)))
        arms = self._plan.arms
        return dict(zip(arms, values.reshape(len(arms), replicates, 2), strict=True))

    def keep_what_is_there(self) -> bool:
        """Include finished runs beyond the wanted replicates; return whether that adds runs.

        There are some if an earlier sweep file asked for more, or if it was interrupted while later
        runs were done and earlier ones were not. Missing replicates before them are run, since no
        finished run is dropped. To be called when there is nothing else to do.
        """
        wanted = Wanted(self._plan, self._points, self.replicates)
        longer = with_all_of(wanted, self._until.most, self._keep)
        self._keep = self._keep[:0]
        for position in np.flatnonzero(longer > self.replicates).tolist():
            self._filling[position], self.ended[position] = bool(self.ended[position]), False
            missing = range(int(self.replicates[position]), int(longer[position]))
            stretch = Stretch(position, int(self._points[position]), missing)
            heapq.heappush(self._ready, (0.0, position, stretch))
        self.replicates[:] = longer
        return bool(self._ready)

    def _keys(self, position: int, replicates: range) -> Keys:
        point = int(self._points[position])
        return keys_of(digests_of(self._plan.identities(point, replicates)))
