"""The driver's loop: it sends batches, receives results, and requeues lost batches."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Final, Generic

from scomm.model.errors import InputError
from scomm.model.settings import Settings
from scomm.sweeps.execution.backend import (
    LOST,
    NOTHING_UNDER_WAY,
    BackendLost,
    Done,
    Keep,
    Kept,
    Todo,
    one_line,
)
from scomm.sweeps.execution.on_ray import code_state as code
from scomm.sweeps.execution.on_ray import memory_requests as memory
from scomm.sweeps.execution.on_ray import worker
from scomm.sweeps.execution.on_ray.batches import Batch, Pace, Waiting, batch_seconds
from scomm.sweeps.execution.on_ray.library import (
    LocalRayletDiedError,
    OutOfMemoryError,
    RayError,
    RayTaskError,
    ray,
)
from scomm.sweeps.execution.on_ray.retries import Retries
from scomm.sweeps.execution.on_ray.session import RayDied, Session

# Polling for results costs a few microseconds for each batch in flight. So it is done when about
# one in twenty is ready, or after this time, while every worker has another batch queued.
COLLECT_SHARE: Final = 20
COLLECT_SECONDS: Final = 0.25
# A worker begins no further run when its batch has taken this many times its target.
LONGEST: Final = 2.0
# How often Ray may be restarted without a result in between.
MOST_RESTARTS: Final = 3

_log: Final = logging.getLogger(__name__)


def dispatch(
    tasks: Todo, keep: Keep[Any, Kept], session: Session, most_lost: int
) -> Generator[Done[Kept], None, None]:
    """Yield the results of all tasks. Closing the generator cancels batches in flight.

    A run that was lost ``most_lost`` times, alone in its batch, is given up.
    """
    work = _Work[Kept](tasks, keep, session, most_lost)
    try:
        yield from work.results()
    finally:
        work.cancel()


def warm_up(session: Session) -> None:
    """Start the imports of runs on each worker, without waiting for them."""
    for _ in range(session.processors):
        ray.remote(num_cpus=1, max_retries=0)(worker.warm_up).remote()


class _Work(Generic[Kept]):
    def __init__(
        self, tasks: Todo, keep: Keep[Any, Kept], session: Session, most_lost: int
    ) -> None:
        self._waiting: Final = Waiting(tasks, memory.requested)
        self._session: Final = session
        self._pace: Final = Pace()
        self._keep: Final = worker.pickled_keep(keep)
        self._code: Final = code.state()
        self._in_flight: dict[ray.ObjectRef[Any], Batch] = {}
        self._remote: Any = cache(self._remote_for)
        self._base: tuple[Settings, bytes] | None = None
        self._restarts = 0
        self._retries: Final = Retries(self._waiting, most_lost)

    def results(self) -> Iterator[Done[Kept]]:
        """Send, wait and collect until nothing is left."""
        while True:
            try:
                self._session.look()
                self._retries.report(self._session.gone())
                self._send()
                if not self._in_flight:
                    if self._waiting.ended:
                        self._retries.report(self._session.gone(), now=True)
                        return
                    raise RuntimeError(NOTHING_UNDER_WAY)
                for reference in self._ready():
                    yield from self._collect(reference)
            except (RayDied, RayError) as reason:
                # Errors of a batch are handled where it is received: this one is Ray's own.
                self._restart(reason)

    def cancel(self) -> None:
        """Cancel batches in flight where leaving Ray does not."""
        if not self._session.is_ours:
            for reference in self._in_flight:
                with contextlib.suppress(RayError, ValueError):
                    ray.cancel(reference, force=True)

    def _send(self) -> None:
        slots = self._session.slots
        while len(self._in_flight) < slots:
            batch = self._waiting.next_batch(self._pace.size, slots)
            if batch is None:
                return
            # A request above every node's memory would wait forever.
            asked = min(batch.memory, self._session.memory)
            remote = self._remote(batch.tasks.threads, asked)
            base, longest = self._pickled(batch.tasks.base), LONGEST * batch_seconds(slots)
            order = worker.order_for(batch.tasks, self._code, self._keep, base, longest)
            reference = remote.remote(worker.packed(order))
            self._in_flight[reference] = replace(batch, sent=time.monotonic())

    def _ready(self) -> list[ray.ObjectRef[Any]]:
        references = list(self._in_flight)
        wanted = -(-len(references) // COLLECT_SHARE)
        # While nothing else is to be done, wait for a single result.
        seconds = COLLECT_SECONDS if wanted > 1 else 1.0
        ready, _ = ray.wait(references, num_returns=wanted, timeout=seconds)
        return ready

    def _collect(self, reference: ray.ObjectRef[Any]) -> Iterator[Done[Kept]]:
        try:
            sent: worker.Packed = ray.get(reference)
        except LocalRayletDiedError:
            raise
        except RayError as reason:
            yield from self._lost(self._in_flight.pop(reference), reason)
            return
        batch = self._in_flight.pop(reference)
        answer: worker.Answer = worker.unpacked(sent)
        if answer.refusal:
            raise InputError(
                f"{answer.refusal}, but here is {self._code}; install the same on every node."
            )
        self._restarts = 0
        self._pace.learn(answer.runs, answer.seconds, len(sent.content), self._session.slots)
        self._waiting.put_back(replace(batch, tasks=batch.tasks[answer.runs :]))
        for position, failure in answer.failures.items():
            if failure.stage == LOST:
                alone = replace(batch, tasks=batch.tasks[position : position + 1])
                yield from self._short_of_memory(alone, failure.message)
        if len(done := worker.done_of(batch.tasks, answer)):
            yield done

    def _lost(self, batch: Batch, reason: RayError) -> list[Done[Any]]:
        cause = reason.cause if isinstance(reason, RayTaskError) else reason
        if isinstance(cause, OutOfMemoryError | MemoryError):
            return self._short_of_memory(batch, one_line(cause))
        if isinstance(reason, RayTaskError):
            # Runs cannot raise this: their exceptions are in their answer.
            raise RuntimeError(
                f"a worker could not do its batch ({one_line(cause)}); is the same scomm installed "
                "on every node?"
            ) from reason
        return self._retries.lost(batch, one_line(reason), self._age(batch))

    def _age(self, batch: Batch) -> float:
        """Return the upper bound of work lost with a batch, in seconds."""
        longest = LONGEST * batch_seconds(self._session.slots)
        return min(time.monotonic() - batch.sent, longest)

    def _short_of_memory(self, batch: Batch, reason: str) -> list[Done[Any]]:
        return self._retries.short_of_memory(batch, reason, self._session.memory)

    def _pickled(self, base: Settings) -> bytes:
        """Pickle the base of a batch, once for as long as it stays the same."""
        if self._base is None or self._base[0] is not base:
            self._base = base, worker.pickled_base(base)
        return self._base[1]

    def _restart(self, reason: Exception) -> None:
        """Restart Ray and requeue the batches in flight, if this process started it."""
        if not self._session.is_local:
            raise BackendLost("This machine's part of the Ray cluster has died") from reason
        if self._restarts == MOST_RESTARTS:
            times = MOST_RESTARTS + 1
            raise BackendLost(f"Ray on this machine died {times} times in a row") from reason
        self._restarts += 1
        _log.warning("Ray on this machine died and is started again; nothing finished is lost.")
        self._waiting.again.extendleft(reversed(self._in_flight.values()))
        self._in_flight.clear()
        self._remote.cache_clear()
        self._session.restart()

    def _remote_for(self, processors: int, memory: int) -> Any:
        options: dict[str, Any] = {"memory": memory} if memory else {}
        # Ray itself retries nothing: how often, and in what batch, is decided here. Nor does it
        # keep task events.
        options |= {"num_cpus": processors, "max_retries": 0, "enable_task_events": False}
        return ray.remote(**options)(worker.perform_batch)
