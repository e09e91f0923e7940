"""The backend on Ray's workers, on this machine or on a cluster. No other package imports Ray.

Tasks travel in batches of a second of work or more (``batches``), each a Ray task that Ray never
retries: batches lost with a worker, a node or for lack of memory are requeued here (``retries``).
``session`` starts Ray or joins a cluster, ``dispatch`` keeps the workers busy, and ``worker`` runs
on them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from scomm.model.errors import InputError
from scomm.model.machine import processors
from scomm.sweeps.execution.backend import NOTHING_UNDER_WAY, Aside, Done, Keep, Kept, Todo
from scomm.sweeps.execution.on_ray import environment
from scomm.sweeps.execution.on_ray.retries import MOST_LOST

if TYPE_CHECKING:
    from scomm.sweeps.execution.on_ray.aside import Asides

_END: Final = object()
START_SECONDS: Final = 10.0
"""Approximate time from start to the first run, in seconds, on two processors."""


def on_ray(
    workers: int | None,
    address: str | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    most_lost: int = MOST_LOST,
) -> OnRay:
    """Make a backend on Ray.

    If this process is already connected to Ray, that connection is used and kept.

    Args:
        workers: runs at a time; None for one per processor.
        address: None starts Ray on this machine, closed to all others, and stops it at the end.
            "auto" joins the cluster that this machine is part of, HOST:PORT the one with that head;
            either way a node of it must run on this machine, the same scomm must be installed on
            all nodes, and the cluster is left as it was.
        tell: gets a sentence before a step that takes long.
        most_lost: a run that was lost so many times, alone in its batch, is given up.

    Raises:
        InputError: for any other address.
    """
    environment.check(address)
    return OnRay(workers, address, tell, most_lost)


class OnRay:
    """The backend that ``on_ray`` makes; its workers also do work beside the runs."""

    def __init__(
        self,
        workers: int | None,
        address: str | None,
        tell: Callable[[str], None],
        most_lost: int,
    ) -> None:
        """Take the arguments of ``on_ray``."""
        self._workers: Final = workers
        self._address: Final = address
        self._tell: Final = tell
        self._most_lost: Final = most_lost
        self._asides: Asides | None = None

    def __call__(self, tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        """Yield the results of all tasks, as ``Backend`` says."""
        waiting = iter(tasks)
        first: Any = next(waiting, _END)
        if first is _END:
            return
        if first is None:
            raise RuntimeError(NOTHING_UNDER_WAY)
        if not environment.connected():
            self._tell(_starting(self._workers, self._address))
        environment.prepare(self._address)
        # Importing Ray takes a second, and it reads its environment then.
        from scomm.sweeps.execution.on_ray.aside import Asides
        from scomm.sweeps.execution.on_ray.dispatch import dispatch
        from scomm.sweeps.execution.on_ray.session import connected

        with connected(self._workers, self._address, first.threads) as session:
            self._asides = Asides(session)
            try:
                yield from dispatch(chain([first], waiting), keep, session, self._most_lost)
            finally:
                self._asides = None

    def aside(self, function: Callable[[Any], object], value: object) -> Aside | None:
        """Let a worker call ``function``, as ``Helping`` says."""
        return None if self._asides is None else self._asides.ask(function, value)


@contextmanager
def cluster(
    workers: int | None = None,
    address: str | None = None,
    *,
    tell: Callable[[str], None] = print,
) -> Iterator[None]:
    """Keep one Ray for all runs of this process within the context, and stop it at the end.

    A sweep or an effect on "ray" within the context begins at once instead of in ten seconds. A Ray
    to which this process is already connected is used, and left as it is.

    Args:
        workers: processors of the Ray on this machine; None for all that this process may use.
        address: a cluster to join instead: "auto", or the HOST:PORT of its head.
        tell: gets a sentence before a step that takes long.

    Raises:
        InputError: for fewer than 1 worker, and for an address that cannot be joined.

    Example:
        >>> import scomm
        >>> with scomm.cluster(workers=2):  # doctest: +SKIP
        ...     scomm.effect(scomm.scenario("county"), 1, 200, backend="ray")
    """
    environment.check(address)
    if workers is not None and workers < 1:
        raise InputError(f"The number of workers is {workers}, but must be 1 or more.")
    if not environment.connected():
        tell(_starting(workers, address))
    environment.prepare(address)
    from scomm.sweeps.execution.on_ray.dispatch import warm_up
    from scomm.sweeps.execution.on_ray.session import keep

    with keep(workers, address) as session:
        warm_up(session)
        yield


def _starting(workers: int | None, address: str | None) -> str:
    if address is not None:
        return f"Joining the Ray cluster at {address}."
    count = workers or processors()
    return (
        f"Starting Ray with {count} worker{'s' if count > 1 else ''}: about {START_SECONDS:.0f} s."
    )
