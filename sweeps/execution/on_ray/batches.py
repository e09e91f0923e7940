"""Batches of about a second of work, cut from tasks as they are needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.execution.backend import Todo
from scomm.sweeps.execution.tasks import Tasks, joined

# About a second of work in a batch: far above the fraction of a millisecond that sending one costs,
# and short enough for progress to move and for workers to finish together.
BATCH_SECONDS: Final = 1.0
# Driver time to send a batch and receive its answer. The driver may spend an eighth of its time on
# that: with so many workers that it would be more, batches are longer.
COST_SECONDS: Final = 0.001
COST_SHARE: Final = 8
LARGEST_BATCH: Final = 1000
# Largest growth of a batch at once: its size is estimated from runs that may have been quicker.
GROWTH: Final = 4
# Results in transit, tasks sent, and tasks taken but not sent: bounds on the driver's memory for
# any number of workers. A task takes some 50 bytes here.
BYTES_IN_FLIGHT: Final = 2_000_000_000
TASKS_IN_FLIGHT: Final = 800_000
MOST_AHEAD: Final = 10_000


def batch_seconds(slots: int) -> float:
    """Return the target duration of a batch in seconds, with two slots per worker."""
    return max(BATCH_SECONDS, COST_SHARE * _round_seconds(slots))


def shortest(size: int, slots: int) -> int:
    """Return the smallest worthwhile batch where tasks run short, at most ``size`` runs.

    It takes a worker about as long as the driver takes to send every worker a batch: with fewer
    runs, workers would be done before the driver is.
    """
    return max(1, round(size * _round_seconds(slots) / batch_seconds(slots)))


def _round_seconds(slots: int) -> float:
    return COST_SECONDS * slots / 2


@dataclass(frozen=True)
class Batch:
    """Tasks sent to a worker together, with the bytes of memory that each of them requests.

    ``lost`` and ``killed`` count how often a lone run was lost and killed for lack of memory;
    ``sent`` is the time of sending, by ``time.monotonic``.
    """

    tasks: Tasks
    memory: int = 0
    lost: int = 0
    killed: int = 0
    sent: float = 0.0


@dataclass
class Pace:
    """The number of runs per batch, estimated from earlier batches."""

    size: int = 1

    def learn(self, runs: int, seconds: float, sent: int, slots: int) -> None:
        """Update by a batch: its runs, seconds and bytes of results; ``slots`` may be in flight."""
        by_time = batch_seconds(slots) * runs / max(seconds, 1e-6)
        by_bytes = BYTES_IN_FLIGHT * runs / (max(sent, 1) * slots)
        by_tasks = TASKS_IN_FLIGHT / slots
        most = min(by_time, by_bytes, by_tasks, LARGEST_BATCH, GROWTH * self.size)
        self.size = max(1, round(most))


@dataclass
class Waiting:
    """The tasks not yet sent. ``again`` holds requeued batches, which go first, unchanged.

    ``memory_of`` returns the memory that each run requests, in bytes: int64[run].
    """

    tasks: Todo
    memory_of: Callable[[Tasks], NDArray[np.int64]]
    again: deque[Batch] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Begin without tasks."""
        self._tasks = iter(self.tasks)
        # Stretches of tasks with equal memory requests, and the total number of tasks in them.
        self._taken: deque[Batch] = deque()
        self._count = 0
        self._ended = False

    @property
    def ended(self) -> bool:
        """True if nothing is left to send, now or later."""
        return self._ended and not self._taken and not self.again

    def put_back(self, batch: Batch) -> None:
        """Requeue tasks that were not begun, before all others."""
        if len(batch.tasks):
            self._taken.appendleft(batch)
            self._count += len(batch.tasks)

    def next_batch(self, size: int, slots: int) -> Batch | None:
        """Return up to ``size`` tasks in order, or None if none is ready now.

        Where tasks run short the batch is smaller, so that all ``slots`` get some and no worker is
        left with the last large one, but not so small that sending it takes longer. A batch ends
        where a world does, if one ends in its second half: the model keeps the last world's
        population, so its neighbors in it are cheaper.
        """
        if self.again:
            return self.again.popleft()
        # One more than a batch per slot, to see whether the last world continues.
        short = not self._take(min(size * slots, max(MOST_AHEAD, size)) + 1)
        if not self._taken:
            return None
        if short:
            size = min(size, max(shortest(size, slots), self._count // slots))
        memory, parts, room = self._taken[0].memory, [self._first(size)], size
        while room := room - len(parts[-1]):
            if not (self._taken and self._goes_with(parts[0], memory)):
                break
            parts.append(self._first(room))
        batch = Batch(joined(parts), memory)
        return self._ending_with_a_world(batch) if self._taken and not room else batch

    def _take(self, wanted: int) -> bool:
        """Take tasks until ``wanted`` are here; return whether they are."""
        while not self._ended and self._count < wanted:
            try:
                some = next(self._tasks)
            except StopIteration:
                self._ended = True
                break
            if some is None:
                break
            memory = self.memory_of(some)
            bounds = [0, *(np.flatnonzero(np.diff(memory)) + 1).tolist(), len(some)]
            for begin, end in pairwise(bounds):
                self._taken.append(Batch(some[begin:end], int(memory[begin])))
            self._count += len(some)
        return self._count >= wanted

    def _first(self, size: int) -> Tasks:
        """Remove and return the first stretch, or ``size`` tasks of it."""
        stretch = self._taken.popleft()
        tasks, rest = stretch.tasks[:size], stretch.tasks[size:]
        self._count -= len(stretch.tasks)
        self.put_back(Batch(rest, stretch.memory))
        return tasks

    def _goes_with(self, tasks: Tasks, memory: int) -> bool:
        following = self._taken[0]
        return following.memory == memory and following.tasks.alike(tasks)

    def _ending_with_a_world(self, batch: Batch) -> Batch:
        seeds, size = batch.tasks.seeds, len(batch.tasks)
        others = np.flatnonzero(seeds[size // 2 :] != self._taken[0].tasks.seeds[0])
        if not len(others):
            return batch
        kept = size // 2 + int(others[-1]) + 1
        self.put_back(Batch(batch.tasks[kept:], batch.memory))
        return Batch(batch.tasks[:kept], batch.memory)
