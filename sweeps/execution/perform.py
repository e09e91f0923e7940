"""Doing runs one after the other; ``scomm.sweeps.execution.on_ray`` does the same on many workers.

A backend takes tasks, some at a time, and what is to be kept of the outcomes, and yields what
became of runs, some at a time and in any order. Each run is a pure function of its settings and
seed, so the results of all backends are the same; what is written is put in the order of the plan
(``scomm.sweeps.store``).

Tasks are taken as they are needed, never many ahead. Where results decide what is run next, the
iterable yields None to say that nothing is ready now: it is asked again after the next result.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes
from scomm.model.simulate import run
from scomm.sweeps.execution.backend import (
    LOST,
    MEASUREMENT,
    SET_UP,
    SIMULATION,
    Done,
    Each,
    Failure,
    Keep,
    Kept,
    one_line,
)
from scomm.sweeps.execution.tasks import Task
from scomm.sweeps.plan.identities import Digests

# By module and function: what both engines begin from, and how Mesa's begins; and what finds that
# too little memory is free, here and now, for a run that can begin elsewhere or later.
_BEGINNINGS: Final = {
    ("scomm.model.start", "prepare"),
    ("scomm.model.mesa_model.world", "__init__"),
}
_MEMORY_CHECK: Final = ("scomm.model.memory", "check")


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
