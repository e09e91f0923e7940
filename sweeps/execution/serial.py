"""The backend that does every run in this process, one after the other."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter
from typing import Any

from scomm.sweeps.execution.backend import (
    NOTHING_UNDER_WAY,
    Done,
    Keep,
    Kept,
    Todo,
)
from scomm.sweeps.execution.perform import done, perform


def serial(tasks: Todo, keep: Keep[Any, Kept]) -> Generator[Done[Kept], None, None]:
    """Do every run in this process, in order, and say of each at once what became of it."""
    for some in tasks:
        if some is None:
            raise RuntimeError(NOTHING_UNDER_WAY)
        for place, task in enumerate(some):
            began = perf_counter()
            result = perform(task, keep.each)
            seconds = perf_counter() - began
            yield done(some.digests[place : place + 1], [result], keep, seconds)
