"""What is done about batches whose worker, node or memory went.

That is no error of the model, so the runs are tried again; but a run that takes its worker with it
each time must come to an end. It takes its neighbors in the batch with it, too, so a lost batch is
cut into parts until the run is alone, and only then does it count. A kill for want of memory is
tried again with a larger request, so that the run finds a node with more of it free.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any, Final

from scomm.sweeps.execution.backend import LOST, Done, Failure
from scomm.sweeps.execution.on_ray.batches import Batch, Waiting

# How often a run alone in its batch may be lost, and killed for want of memory, before it is given
# up until the next sweep.
MOST_LOST: Final = 5
MOST_KILLED: Final = 3
# What a run asks for that asked for nothing and was killed, in bytes.
FIRST_REQUEST: Final = 2 << 30


# Of a lost batch. Each worker that is lost on the way to the one run costs a second or two.
PARTS: Final = 16
SAY_EVERY_SECONDS: Final = 60.0

_log: Final = logging.getLogger(__name__)


class Losses:
    """What was lost so far; puts what is to be tried again before all that waits."""

    def __init__(self, waiting: Waiting) -> None:
        """Take the tasks that wait."""
        self._waiting: Final = waiting
        self._counts: Final = {"with their worker or node": 0, "for want of memory": 0}
        self._said = float("-inf")

    def lost(self, batch: Batch, reason: str) -> list[Done[Any]]:
        """Take a batch whose worker or node went; return the run that is given up, if one is."""
        self._count("with their worker or node")
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.lost + 1 < MOST_LOST:
            return self._again(replace(batch, lost=batch.lost + 1))
        return [_given_up(batch, f"its worker or node was lost {MOST_LOST} times", reason)]

    def short_of_memory(self, batch: Batch, reason: str, most: int) -> list[Done[Any]]:
        """Take a batch that wanted memory; the largest node has the ``most`` bytes of it."""
        self._count("for want of memory")
        batch = replace(batch, memory=min(2 * batch.memory or FIRST_REQUEST, most))
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.killed + 1 < MOST_KILLED:
            return self._again(replace(batch, killed=batch.killed + 1))
        return [_given_up(batch, f"it ran out of memory {MOST_KILLED} times", reason)]

    def _again(self, *batches: Batch) -> list[Done[Any]]:
        self._waiting.again.extendleft(reversed(batches))
        return []

    def _count(self, how: str) -> None:
        """Count, and say so once a minute at most: a node can take hundreds of batches along."""
        self._counts[how] += 1
        if time.monotonic() - self._said >= SAY_EVERY_SECONDS:
            self._said = time.monotonic()
            counts = ", ".join(f"{count} {how}" for how, count in self._counts.items() if count)
            _log.warning("Batches of runs lost so far: %s. They are tried again.", counts)


def _parts(batch: Batch) -> list[Batch]:
    size = -(-len(batch.tasks) // PARTS)
    starts = range(0, len(batch.tasks), size)
    return [replace(batch, tasks=batch.tasks[start : start + size]) for start in starts]


def _given_up(batch: Batch, message: str, reason: str) -> Done[Any]:
    digests = batch.tasks.digests
    return Done(digests[:0], None, {digests[0].tobytes(): Failure(LOST, message, reason)}, 0.0)
