"""Doing runs one after the other; ``sweeps.ray_backend`` does the same on many workers.

A backend takes tasks, some at a time, and what is to be kept of the outcomes, and yields what
became of runs, some at a time and in any order. Each run is a pure function of its settings and
seed, so the results of all backends are the same; what is written is put in the order of the plan
(``sweeps.store``).

Tasks are taken as they are needed, never many ahead. Where results decide what is run next, the
iterable yields None to say that nothing is ready now: it is asked again after the next result.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from time import perf_counter
from typing import Any, Final, Generic

import numpy as np

from model import run
from model.errors import InputError, nearest
from model.outcomes import Outcomes
from model.simulate import ENGINES
from sweeps.index import Digests
from sweeps.record import Each, Keep, Kept
from sweeps.tasks import Task, Tasks

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


def perform(task: Task, keep: Callable[[Outcomes], Each]) -> Each | Failure:
    """Do one run. Whatever it raises becomes its failure, so that others go on."""
    try:
        outcomes = run(task.settings, task.seed, engine=task.engine, threads=task.threads)
    except Exception as reason:
        return failed(_stage(reason), reason)
    try:
        return keep(outcomes)
    except Exception as reason:
        return failed(MEASUREMENT, reason)


def done(
    digests: Digests, results: Sequence[Each | Failure], keep: Keep[Each, Kept], seconds: float
) -> Done[Kept]:
    """Return what became of runs, of each of which ``perform`` gave a result."""
    kept = [each for each in results if not isinstance(each, Failure)]
    failures = {n: each for n, each in enumerate(results) if isinstance(each, Failure)}
    return Done(
        np.delete(digests, list(failures), axis=0) if failures else digests,
        keep.together(kept) if kept else None,
        {digests[place].tobytes(): failure for place, failure in failures.items()},
        seconds,
    )


def failed(stage: str, reason: BaseException) -> Failure:
    """Return an exception as a failure. One for want of memory counts as lost, at any stage."""
    text = "".join(traceback.format_list(_frames(reason))) + one_line(reason)
    return Failure(LOST if isinstance(reason, MemoryError) else stage, one_line(reason), text)


def one_line(reason: BaseException) -> str:
    """Return an exception as one line: its kind and what it says."""
    return f"{type(reason).__name__}: {' '.join(str(reason).split())}"


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
