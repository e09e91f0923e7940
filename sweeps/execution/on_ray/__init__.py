"""The same tasks on Ray's workers, on this machine or on a cluster. No other package imports Ray.

Tasks travel in batches of a second of work or more (``batches``), each a Ray task that Ray
never repeats: what is lost with a worker, a node or for want of memory is sent again from here, by
rules of our own (``losses``). ``session`` starts Ray or joins a cluster, ``dispatch`` keeps the
workers busy, ``worker`` is what they do.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain
from typing import Any, Final

from scomm.sweeps.execution.backend import NOTHING_UNDER_WAY, Backend, Done, Keep, Kept, Todo
from scomm.sweeps.execution.on_ray import environment

_END: Final = object()


def on_ray(workers: int | None, address: str | None = None) -> Backend:
    """Return a backend that does ``workers`` runs at a time (None: one for each processor).

    Without an ``address`` it starts Ray on this machine, closed to all others, and stops it at the
    end. "auto" joins the cluster that this machine is part of, HOST:PORT the one with that head;
    either way a node of it must run on this machine, the same scomm must be installed on all
    nodes, and the cluster is left as it was. If this process is connected to Ray already, that
    connection is used and kept. Raises InputError for any other address.
    """
    environment.check(address)

    def backend(tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        waiting = iter(tasks)
        first: Any = next(waiting, _END)
        if first is _END:
            return
        if first is None:
            raise RuntimeError(NOTHING_UNDER_WAY)
        environment.prepare(address)
        # Importing Ray takes a second, and it must find its environment ready.
        from scomm.sweeps.execution.on_ray.dispatch import dispatch
        from scomm.sweeps.execution.on_ray.session import connected

        with connected(workers, address, first.threads) as session:
            yield from dispatch(chain([first], waiting), keep, session)

    return backend
