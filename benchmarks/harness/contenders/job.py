"""What a contender is asked to do, and how it answers: JSON in, JSON out."""

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
# The runs are what is parallel.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}


@dataclass(frozen=True)
class Job:
    """Runs of one county, in as many worlds, on so many cores."""

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
        """Return the job as a contender takes it."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Took:
    """How long a job took.

    ``seconds`` went by. In ``at_work`` of them, in the mean over the cores, a processor was at work
    in a thread that does runs; None where nobody asks.
    """

    seconds: float
    at_work: float | None = None


def once(settings: Settings, seed: int) -> Totals:
    """Do a run and keep what a store keeps."""
    return totals(run(settings, seed))


def main(measure: Callable[[Job], Took]) -> None:
    """Measure the job in the command line, and print what it took as JSON."""
    os.environ.update(ONE_THREAD)
    job = Job(**json.loads(sys.argv[1]))
    print(json.dumps(asdict(measure(job))))
