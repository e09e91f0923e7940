"""Retries for batches whose worker or node died, or that ran out of memory.

These are no errors of the model, so the runs are retried; but a run that crashes its worker each
time must be given up eventually. It takes its neighbors in the batch with it, too, so a lost batch
is cut into parts until the run is alone, and only then are its losses counted. A run that was
killed for lack of memory is retried with a larger request, for a node with more of it free.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from scomm.sweeps.execution.backend import LOST, Done, Failure
from scomm.sweeps.execution.on_ray.batches import Batch, Waiting

# How often a lone run may be lost, and killed for lack of memory, before it is given up until the
# next sweep.
MOST_LOST: Final = 5
MOST_KILLED: Final = 3
# The new request, in bytes, of a killed run that requested nothing.
FIRST_REQUEST: Final = 2 << 30
# Parts of a lost batch. Each worker lost on the way to the single run costs a second or two.
PARTS: Final = 16
# The batches of a dead node are lost one by one, and the node is known to be gone only at the next
# check of nodes: reports wait for both, and are then given at most once a minute.
SAY_AFTER_SECONDS: Final = 6.0
SAY_EVERY_SECONDS: Final = 60.0

_log: Final = logging.getLogger(__name__)


class Retries:
    """Requeues lost batches before all others, and reports the losses."""

    def __init__(self, waiting: Waiting, most_lost: int = MOST_LOST) -> None:
        """Requeue into ``waiting``; a run may be lost ``most_lost`` times."""
        self._waiting: Final = waiting
        self._most_lost: Final = most_lost
        self._nodes: list[str] = []
        # Since the last report: batches and runs lost, their seconds, and kills for memory.
        self._batches = self._runs = self._kills = 0
        self._seconds = 0.0
        self._since = float("inf")
        self._said = float("-inf")

    def lost(self, batch: Batch, reason: str, seconds: float = 0.0) -> list[Done[Any]]:
        """Requeue a batch whose worker or node died, with at most ``seconds`` of work.

        Returns the run that is given up, if any.
        """
        self._note(batch, seconds)
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.lost + 1 < self._most_lost:
            return self._again(replace(batch, lost=batch.lost + 1))
        return [_given_up(batch, f"its worker or node was lost {self._most_lost} times", reason)]

    def short_of_memory(self, batch: Batch, reason: str, most: int) -> list[Done[Any]]:
        """Requeue a batch that lacked memory; the largest node has ``most`` bytes."""
        self._note(batch, 0.0)
        self._kills += 1
        batch = replace(batch, memory=min(2 * batch.memory or FIRST_REQUEST, most))
        if len(batch.tasks) > 1:
            return self._again(*_parts(batch))
        if batch.killed + 1 < MOST_KILLED:
            return self._again(replace(batch, killed=batch.killed + 1))
        return [_given_up(batch, f"it ran out of memory {MOST_KILLED} times", reason)]

    def report(self, gone: Sequence[str], now: bool = False) -> None:
        """Report losses and their cost once, with the names of nodes that are ``gone``.

        Unless ``now``, it waits a few seconds until all losses are known.
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
