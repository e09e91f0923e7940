"""How much longer runs take in the harness, and in other ways to do them, than in a bare loop."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
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
# The bare loop and the harness take several turns, each beside the other; the rest take fewer.
TURNS_OF_OTHERS: Final = 1


@dataclass(frozen=True)
class Unit:
    """How many runs of a length are done in how many turns.

    ``most`` is the most that the harness may add, in percent.
    """

    runs: int
    turns: int
    most: float


# By seconds of a run. So many that the last runs, when a core has no more to do, are few of all:
# at 1 s, where a core waits half a second for the other's last run, that is a minute's work. Worlds
# of two million residents, of which a run takes 1 s, wait for memory, and differ more by the turn.
UNITS: Final = {0.001: Unit(12_000, 4, 15.0), 0.1: Unit(200, 4, 5.0), 1.0: Unit(120, 6, 3.0)}


def measure(quick: bool) -> list[Finding]:
    """Return each contender's time above the bare loop's, in percent, at each length of a run."""
    found = []
    for seconds_a_run, unit in UNITS.items():
        job = Job(population_for(seconds_a_run), unit.runs // 4 if quick else unit.runs, CORES)
        samples = _samples(job, 1 if quick else unit.turns)
        bare_run = 1000 * min(samples[BARE]) * job.cores / job.runs
        for name in (OURS, *OTHERS):
            theirs = samples[name]
            # Of the same turns: a minimum of more of them would be a luckier one.
            bare = samples[BARE][: len(theirs)]
            above = [
                100.0 * (each / beside - 1.0) for each, beside in zip(theirs, bare, strict=True)
            ]
            turns = ", ".join(f"{each:+.1f}" for each in above)
            found.append(
                Finding(
                    f"{name} above a bare loop, runs of {1000 * seconds_a_run:g} ms",
                    100.0 * (min(theirs) / min(bare) - 1.0),
                    "%",
                    statistics.median(above),
                    Goal("at most", unit.most) if name == OURS else None,
                    f"turn by turn {turns} %; a run of the bare loop took {bare_run:.3g} ms",
                    tuple(theirs),
                )
            )
    return found


def _samples(job: Job, turns: int) -> dict[str, list[float]]:
    """Return the seconds of each contender's turns, in every second turn in the other order.

    So what the machine does more and more, or less and less, falls on all alike.
    """
    samples: dict[str, list[float]] = {name: [] for name in (BARE, OURS, *OTHERS)}
    for turn in range(turns):
        names = [BARE, OURS, *(OTHERS if turn < TURNS_OF_OTHERS else ())]
        contenders = [Contender(name, partial(seconds, name, job)) for name in names]
        for name, found in turns_of(contenders[:: -1 if turn % 2 else 1], 1).items():
            samples[name] += found.seconds
    return samples


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
