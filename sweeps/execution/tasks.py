"""What is to be run: many runs together, as arrays, and what one of them needs.

The runs of a sweep differ from one base in a few settings, and many share these. So runs are sent
about as the base, the few changes, and a number or two a run, and settings are made of them where
the run is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scomm.model.settings import Settings
from scomm.sweeps.plan.identities import Digests, digests_of
from scomm.sweeps.plan.plan import Changes, Run, changed


@dataclass(frozen=True)
class Task:
    """What one run needs, no more. ``threads`` work within the run."""

    settings: Settings
    seed: int
    engine: str
    threads: int = 1


@dataclass(frozen=True, eq=False)
class Tasks:
    """Some runs, in order. Their length is how many; a slice of them is fewer.

    ``digests`` are their identities, ``seeds`` those of their worlds, int64[run], and ``which``
    says by number which of ``changes`` each has, int64[run]. They share engine and threads.
    """

    digests: Digests
    seeds: NDArray[np.int64]
    base: Settings
    changes: Sequence[Changes]
    which: NDArray[np.int64]
    engine: str
    threads: int = 1

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.seeds)

    def __getitem__(self, runs: slice) -> Tasks:
        """Return some of the runs."""
        return Tasks(
            self.digests[runs],
            self.seeds[runs],
            self.base,
            self.changes,
            self.which[runs],
            self.engine,
            self.threads,
        )

    def __iter__(self) -> Iterator[Task]:
        """Yield what each run needs; runs with the same changes have the same settings."""
        made: dict[int, Settings] = {}
        for which, seed in zip(self.which.tolist(), self.seeds.tolist(), strict=True):
            if which not in made:
                made[which] = changed(self.base, self.changes[which])
            yield Task(made[which], seed, self.engine, self.threads)

    def tightened(self) -> Tasks:
        """Return the same runs with only those changes that some of them have."""
        which = self.which.tolist()
        numbers = {each: number for number, each in enumerate(dict.fromkeys(which))}
        return replace(
            self,
            changes=[self.changes[each] for each in numbers],
            which=np.array([numbers[each] for each in which], np.int64),
        )

    def alike(self, other: Tasks) -> bool:
        """Say whether these and others can be put together."""
        return self.base is other.base and (self.engine, self.threads) == (
            other.engine,
            other.threads,
        )


def joined(parts: Sequence[Tasks]) -> Tasks:
    """Return runs that are ``alike`` one after the other."""
    if len(parts) == 1:
        return parts[0]
    parts = [part.tightened() for part in parts]
    before = np.cumsum([0, *(len(part.changes) for part in parts[:-1])]).tolist()
    return replace(
        parts[0],
        digests=np.concatenate([part.digests for part in parts]),
        seeds=np.concatenate([part.seeds for part in parts]),
        changes=[each for part in parts for each in part.changes],
        which=np.concatenate([part.which + n for part, n in zip(parts, before, strict=True)]),
    )


def tasks_of(runs: Iterable[Run], engine: str, threads: int = 1) -> Tasks:
    """Return each of ``runs``, at least one, once: those with one identity give the same."""
    each = list({run.identity: run for run in runs}.values())
    base: dict[str, Any] = dict(each[0].settings)
    numbers: dict[int, int] = {}
    changes: list[Changes] = []
    for run in each:
        if id(run.settings) not in numbers:
            numbers[id(run.settings)] = len(changes)
            values = dict(run.settings)
            changes.append({name: values[name] for name in base if values[name] != base[name]})
    return Tasks(
        digests=digests_of(bytes.fromhex(run.identity) for run in each),
        seeds=np.array([run.seed for run in each], np.int64),
        base=each[0].settings,
        changes=changes,
        which=np.array([numbers[id(run.settings)] for run in each], np.int64),
        engine=engine,
        threads=threads,
    )
