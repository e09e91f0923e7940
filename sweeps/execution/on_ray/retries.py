"""Retries for batches whose worker or node died, or that ran out of memory.

That is no error of the model, so the runs are retried; but a run that takes its worker with it
each time must come to an end. It takes its neighbors in the batch with it, too, so a lost batch is
cut into parts until the run is alone, and only then does it count. A kill for want of memory is
retried with a larger request, so that the run finds a node with more of it free.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
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
# A node takes its batches along one by one, and is known to be gone only when the nodes are looked
# at next: what is said waits for both, and is then said at most once a minute.
SAY_AFTER_SECONDS: Final = 6.0
SAY_EVERY_SECONDS: Final = 60.0

_log: Final = logging.getLogger(__name__)


class Retries:
    """Puts what is to be retried before all that waits, and says what was lost."""

    def __init__(self, waiting: Waiting, most_lost: int = MOST_LOST) -> None:
        """Take the tasks that wait, and how often a run may be lost."""
        self._waiting: Final = waiting
        self._most_lost: Final = most_lost
        self._nodes: list[str] = []
        # Since it was last said: batches and runs lost, their seconds, and kills for memory.
        self._batches = self._runs = self._kills = 0
        self._seconds = 0.0
        self._since = float("inf")
        self._said = float("-inf")

    def lost(self, batch: Batch, reason: str, seconds: float = 0.0) -> list[Done[Any]]:
        """Take a batch whose worker or node died, with at most so many seconds of work.

        Returns the run that is given up, if one is.
        """
        self._note(batch, seconds)
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.lost + 1 < self._most_lost:
            return self._again(replace(batch, lost=batch.lost + 1))
        return [_given_up(batch, f"its worker or node was lost {self._most_lost} times", reason)]

    def short_of_memory(self, batch: Batch, reason: str, most: int) -> list[Done[Any]]:
        """Take a batch that wanted memory; the largest node has the ``most`` bytes of it."""
        self._note(batch, 0.0)
        self._kills += 1
        batch = replace(batch, memory=min(2 * batch.memory or FIRST_REQUEST, most))
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.killed + 1 < MOST_KILLED:
            return self._again(replace(batch, killed=batch.killed + 1))
        return [_given_up(batch, f"it ran out of memory {MOST_KILLED} times", reason)]

    def report(self, gone: Sequence[str], now: bool = False) -> None:
        """Say once what was lost and what it cost, with the names of nodes that are ``gone``.

        It waits a few seconds, unless it is ``now`` or never, for all of it to be known.
        """
        self._nodes += gone
        if not (self._batches or self._nodes):
            return
        moment = time.monotonic()
        self._since = min(self._since, moment)
        due = moment - self._since >= SAY_AFTER_SECONDS
        if now or (due and moment - self._said >= SAY_EVERY_SECONDS):
            self._said = moment
            _log.warning(self._sentence())
            self._nodes, self._since = [], float("inf")
            self._batches = self._runs = self._kills = 0
            self._seconds = 0.0

    def _sentence(self) -> str:
        if self._nodes:
            many = len(self._nodes) > 1
            what = f"The node{'s' * many} {', '.join(self._nodes)} {'were' if many else 'was'} lost"
        elif self._kills == self._batches:
            what = "Workers ran out of memory"
        else:
            what = "Workers were lost"
        if not self._batches:
            return f"{what}; no run was under way there."
        memory = f" ({self._kills} for want of memory)" if 0 < self._kills < self._batches else ""
        return (
            f"{what}, with {self._batches} batch{'es' if self._batches > 1 else ''} of "
            f"{self._runs} run{'s' if self._runs > 1 else ''}{memory} and at most "
            f"{self._seconds:.0f} s of work; these runs are retried."
        )

    def _note(self, batch: Batch, seconds: float) -> None:
        self._batches += 1
        self._runs += len(batch.tasks)
        self._seconds += seconds

    def _again(self, *batches: Batch) -> list[Done[Any]]:
        self._waiting.again.extendleft(reversed(batches))
        return []


def _parts(batch: Batch) -> list[Batch]:
    size = -(-len(batch.tasks) // PARTS)
    starts = range(0, len(batch.tasks), size)
    return [replace(batch, tasks=batch.tasks[start : start + size]) for start in starts]


def _given_up(batch: Batch, message: str, reason: str) -> Done[Any]:
    digests = batch.tasks.digests
    return Done(digests[:0], None, {digests[0].tobytes(): Failure(LOST, message, reason)}, 0.0)
