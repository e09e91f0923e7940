"""Keeping the workers busy: batches go out, results come in, and what is lost goes out again."""

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

# Asking what has come in costs a few microseconds for each batch in flight. So it is asked when
# about one in twenty has, or after so long, while every worker has another batch to go on with.
COLLECT_SHARE: Final = 20
COLLECT_SECONDS: Final = 0.25
# A worker begins no further run when its batch has taken so many times what it should.
LONGEST: Final = 2.0
# Ray may be started again so often with no result in between.
MOST_RESTARTS: Final = 3

_log: Final = logging.getLogger(__name__)


def dispatch(
    tasks: Todo, keep: Keep[Any, Kept], session: Session, most_lost: int
) -> Generator[Done[Kept], None, None]:
    """Yield what became of all tasks. Closing the generator cancels what is under way.

    A run is given up that was lost ``most_lost`` times, alone in its batch.
    """
    work = _Work[Kept](tasks, keep, session, most_lost)
    try:
        yield from work.results()
    finally:
        work.cancel()


def warm_up(session: Session) -> None:
    """Have each worker import what runs need, and wait for none of them."""
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
        """Send, wait and collect until there is nothing left."""
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
                # What happens to a batch is dealt with where it comes in: this is Ray itself.
                self._restart(reason)

    def cancel(self) -> None:
        """Stop what is under way where leaving Ray does not."""
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
            # More than any node has would wait for ever.
            asked = min(batch.memory, self._session.memory)
            remote = self._remote(batch.tasks.threads, asked)
            base, longest = self._pickled(batch.tasks.base), LONGEST * batch_seconds(slots)
            order = worker.order_for(batch.tasks, self._code, self._keep, base, longest)
            reference = remote.remote(worker.packed(order))
            self._in_flight[reference] = replace(batch, sent=time.monotonic())

    def _ready(self) -> list[ray.ObjectRef[Any]]:
        references = list(self._in_flight)
        wanted = -(-len(references) // COLLECT_SHARE)
        # A lone result is worth waiting for as long as nothing else is to be done.
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
        for place, failure in answer.failures.items():
            if failure.stage == LOST:
                alone = replace(batch, tasks=batch.tasks[place : place + 1])
                yield from self._short_of_memory(alone, failure.message)
        if len(done := worker.done_of(batch.tasks, answer)):
            yield done

    def _lost(self, batch: Batch, reason: RayError) -> list[Done[Any]]:
        cause = reason.cause if isinstance(reason, RayTaskError) else reason
        if isinstance(cause, OutOfMemoryError | MemoryError):
            return self._short_of_memory(batch, one_line(cause))
        if isinstance(reason, RayTaskError):
            # Runs cannot raise this: what they raise is in their answer.
            raise RuntimeError(
                f"a worker could not do its batch ({one_line(cause)}); is the same scomm installed "
                "on every node?"
            ) from reason
        return self._retries.lost(batch, one_line(reason), self._age(batch))

    def _age(self, batch: Batch) -> float:
        """Return the most seconds of work that can be lost with a batch."""
        longest = LONGEST * batch_seconds(self._session.slots)
        return min(time.monotonic() - batch.sent, longest)

    def _short_of_memory(self, batch: Batch, reason: str) -> list[Done[Any]]:
        return self._retries.short_of_memory(batch, reason, self._session.memory)

    def _pickled(self, base: Settings) -> bytes:
        """Return the base of a batch as bytes, made once as long as it stays the same."""
        if self._base is None or self._base[0] is not base:
            self._base = base, worker.pickled_base(base)
        return self._base[1]

    def _restart(self, reason: Exception) -> None:
        """Begin anew with what was in flight, if this Ray is ours to start."""
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
        # Ray itself tries nothing again: how often, and in what company, is decided here. Nor does
        # it keep what it would tell of each batch afterwards.
        options |= {"num_cpus": processors, "max_retries": 0, "enable_task_events": False}
        return ray.remote(**options)(worker.perform_batch)
