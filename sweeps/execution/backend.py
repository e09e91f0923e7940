"""The contract of a backend: what it takes, what it yields, and how a run fails."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from scomm.model.outcomes import Outcomes
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import Digests

# Where a run failed. "lost" is no error of the model: its worker, node or memory went, and the next
# sweep into the same store tries it again.
SET_UP, SIMULATION, MEASUREMENT, LOST = "set-up", "simulation", "measurement", "lost"
STAGES: Final = (SET_UP, SIMULATION, MEASUREMENT, LOST)

NOTHING_UNDER_WAY: Final = "no task is ready and none is under way, so no result can make one ready"


Each = TypeVar("Each")
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Keep(Generic[Each, Kept]):
    """What is kept of outcomes: ``each`` makes it of one run's, ``together`` joins that of some."""

    each: Callable[[Outcomes], Each]
    together: Callable[[Sequence[Each]], Kept]


@dataclass(frozen=True)
class Failure:
    """Why a run has no result: its ``stage`` (see ``STAGES``), one line, and the traceback."""

    stage: str
    message: str
    traceback: str


@dataclass(frozen=True)
class Done(Generic[Kept]):
    """What became of some runs, which took a worker ``seconds`` together.

    ``digests`` are the identities of those with outcomes, in the order of what is ``kept`` of them:
    None if there are none. ``failures`` says by identity, 32 bytes, what ended the others.
    """

    digests: Digests
    kept: Kept | None
    failures: Mapping[bytes, Failure]
    seconds: float

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.digests) + len(self.failures)


Todo = Iterable[Tasks | None]
"""Tasks as a backend takes them."""
Backend = Callable[[Todo, Keep[Any, Kept]], Generator[Done[Kept], None, None]]


def one_line(reason: BaseException) -> str:
    """Return an exception as one line: its kind and what it says."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"
