"""Doing runs one after the other; ``sweeps.ray_backend`` does the same on many workers.

A backend takes tasks and a function that keeps what matters of the outcomes, and yields what became
of each task, in any order. Each task is a pure function of its settings and seed, so the results of
all backends are the same; what is written is put in the order of the plan (``sweeps.store``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Final, Generic, TypeVar

from model import Settings, run
from model.errors import InputError, nearest
from model.outcomes import Outcomes
from model.simulate import ENGINES
from sweeps.plan import Run

Kept = TypeVar("Kept")
Keep = Callable[[Outcomes], Kept]

BACKENDS: Final = ("ray", "serial")
# Whichever the model itself prefers.
DEFAULT_ENGINE: Final[str] = signature(run).parameters["engine"].default


@dataclass(frozen=True)
class Task:
    """What one run needs, no more: it is sent to a worker."""

    identity: str
    settings: Settings
    seed: int
    engine: str


@dataclass(frozen=True)
class Done(Generic[Kept]):
    """What became of a task: ``kept`` of its outcomes, or None and the ``error`` that ended it."""

    identity: str
    kept: Kept | None
    error: str
    seconds: float


Backend = Callable[[Sequence[Task], Keep[Kept]], Generator[Done[Kept], None, None]]


def tasks(runs: Iterable[Run], engine: str, skip: Iterable[str] = ()) -> list[Task]:
    """Return one task for each identity among ``runs`` that is not in ``skip``, in their order."""
    seen = set(skip)
    found = []
    for each in runs:
        if each.identity not in seen:
            seen.add(each.identity)
            found.append(Task(each.identity, each.settings, each.seed, engine))
    return found


def perform(task: Task, keep: Keep[Kept]) -> Done[Kept]:
    """Do one run. Whatever it raises becomes the ``error``, one line, so that others go on."""
    began = time.perf_counter()
    try:
        kept = keep(run(task.settings, task.seed, engine=task.engine))
        error = ""
    except Exception as reason:
        kept, error = None, one_line(reason)
    return Done(task.identity, kept, error, time.perf_counter() - began)


def one_line(reason: BaseException) -> str:
    """Return an exception as one line: its kind and what it says."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"


def serial(tasks: Sequence[Task], keep: Keep[Kept]) -> Generator[Done[Kept], None, None]:
    """Do every task in this process, in order."""
    return (perform(task, keep) for task in tasks)


def engine_called(name: str | None) -> str:
    """Return the engine of that name, by default the model's own choice.

    Raises InputError if there is none: said once, not by every run.
    """
    if name is None:
        return DEFAULT_ENGINE
    if name not in ENGINES:
        raise InputError(
            f"No engine is called {name!r}; there are {', '.join(ENGINES)}."
            + nearest(name, ENGINES)
        )
    return name


def backend(name: str, workers: int | None = None) -> Backend[Kept]:
    """Return the backend called ``name``, one of ``BACKENDS``.

    ``workers`` is the number of processes of "ray"; None means one for each processor. Raises
    InputError for another name or a number below 1.
    """
    if name not in BACKENDS:
        raise InputError(
            f"No backend is called {name!r}; the backends are {' and '.join(BACKENDS)}."
            + nearest(name, BACKENDS)
        )
    if workers is not None and workers < 1:
        raise InputError(f"The number of workers is {workers}, but must be 1 or more.")
    if name == "serial":
        return serial
    from sweeps.ray_backend import on_ray  # Ray takes a second to import: only who asks waits.

    return on_ray(workers)
