"""The contract of a backend: its input, its output, and the failures of runs.

A backend is called with an iterable of tasks, in batches, and with a ``Keep``, which reduces the
outcomes. It yields the results of runs in batches, in any order. Each run is a pure function of its
settings and seed, so the results of all backends are the same; the store puts them in the order of
the plan (``scomm.sweeps.store``).

Tasks are taken as they are needed, never many ahead. Where results decide what is run next, the
iterable yields None if nothing is ready now: it is asked again after the next result.

Closing the generator, or an exception in it, cancels runs in progress. Implementations are
``serial.serial`` and ``on_ray.on_ray``; ``choose`` finds them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar, runtime_checkable

from scomm.model.errors import ScommError
from scomm.model.outcomes import Outcomes
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import Digests

# Where a run failed. "lost" is no error of the model: its worker or node died or lacked memory, and
# the next sweep into the same store retries it.
SET_UP, SIMULATION, MEASUREMENT, LOST = "set-up", "simulation", "measurement", "lost"
STAGES: Final = (SET_UP, SIMULATION, MEASUREMENT, LOST)

NOTHING_UNDER_WAY: Final = "no task is ready and none is under way, so no result can make one ready"


Each = TypeVar("Each")
Kept = TypeVar("Kept")


class BackendLost(ScommError, RuntimeError):
    """Raised when the workers are gone; results that had finished are not lost."""


@dataclass(frozen=True)
class Keep(Generic[Each, Kept]):
    """A reduction of outcomes: ``each`` reduces one run's, ``together`` joins those of several."""

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
    """Results of a batch of runs, which took a worker ``seconds`` in total.

    ``digests`` are the identities of the runs with outcomes, in the order of ``kept``, their
    reduced outcomes: None if there are none. ``failures`` maps the identities of the others, 32
    bytes each, to their failures.
    """

    digests: Digests
    kept: Kept | None
    failures: Mapping[bytes, Failure]
    seconds: float

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.digests) + len(self.failures)


Todo = Iterable[Tasks | None]
"""Batches of tasks, the input of a backend; None where none is ready yet."""


class Backend(Protocol):
    """Protocol of a function that does runs, such as ``scomm.sweeps.execution.serial.serial``."""

    def __call__(self, tasks: Todo, keep: Keep[Any, Kept], /) -> Generator[Done[Kept], None, None]:
        """Yield the results of all tasks, each exactly once, failed ones too.

        Raises RuntimeError if no task is ready while none is in progress, and BackendLost if the
        workers are gone.
        """
        ...


class Lost(ScommError, RuntimeError):
    """Raised by ``Aside.result`` if a worker did not do its work: the caller does it instead."""


class Aside(Protocol):
    """Work that a worker does beside the runs."""

    def ready(self) -> bool:
        """True if ``result`` has an answer, without waiting."""

    def result(self) -> Any:
        """Return the function's result, once it is ready. Raises Lost if there is none."""


@runtime_checkable
class Helping(Protocol):
    """A backend whose workers can do other work too, while results are taken from it."""

    def aside(self, function: Callable[[Any], object], value: object) -> Aside | None:
        """Let a worker call ``function``, of a module, with ``value``.

        Returns None where the caller had better do it: with few workers, or none.
        """


def one_line(reason: BaseException) -> str:
    """Format an exception as one line: its type and message."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"
