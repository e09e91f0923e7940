"""Backends that answer without running the model, one run at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from scomm.sweeps.estimation.totals import COLUMNS, SHAPE, Block, Totals, block
from scomm.sweeps.execution.backend import Done, Failure, Todo
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import Digests, names_of


def singly(tasks: Todo) -> Iterator[Tasks | None]:
    """Yield each run by itself, and None where none is ready."""
    for some in tasks:
        if some is None:
            yield None
        else:
            yield from (some[place : place + 1] for place in range(len(some)))


def one_by_one(tasks: Todo) -> Iterator[Tasks]:
    """Yield each run by itself; all must be ready."""
    for task in singly(tasks):
        assert task is not None
        yield task


def name_of(digests: Digests) -> str:
    """Return the identity of a single run."""
    (name,) = names_of(digests)
    return name


def finished(digests: Digests, totals: Totals, seconds: float = 0.0) -> Done[Block]:
    """Make the result of a single finished run."""
    return Done(digests, block([totals]), {}, seconds)


def failed(done: Done[Any], stage: str, message: str) -> Done[Any]:
    """Turn the result of a single run into a failure."""
    (digest,) = done.digests
    return Done(done.digests[:0], None, {digest.tobytes(): Failure(stage, message, "")}, 0.0)


def fabricating(
    totals_of: Callable[[str], Totals], before: Callable[[int], None] = lambda number: None
) -> Callable[..., Iterator[Done[Block]]]:
    """Make a backend that derives totals from identities; ``before`` gets each run's number."""

    def backend(tasks: Todo, keep: Any) -> Iterator[Done[Block]]:
        for number, task in enumerate(one_by_one(tasks)):
            before(number)
            yield finished(task.digests, totals_of(name_of(task.digests)))

    return backend


def fabricated_totals(identity: str) -> Totals:
    """Fabricate totals that depend on the identity alone, in the form of a run's."""
    numbers = np.frombuffer(bytes.fromhex(identity), np.uint8).astype(np.int64)
    totals = np.zeros(SHAPE, np.int64)
    totals += numbers[:6, None]
    totals[..., COLUMNS.index("victimizations_violent")] += 1000
    totals[..., COLUMNS.index("resident_weeks")] = int(identity[:12], 16)
    return totals


FAKE: Final = fabricating(fabricated_totals)
"""A backend that does not run the model: 10,000 runs a second."""
