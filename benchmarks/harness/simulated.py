"""Workers that answer at once, so that two processors feed a driver as thousands would.

Everything else is real: the plan, the tasks, Ray and its messages, what comes back, the store. Only
no run is done; each answer holds totals made up around a county's, and says that it took as long as
it would have taken.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from model import run, scenario
from sweeps import Sweep
from sweeps.execute import Done, Keep, Task, Tasks
from sweeps.ray_backend import worker
from sweeps.record import Totals, totals

# Where a worker reads how many seconds a run is to have taken.
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
    """Return a sweep of so many points, 2 arms and so many replicates."""
    return Sweep.from_text(SPEC.format(points=points, replicates=replicates))


@cache
def _county() -> Totals:
    return totals(run(scenario("county"), 1))


def made_up(identity: str) -> Totals:
    """Return totals like a county's, another for each run: what is alike would travel too light."""
    county = _county()
    noise = np.random.default_rng(int(identity[:16], 16)).uniform(0.8, 1.2, county.shape)
    return (county * noise).astype(county.dtype)


def perform_batch(content: bytes) -> bytes:
    """Answer a batch, in place of the function of that name in ``sweeps.ray_backend.worker``."""
    unit = float(os.environ[UNIT])
    names = [task.identity for task in pickle.loads(worker.unpacked(content).tasks)]
    done = [Done(name, made_up(name), None, unit) for name in names]
    return worker.packed(worker.Answer(done, unit * len(done)))


def in_process(tasks: Tasks, keep: Keep[Totals]) -> Iterator[Done[Totals]]:
    """Answer every task in this process: a backend that costs little."""
    for task in tasks:
        assert isinstance(task, Task)
        yield Done(task.identity, made_up(task.identity), None, 0.0)
