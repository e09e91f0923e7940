"""Simulated workers that answer immediately, so that two processors load a driver like thousands.

Everything else is real: the plan, the tasks, Ray and its messages, the results, the store. Only the
runs are not simulated: each answer has synthetic totals similar to a county's, and reports the time
that the run would have taken.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final
from unittest import mock

import numpy as np

from scomm import Sweep, run, scenario
from scomm.sweeps.estimation.totals import Block, Totals, block, totals
from scomm.sweeps.execution.backend import Done, Keep, Todo
from scomm.sweeps.execution.on_ray import environment, worker
from scomm.sweeps.execution.tasks import Task, Tasks

# The environment variable with the seconds that a worker reports for a run.
UNIT: Final = "SCOMM_SIMULATED_SECONDS"
RUNS_A_POINT: Final = 20

SPEC: Final = """
[sweep]
name = "simulated"
scenario = "county"
replicates = {replicates}
seed = 1
[design]
kind = "latin-hypercube"
points = {points}
[vary]
community_trust = {{ from = 0.0, to = 1.0 }}
report_fear_weight = {{ from = 1.0, to = 8.0 }}
[arms]
enrolled = {{ enrollment = "scheduled" }}
never = {{ enrollment = "never" }}
"""


def sweep_of(points: int, replicates: int = RUNS_A_POINT // 2) -> Sweep:
    """Return a sweep of a number of points, 2 arms and a number of replicates."""
    return Sweep.from_text(SPEC.format(points=points, replicates=replicates))


@cache
def _county() -> Totals:
    return totals(run(scenario("county"), 1))


def made_up(task: Task) -> Totals:
    """Return totals like a county's, different for each run, since equal ones compress too well."""
    county = _county()
    (trust,) = struct.unpack("<Q", struct.pack("<d", task.settings.community_trust))
    seed = task.seed, trust, task.settings.enrollment == "never"
    noise = np.random.default_rng(seed).uniform(0.8, 1.2, county.shape)
    return (county * noise).astype(county.dtype)


@contextmanager
def workers(unit: float, cores: int) -> Iterator[None]:
    """Make Ray's workers answer immediately, with as many batches in flight as for ``cores`` cores.

    ``unit`` is the time in seconds that is reported for a run.
    """
    os.environ[UNIT] = str(unit)
    environment.prepare(None)
    from scomm.sweeps.execution.on_ray.session import Session, connected

    with (
        mock.patch.object(worker, "perform_batch", perform_batch),
        connected(None, None, 1),
        mock.patch.object(Session, "slots", 2 * cores),
    ):
        yield


def perform_batch(sent: worker.Packed) -> worker.Packed:
    """Answer a batch; it replaces the function of that name of Ray's workers."""
    unit, order = float(os.environ[UNIT]), worker.unpacked(sent)
    tasks: Tasks = order.tasks
    kept, runs = block([made_up(task) for task in tasks]), len(tasks)
    return worker.packed(worker.Answer(runs, kept, {}, unit * runs))


def in_process(tasks: Todo, keep: Keep[Any, Block]) -> Iterator[Done[Block]]:
    """Answer every task in this process: a backend with little overhead."""
    for some in tasks:
        assert some is not None
        yield Done(some.digests, block([made_up(task) for task in some]), {}, 0.0)
