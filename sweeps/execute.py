"""Doing runs one after the other; ``sweeps.ray_backend`` does the same on many workers.

A backend takes tasks and a function that keeps what matters of the outcomes, and yields what became
of each task, in any order. Each task is a pure function of its settings and seed, so the results of
all backends are the same; what is written is put in the order of the plan (``sweeps.store``).

Tasks are taken as they are needed, never many ahead. Where results decide what is run next, the
iterable yields None to say that nothing is ready now: it is asked again after the next result.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from inspect import signature
from time import perf_counter
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

# Where a run failed. "lost" is no error of the model: its worker, node or memory went, and the next
# sweep into the same store tries it again.
SET_UP, SIMULATION, MEASUREMENT, LOST = "set-up", "simulation", "measurement", "lost"
STAGES: Final = (SET_UP, SIMULATION, MEASUREMENT, LOST)

# By module and function: what both engines begin from, and how Mesa's begins; and what finds that
# too little memory is free, here and now, for a run that can begin elsewhere or later.
_BEGINNINGS: Final = {("model.start", "prepare"), ("model.world", "__init__")}
_MEMORY_CHECK: Final = ("model.memory", "check")

NOTHING_UNDER_WAY: Final = "no task is ready and none is under way, so no result can make one ready"


@dataclass(frozen=True)
class Task:
    """What one run needs, no more: it is sent to a worker. ``threads`` work within the run."""

    identity: str
    settings: Settings
    seed: int
    engine: str
    threads: int = 1


@dataclass(frozen=True)
class Failure:
    """Why a run has no result: its ``stage`` (see ``STAGES``), one line, and the traceback."""

    stage: str
    message: str
    traceback: str


@dataclass(frozen=True)
class Done(Generic[Kept]):
    """What became of a task: ``kept`` of its outcomes, or None and the failure that ended it."""

    identity: str
    kept: Kept | None
    failure: Failure | None
    seconds: float


Tasks = Iterable[Task | None]
Backend = Callable[[Tasks, Keep[Kept]], Generator[Done[Kept], None, None]]


def tasks(
    runs: Iterable[Run], engine: str, skip: Iterable[str] = (), threads: int = 1
) -> list[Task]:
    """Return one task for each identity among ``runs`` that is not in ``skip``, in their order."""
    seen = set(skip)
    found = []
    for each in runs:
        if each.identity not in seen:
            seen.add(each.identity)
            found.append(Task(each.identity, each.settings, each.seed, engine, threads))
    return found


def perform(task: Task, keep: Keep[Kept]) -> Done[Kept]:
    """Do one run. Whatever it raises becomes its failure, so that others go on."""
    began = perf_counter()
    kept, failure = None, None
    try:
        outcomes = run(task.settings, task.seed, engine=task.engine, threads=task.threads)
    except Exception as reason:
        failure = failed(_stage(reason), reason)
    else:
        try:
            kept = keep(outcomes)
        except Exception as reason:
            failure = failed(MEASUREMENT, reason)
    return Done(task.identity, kept, failure, perf_counter() - began)


def failed(stage: str, reason: BaseException) -> Failure:
    """Return an exception as a failure. One for want of memory counts as lost, at any stage."""
    text = "".join(traceback.format_list(_frames(reason))) + one_line(reason)
    return Failure(LOST if isinstance(reason, MemoryError) else stage, one_line(reason), text)


def one_line(reason: BaseException) -> str:
    """Return an exception as one line: its kind and what it says."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"


def serial(tasks: Tasks, keep: Keep[Kept]) -> Generator[Done[Kept], None, None]:
    """Do every task in this process, in order."""
    for task in tasks:
        if task is None:
            raise RuntimeError(NOTHING_UNDER_WAY)
        yield perform(task, keep)


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


def backend(name: str, workers: int | None = None, address: str | None = None) -> Backend[Kept]:
    """Return the backend called ``name``, one of ``BACKENDS``.

    ``workers`` is how many runs "ray" does at a time; None means one for each processor.
    ``address`` has it join a cluster instead of starting Ray on this machine: "auto", or the
    HOST:PORT of its head. Raises InputError for another name, a number below 1, or an address that
    cannot be joined.
    """
    if name not in BACKENDS:
        raise InputError(
            f"No backend is called {name!r}; the backends are {' and '.join(BACKENDS)}."
            + nearest(name, BACKENDS)
        )
    if workers is not None and workers < 1:
        raise InputError(f"The number of workers is {workers}, but must be 1 or more.")
    if name == "serial":
        if address is not None:
            raise InputError(
                f"The address {address!r} is that of a cluster, which the serial backend does not "
                "use; leave it out, or take the backend 'ray'."
            )
        return serial
    from sweeps.ray_backend import on_ray

    return on_ray(workers, address)


def _stage(reason: Exception) -> str:
    """Say where ``run`` failed: before the first week, in one, or for want of memory."""
    passed = {
        (frame.f_globals.get("__name__"), frame.f_code.co_name)
        for frame, _ in traceback.walk_tb(reason.__traceback__)
    }
    if _MEMORY_CHECK in passed:
        return LOST
    # The model says InputError of what it refuses to run at all.
    return SET_UP if passed & _BEGINNINGS or isinstance(reason, InputError) else SIMULATION


def _frames(reason: BaseException) -> Iterator[traceback.FrameSummary]:
    """Yield the places that an exception went through, by module, so alike on every machine."""
    for frame, number in traceback.walk_tb(reason.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        yield traceback.FrameSummary(module, number, frame.f_code.co_name, line=line)
