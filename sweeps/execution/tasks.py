"""Tasks: runs to be done, many together as arrays, or one with its settings.

The runs of a sweep differ from one base in a few settings, and many share these. So runs travel as
the base, the few changes, and one or two numbers per run; the worker makes settings from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scomm.model.changed_rules import ChangedRules
from scomm.model.settings import Settings
from scomm.sweeps.plan.identities import Digests, digests_of
from scomm.sweeps.plan.plan import Changes, Run, changed


@dataclass(frozen=True)
class Task:
    """The input of one run. ``threads`` work within the run, which has ``rules`` changed."""

    settings: Settings
    seed: int
    engine: str
    threads: int = 1
    rules: ChangedRules | None = None


@dataclass(frozen=True, eq=False)
class Tasks:
    """Runs in order. Its length is their number; a slice selects some.

    ``digests`` are their identities, ``seeds`` the seeds of their worlds, int64[run], and ``which``
    the index of each into ``changes``, int64[run]. They share engine, threads and
    changed rules.
    """

    digests: Digests
    seeds: NDArray[np.int64]
    base: Settings
    changes: Sequence[Changes]
    which: NDArray[np.int64]
    engine: str
    threads: int = 1
    rules: ChangedRules | None = None

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.seeds)

    def __getitem__(self, runs: slice) -> Tasks:
        """Select some of the runs."""
        return Tasks(
            self.digests[runs],
            self.seeds[runs],
            self.base,
            self.changes,
            self.which[runs],
            self.engine,
            self.threads,
            self.rules,
        )

    def __iter__(self) -> Iterator[Task]:
        """Yield the input of each run; runs with the same changes share their settings."""
        made: dict[int, Settings] = {}
        for which, seed in zip(self.which.tolist(), self.seeds.tolist(), strict=True):
            if which not in made:
                made[which] = changed(self.base, self.changes[which])
            yield Task(made[which], seed, self.engine, self.threads, self.rules)

    def tightened(self) -> Tasks:
        """Return the same runs without changes that none of them uses."""
        which = self.which.tolist()
        numbers = {each: number for number, each in enumerate(dict.fromkeys(which))}
        return replace(
            self,
            changes=[self.changes[each] for each in numbers],
            which=np.array([numbers[each] for each in which], np.int64),
        )

    def alike(self, other: Tasks) -> bool:
        """True if these and others can be concatenated."""
        return self.base is other.base and (self.engine, self.threads, self.rules) == (
            other.engine,
            other.threads,
            other.rules,
        )


def joined(parts: Sequence[Tasks]) -> Tasks:
    """Concatenate runs that are ``alike``."""
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
    """Deduplicate ``runs``, at least one and all of the same rules, and make tasks of them."""
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
        rules=each[0].rules,
    )
