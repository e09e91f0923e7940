"""Execution of one run: its reduced outcomes, or its failure."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from scomm.model.errors import InputError, NotEnoughMemory, SetUpError
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


def perform(
    task: Task, keep: Callable[[Outcomes], Each], run: Callable[..., Outcomes] = run
) -> Each | Failure:
    """Do one run by ``run``. An exception becomes its failure, so that other runs continue."""
    try:
        outcomes = run(
            task.settings, task.seed, engine=task.engine, threads=task.threads, rules=task.rules
        )
    except InputError as reason:  # refused by the model before the first week
        return failed(SET_UP, reason)
    except SetUpError as reason:
        return failed(SET_UP, reason.__cause__ or reason)
    except Exception as reason:
        return failed(SIMULATION, reason)
    try:
        return keep(outcomes)
    except Exception as reason:
        return failed(MEASUREMENT, reason)


def done(
    digests: Digests, results: Sequence[Each | Failure], keep: Keep[Each, Kept], seconds: float
) -> Done[Kept]:
    """Collect the results of ``perform`` for a batch of runs."""
    kept = [each for each in results if not isinstance(each, Failure)]
    failures = {n: each for n, each in enumerate(results) if isinstance(each, Failure)}
    return Done(
        np.delete(digests, list(failures), axis=0) if failures else digests,
        keep.together(kept) if kept else None,
        {digests[position].tobytes(): failure for position, failure in failures.items()},
        seconds,
    )


def failed(stage: str, reason: BaseException) -> Failure:
    """Convert an exception to the failure of a run at this stage.

    A run that lacks memory is lost at any stage: it can succeed elsewhere or later.
    """
    text = "".join(traceback.format_list(_frames(reason))) + one_line(reason)
    lost = isinstance(reason, MemoryError | NotEnoughMemory)
    return Failure(LOST if lost else stage, one_line(reason), text)


def _frames(reason: BaseException) -> Iterator[traceback.FrameSummary]:
    """Yield the frames of an exception with modules for paths, so equal on every machine."""
    for frame, number in traceback.walk_tb(reason.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        yield traceback.FrameSummary(module, number, frame.f_code.co_name, line=line)
