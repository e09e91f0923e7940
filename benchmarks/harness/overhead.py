"""The overhead of the harness, and of other frameworks, relative to a bare loop of runs."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.harness import environment
from benchmarks.harness.contenders.job import Job, Took
from scomm import run

BARE: Final = "bare"
OURS: Final = "scomm_sweep"
OTHERS: Final = ("joblib_loky", "ema", "mesa_batch", "naive_ray")
CORES: Final = 2
# The bare loop and the harness take several turns, alternating; the other contenders take fewer.
TURNS_OF_OTHERS: Final = 1


@dataclass(frozen=True)
class Unit:
    """The number of runs of a length, the number of turns, and the largest overhead allowed.

    ``most`` is in percent, of wall time, or with ``at_work`` of the wall time per second in which a
    processor works on runs.
    """

    runs: int
    turns: int
    most: float
    at_work: bool = False


# By seconds of a run. There are enough runs that idle cores at the end are negligible: at 1 s,
# where a core waits half a second for the last run of the other, that is a minute's work. Worlds
# of two million residents, whose run takes 1 s, are limited by memory: their time varies by a tenth
# from turn to turn, which hides the overhead.
UNITS: Final = {
    0.001: Unit(12_000, 8, 15.0),
    0.1: Unit(200, 8, 5.0),
    1.0: Unit(120, 4, 3.0, at_work=True),
}


def measure(quick: bool) -> list[Finding]:
    """Measure each contender's overhead over the bare loop, in percent, by length of a run."""
    found = []
    for seconds_a_run, unit in UNITS.items():
        job = Job(population_for(seconds_a_run), unit.runs // 4 if quick else unit.runs, CORES)
        samples = _samples(job, 1 if quick else unit.turns)
        runs = f"runs of {1000 * seconds_a_run:g} ms"
        most = Goal("at most", unit.most)
        found.append(
            Finding(
                f"a run of the bare loop, {runs}",
                1000 * min(took.seconds for took in samples[BARE]) * job.cores / job.runs,
                "ms",
            )
        )
        found.append(
            _above(
                f"{OURS} above a bare loop, {runs}, the runs' own time set equal",
                [_waiting(took) for took in samples[OURS]],
                [_waiting(took) for took in samples[BARE]],
                most if unit.at_work else None,
            )
        )
        for name in (OURS, *OTHERS):
            found.append(
                _above(
                    f"{name} above a bare loop, {runs}",
                    [took.seconds for took in samples[name]],
                    [took.seconds for took in samples[BARE]],
                    most if name == OURS and not unit.at_work else None,
                )
            )
    return found


def _above(name: str, theirs: list[float], bare: list[float], goal: Goal | None) -> Finding:
    """Return the difference of the fastest turns in percent, and the differences by turn."""
    # Of the same turns: a minimum over more turns would have an advantage.
    bare = bare[: len(theirs)]
    above = [100.0 * (each / beside - 1.0) for each, beside in zip(theirs, bare, strict=True)]
    return Finding(
        name,
        100.0 * (min(theirs) / min(bare) - 1.0),
        "%",
        statistics.median(above),
        goal,
        f"turn by turn {', '.join(f'{each:+.1f}' for each in above)} %",
        tuple(theirs),
    )


def _waiting(took: Took) -> float:
    """Return the wall time per second of a processor's work on runs."""
    assert took.at_work is not None
    return took.seconds / took.at_work


def _samples(job: Job, turns: int) -> dict[str, list[Took]]:
    """Time the turns of all contenders, in reversed order in every second turn.

    A trend in the machine's load then affects all of them equally.
    """
    samples: dict[str, list[Took]] = {name: [] for name in (BARE, OURS, *OTHERS)}
    for turn in range(turns):
        names = [BARE, OURS, *(OTHERS if turn < TURNS_OF_OTHERS else ())]
        for name in names[:: -1 if turn % 2 else 1]:
            samples[name].append(_took(name, job))
    return samples


def population_for(unit: float) -> int:
    """Find the residents of a county whose run takes about a number of seconds on this machine."""
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


def _took(name: str, job: Job) -> Took:
    """Run a job with a contender, and return its answer. Raises CalledProcessError if it fails."""
    interpreter: Path | str = environment.python() if name in OTHERS else sys.executable
    module = f"benchmarks.harness.contenders.{name}"
    return Took(**measured(module, job.as_json(), interpreter=interpreter, quiet=True))
