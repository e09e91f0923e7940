"""The schedule: the order in which the runs of a sweep are done.

Points are taken a tile at a time, and within a tile the runs go replicate by replicate: the runs of
one world are consecutive, and the model caches the population of the last world it made. A tile has
64 points, or fewer where they have so many runs that these would be far apart in the store. In an
adaptive sweep every point is begun before any continues (``scomm.sweeps.schedule.point_progress``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import ABSENT, GIVEN_OUT, Catalog, Locations
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.identities import Digests, Keys, digests_of, keys_of
from scomm.sweeps.plan.plan import Plan
from scomm.sweeps.schedule.point_progress import PointProgress, Stretch
from scomm.sweeps.sweep_file import Until

TILE: Final = 64
TILE_RUNS: Final = 8192


class Schedule:
    """The unfinished runs of some points of a plan, in the order of execution.

    ``progress`` is that of each point, None where the number of replicates is fixed. Runs that the
    catalog has elsewhere, in another store, are not repeated, but given to ``take_over``.
    """

    def __init__(
        self,
        plan: Plan,
        points: NDArray[np.int64],
        catalog: Catalog,
        keep: Keys,
        take_over: Callable[[Digests], None] = lambda digests: None,
        grown: Callable[[int], None] = lambda runs: None,
    ) -> None:
        """Schedule the points by their numbers, in rising order; the runs ``keep`` stay wanted.

        ``grown`` is called with the number of runs added where replicates are adaptive.
        """
        until = plan.spec.replicates
        self.progress: Final = (
            PointProgress(plan, until, points, catalog, keep, grown)
            if isinstance(until, Until)
            else None
        )
        self._plan: Final = plan
        self._points: Final = points
        self._catalog: Final = catalog
        self._take_over: Final = take_over
        self._begun = 0

    def wanted(self) -> Wanted:
        """Return the runs that the store is to have, as known so far."""
        if self.progress is None:
            return at_first(self._plan, self._points)
        return Wanted(self._plan, self._points, self.progress.replicates)

    def tasks(self, engine: str, threads: int) -> Iterator[Tasks | None]:
        """Yield tasks, and None when the next ones depend on results that are pending."""
        while True:
            tile = self._tile()
            if tile:
                tasks = self._tasks(tile, engine, threads)
                if len(tasks):
                    yield tasks
            elif self.progress is not None and self.progress.under_way:
                yield None
            elif not self._more():
                return

    def settle(self) -> None:
        """Determine the wanted replicates from finished runs alone, without running any."""
        while (tile := self._tile()) or self._more():
            if tile:
                self._begin(tile)

    def _more(self) -> bool:
        return self.progress is not None and self.progress.keep_what_is_there()

    def _tile(self) -> list[Stretch]:
        tile: list[Stretch] = []
        runs = 0
        while len(tile) < TILE and runs < TILE_RUNS and (stretch := self._next()) is not None:
            tile.append(stretch)
            runs += self._runs_of(stretch)
        return tile

    def _next(self) -> Stretch | None:
        if self._begun < len(self._points):
            position, self._begun = self._begun, self._begun + 1
            replicates = range(self._plan.spec.replicates.first)
            return Stretch(position, int(self._points[position]), replicates)
        return None if self.progress is None else self.progress.next()

    def _begin(self, tile: list[Stretch]) -> tuple[Digests, Keys, Locations]:
        """Register the runs that the points of a tile wait for; return them point by point."""
        digests = digests_of(
            identity
            for stretch in tile
            for identity in self._plan.identities(stretch.point, stretch.replicates)
        )
        keys = keys_of(digests)
        states = self._catalog.find(keys)
        self._take_over(digests[(states >= 0) & ~self._catalog.is_here(states)])
        if self.progress is not None:
            end = 0
            for stretch in tile:
                begin, end = end, end + self._runs_of(stretch)
                self.progress.begin(stretch, keys[begin:end])
        return digests, keys, states

    def _runs_of(self, stretch: Stretch) -> int:
        return len(stretch.replicates) * len(self._plan.arms)

    def _tasks(self, tile: list[Stretch], engine: str, threads: int) -> Tasks:
        digests, keys, states = self._begin(tile)
        runs = [self._runs_of(stretch) for stretch in tile]
        position = np.repeat(np.arange(len(tile)), runs)
        lengths = np.repeat([len(stretch.replicates) for stretch in tile], runs)
        number = np.concatenate([np.arange(count) for count in runs])
        begins = np.repeat([stretch.replicates.start for stretch in tile], runs)
        arm, replicate = number // lengths, begins + number % lengths
        order = np.lexsort((arm, position, replicate))
        order = order[states[order] == ABSENT]
        # Deduplicated: a run that the tile has twice is done once.
        order = order[np.sort(np.unique(keys[order], return_index=True)[1])]
        self._catalog.index.put(keys[order], GIVEN_OUT)
        arms, most = self._plan.arms, max(stretch.replicates.stop for stretch in tile)
        worlds = np.array(self._plan.worlds(range(most)), np.int64)
        return Tasks(
            digests=digests[order],
            seeds=worlds[replicate[order]],
            base=self._plan.base,
            changes=[self._plan.changes(stretch.point, name) for stretch in tile for name in arms],
            which=position[order] * len(arms) + arm[order],
            engine=engine,
            threads=threads,
            rules=self._plan.spec.rules,
        )


def at_first(plan: Plan, points: NDArray[np.int64]) -> Wanted:
    """Return the initial runs of a sweep: all of them, where replicates are fixed."""
    return Wanted(plan, points, np.full(len(points), plan.spec.replicates.first))
