"""The job of a contender, and its answer, both as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from scomm import Settings, run, scenario
from scomm.model.randomness import world_seed
from scomm.sweeps.estimation.totals import Totals, totals

SWEEP_SEED = 1
# Only the runs are parallel.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}


@dataclass(frozen=True)
class Job:
    """Runs of one county, each in a different world, on a number of cores."""

    population: int
    runs: int
    cores: int

    @property
    def settings(self) -> Settings:
        """Return the settings of all runs."""
        return scenario("county").replace(population=self.population)

    @property
    def seeds(self) -> list[int]:
        """Return the world seed of each run."""
        return [world_seed(SWEEP_SEED, replicate) for replicate in range(self.runs)]

    def as_json(self) -> str:
        """Serialize the job for a contender's command line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Took:
    """The time of a job.

    ``seconds`` is wall time; ``at_work`` is the mean over cores of the processor time of threads
    that do runs, in seconds, None if it is not measured.
    """

    seconds: float
    at_work: float | None = None


def once(settings: Settings, seed: int) -> Totals:
    """Do a run and return the totals that a store keeps."""
    return totals(run(settings, seed))


def main(measure: Callable[[Job], Took]) -> None:
    """Measure the job of the command line, and print its time as JSON."""
    os.environ.update(ONE_THREAD)
    job = Job(**json.loads(sys.argv[1]))
    print(json.dumps(asdict(measure(job))))
