"""How much longer runs take in the harness, and in other ways to do them, than in a bare loop."""

from __future__ import annotations

import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.child import measured
from benchmarks.clock import Contender, turns_of
from benchmarks.findings import Finding, Goal
from benchmarks.harness import environment
from benchmarks.harness.contenders.job import Job
from model import run

BARE: Final = "bare"
OURS: Final = "scomm_sweep"
OTHERS: Final = ("joblib_loky", "ema", "mesa_batch", "naive_ray")
CORES: Final = 2
TURNS: Final = 3
# Seconds of a run: how many runs, and the most that the harness may add, in percent.
UNITS: Final = {0.001: (12_000, 15.0), 0.1: (160, 5.0), 1.0: (24, 3.0)}


def measure(quick: bool) -> list[Finding]:
    """Return each contender's time above the bare loop's, in percent, at each length of a run."""
    found = []
    for unit, (runs, most) in UNITS.items():
        job = Job(population_for(unit), runs // 4 if quick else runs, CORES)
        contenders = [
            Contender(name, partial(seconds, name, job)) for name in (BARE, OURS, *OTHERS)
        ]
        samples = turns_of(contenders, 1 if quick else TURNS)
        for name in (OURS, *OTHERS):
            pairs = zip(samples[name].seconds, samples[BARE].seconds, strict=True)
            # Of contenders that took turns: whatever else the machine did fell on both.
            above = [100.0 * (theirs / bare - 1.0) for theirs, bare in pairs]
            label = f"{name} above a bare loop, runs of {1000 * unit:g} ms"
            goal = Goal("at most", most) if name == OURS else None
            best = 100.0 * (samples[name].minimum / samples[BARE].minimum - 1.0)
            found.append(
                Finding(
                    label, best, "%", statistics.median(above), goal, samples=samples[name].seconds
                )
            )
    return found


def population_for(unit: float) -> int:
    """Return the residents of a county of which a run takes about so many seconds here."""
    population = 10_000
    for _ in range(3):
        job = Job(population, 3, 1)
        run(job.settings, 0)
        took = []
        for seed in job.seeds:
            began = time.perf_counter()
            run(job.settings, seed)
            took.append(time.perf_counter() - began)
        population = max(200, round(population * unit / min(took)))
    return population


def seconds(name: str, job: Job) -> float:
    """Return what a contender says of a job. Raises CalledProcessError if it fails."""
    interpreter: Path | str = environment.python() if name in OTHERS else sys.executable
    module = f"benchmarks.harness.contenders.{name}"
    answer = measured(module, job.as_json(), interpreter=interpreter, quiet=True)
    return float(answer["seconds"])
