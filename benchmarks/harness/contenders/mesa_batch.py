"""Mesa's ``batch_run``, if Mesa has it: a model whose only step is a run, one number stored.

Its pool lasts for one call, so the time of its start is removed by the difference of two calls.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import mesa

from benchmarks.harness.contenders.job import Job, Took, main, once
from scomm import Settings


@cache
def settings_of(population: int) -> Settings:
    """Return the settings, created once in each worker."""
    return Job(population, 1, 1).settings


class Once(mesa.Model):
    """A model that does a whole run when it steps."""

    def __init__(self, population: int, world: int, **unused: Any) -> None:
        """Create it with the county's residents and the world seed."""
        super().__init__()
        self.population, self.world = population, world
        self.total = 0.0
        self.datacollector = mesa.DataCollector(model_reporters={"total": "total"})

    def step(self) -> None:
        """Do the run, and stop."""
        self.total = float(once(settings_of(self.population), self.world).sum())
        self.datacollector.collect(self)
        self.running = False


def measure(job: Job) -> Took:
    """Measure the seconds that the runs after the first few add."""
    few = 4 * job.cores
    first = seconds(job, few)
    return Took((seconds(job, job.runs) - first) * job.runs / (job.runs - few))


def seconds(job: Job, runs: int) -> float:
    """Time a call of ``batch_run`` in seconds."""
    began = time.perf_counter()
    mesa.batch_run(
        Once,
        {"population": job.population, "world": job.seeds[:runs]},
        number_processes=job.cores,
        data_collection_period=-1,
        display_progress=False,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main(measure)
