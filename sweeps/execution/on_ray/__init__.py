"""The same tasks on Ray's workers, on this machine or on a cluster. No other package imports Ray.

Tasks travel in batches of a second of work or more (``batches``), each a Ray task that Ray
never repeats: what is lost with a worker, a node or for want of memory is sent again from here, by
rules of our own (``retries``). ``session`` starts Ray or joins a cluster, ``dispatch`` keeps the
workers busy, ``worker`` is what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.model.machine import processors
from scomm.sweeps.execution.backend import NOTHING_UNDER_WAY, Backend, Done, Keep, Kept, Todo
from scomm.sweeps.execution.on_ray import environment
from scomm.sweeps.execution.on_ray.retries import MOST_LOST

_END: Final = object()
START_SECONDS: Final = 10.0
"""About how long it takes from nothing to the first run, on two processors."""


def on_ray(
    workers: int | None,
    address: str | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    most_lost: int = MOST_LOST,
) -> Backend:
    """Return a backend that does ``workers`` runs at a time (None: one for each processor).

    Without an ``address`` it starts Ray on this machine, closed to all others, and stops it at the
    end. "auto" joins the cluster that this machine is part of, HOST:PORT the one with that head;
    either way a node of it must run on this machine, the same scomm must be installed on all
    nodes, and the cluster is left as it was. If this process is connected to Ray already, that
    connection is used and kept. ``tell`` gets a sentence before what takes long. A run that was
    lost ``most_lost`` times, alone in its batch, is given up. Raises InputError for any other
    address.
    """
    environment.check(address)

    def backend(tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        waiting = iter(tasks)
        first: Any = next(waiting, _END)
        if first is _END:
            return
        if first is None:
            raise RuntimeError(NOTHING_UNDER_WAY)
        if not environment.connected():
            tell(_starting(workers, address))
        environment.prepare(address)
        # Importing Ray takes a second, and it must find its environment ready.
        from scomm.sweeps.execution.on_ray.dispatch import dispatch
        from scomm.sweeps.execution.on_ray.session import connected

        with connected(workers, address, first.threads) as session:
            yield from dispatch(chain([first], waiting), keep, session, most_lost)

    return backend


@contextmanager
def cluster(
    workers: int | None = None,
    address: str | None = None,
    *,
    tell: Callable[[str], None] = print,
) -> Iterator[None]:
    """Keep one Ray for everything that is run meanwhile in this process, and stop it at the end.

    It has ``workers`` processors (None: as many as this process may use), or is the cluster at
    ``address``, as ``Sweep.run`` has them. A sweep or an effect that is run meanwhile on "ray"
    begins at once instead of in ten seconds. A Ray that this process is connected to already is
    used, and left as it is. Raises InputError as ``Sweep.run`` does.

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
