"""The backend that does every run in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter
from typing import Any, Final

from scomm.model import simulate
from scomm.model.outcomes import Outcomes
from scomm.sweeps.execution.backend import NOTHING_UNDER_WAY, Backend, Done, Keep, Kept, Todo
from scomm.sweeps.execution.perform import done, perform


def serially(run: Callable[..., Outcomes] = simulate.run) -> Backend:
    """Make a backend that does every run in this process by ``run``, the model's by default."""

    def backend(tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        for some in tasks:
            if some is None:
                raise RuntimeError(NOTHING_UNDER_WAY)
            for position, task in enumerate(some):
                began = perf_counter()
                result = perform(task, keep.each, run)
                seconds = perf_counter() - began
                yield done(some.digests[position : position + 1], [result], keep, seconds)

    return backend


serial: Final = serially()
"""The backend that does every run in this process, in order, and yields each result at once."""
