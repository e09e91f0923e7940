"""Tasks taken as they are needed, and cut into batches of about a second of work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sweeps.execute import Task, Tasks

# About a second of work in a batch: far above the fraction of a millisecond that sending one costs,
# and short enough for progress to move and for workers to finish together.
BATCH_SECONDS: Final = 1.0
# The driver sends and receives a few thousand batches a second at most. So that it is not kept busy
# by a large cluster, batches are longer where there would be more than this.
BATCHES_A_SECOND: Final = 500
LARGEST_BATCH: Final = 1000
# The size is a guess from runs that were perhaps quicker: a batch grows by no more at a time.
GROWTH: Final = 4
# Results on their way back, tasks that are sent, and tasks taken that are not: bounds of what the
# driver holds, whatever the number of workers.
BYTES_IN_FLIGHT: Final = 256_000_000
TASKS_IN_FLIGHT: Final = 100_000
MOST_AHEAD: Final = 10_000


def batch_seconds(slots: int) -> float:
    """Return how long a batch should take, with two for each worker in ``slots``."""
    return max(BATCH_SECONDS, slots / 2 / BATCHES_A_SECOND)


@dataclass(frozen=True)
class Batch:
    """Tasks that go to a worker together, with the processors and bytes of memory they ask for.

    ``lost`` and ``killed`` count how often it was, alone in its batch, lost and killed for memory.
    """

    tasks: Sequence[Task]
    processors: int = 1
    memory: int = 0
    lost: int = 0
    killed: int = 0


@dataclass
class Pace:
    """How many runs make a batch, from what earlier batches took."""

    size: int = 1

    def learn(self, runs: int, seconds: float, sent: int, slots: int) -> None:
        """Take in a batch: its runs, seconds and bytes of results; ``slots`` may be in flight."""
        by_time = batch_seconds(slots) * runs / max(seconds, 1e-6)
        by_bytes = BYTES_IN_FLIGHT * runs / (max(sent, 1) * slots)
        by_tasks = TASKS_IN_FLIGHT / slots
        most = min(by_time, by_bytes, by_tasks, LARGEST_BATCH, GROWTH * self.size)
        self.size = max(1, round(most))


@dataclass
class Waiting:
    """The tasks not yet sent. ``again`` holds batches that go before all others, as they are."""

    tasks: Tasks
    memory_of: Callable[[Task], int]
    again: deque[Batch] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Begin with nothing taken."""
        self._tasks = iter(self.tasks)
        self._taken: deque[Task] = deque()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether there is nothing to send and never will be."""
        return self._ended and not self._taken and not self.again

    def put_back(self, tasks: Sequence[Task]) -> None:
        """Have tasks that were not begun go next."""
        self._taken.extendleft(reversed(tasks))

    def next_batch(self, size: int, slots: int) -> Batch | None:
        """Return up to ``size`` tasks in order, or None if none is ready now.

        Where tasks run short the batch is smaller, so that all ``slots`` get some and no worker is
        left with the last large one. A batch ends where a world does, if one ends in its second
        half: the model keeps the last world's population, so its neighbors in it are cheaper.
        """
        if self.again:
            return self.again.popleft()
        # One more than a batch for each, to see whether a world goes on after the last.
        short = not self._take(min(size * slots, max(MOST_AHEAD, size)) + 1)
        if not self._taken:
            return None
        if short:
            size = min(size, max(1, len(self._taken) // slots))
        first = self._taken[0]
        processors, memory = first.threads, self.memory_of(first)
        batch: list[Task] = [self._taken.popleft()]
        while self._taken and len(batch) < size and self._alike(processors, memory):
            batch.append(self._taken.popleft())
        if self._taken and len(batch) == size:
            self._end_with_a_world(batch)
        return Batch(batch, processors, memory)

    def _take(self, wanted: int) -> bool:
        """Take tasks until so many are here; say whether they are."""
        while not self._ended and len(self._taken) < wanted:
            try:
                task = next(self._tasks)
            except StopIteration:
                self._ended = True
                break
            if task is None:
                break
            self._taken.append(task)
        return len(self._taken) >= wanted

    def _alike(self, processors: int, memory: int) -> bool:
        task = self._taken[0]
        return task.threads == processors and self.memory_of(task) == memory

    def _end_with_a_world(self, batch: list[Task]) -> None:
        following = self._taken[0].seed
        for kept in range(len(batch), len(batch) // 2, -1):
            if batch[kept - 1].seed != following:
                self.put_back(batch[kept:])
                del batch[kept:]
                return
