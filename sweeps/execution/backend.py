"""The contract of a backend: what it takes, what it yields, and how a run fails.

A backend is called with tasks, some at a time, and with what is to be kept of the outcomes. It
yields what became of runs, some at a time and in any order. Each run is a pure function of its
settings and seed, so the results of all backends are the same; what is written is put in the order
of the plan (``scomm.sweeps.store``).

Tasks are taken as they are needed, never many ahead. Where results decide what is run next, the
iterable yields None to say that nothing is ready now: it is asked again after the next result.

Closing the generator, or an exception in it, ends what is under way. Implementations are
``serial.serial`` and ``on_ray.on_ray``; ``choose`` finds them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from scomm.model.errors import ScommError
from scomm.model.outcomes import Outcomes
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import Digests

# Where a run failed. "lost" is no error of the model: its worker, node or memory went, and the next
# sweep into the same store retries it.
SET_UP, SIMULATION, MEASUREMENT, LOST = "set-up", "simulation", "measurement", "lost"
STAGES: Final = (SET_UP, SIMULATION, MEASUREMENT, LOST)

NOTHING_UNDER_WAY: Final = "no task is ready and none is under way, so no result can make one ready"


Each = TypeVar("Each")
Kept = TypeVar("Kept")


class BackendLost(ScommError, RuntimeError):
    """The workers that runs are done on are gone; what had finished is not lost with them."""


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


class Backend(Protocol):
    """Whatever does runs, such as ``scomm.sweeps.execution.serial.serial``."""

    def __call__(self, tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        """Yield what became of all tasks, each exactly once, failed ones too.

        Raises RuntimeError if no task is ready while none is under way, and BackendLost if the
        workers are gone.
        """
        ...


def one_line(reason: BaseException) -> str:
    """Return an exception as one line: its kind and what it says."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"
