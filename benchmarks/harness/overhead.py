"""How much longer runs take in the harness, and in other ways to do them, than in a bare loop."""

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
# The bare loop and the harness take several turns, each beside the other; the rest take fewer.
TURNS_OF_OTHERS: Final = 1


@dataclass(frozen=True)
class Unit:
    """How many runs of a length are done in how many turns, and the most that may be added.

    ``most`` is in percent. It is judged by the wall, or, ``at_work``, by how much longer a
    processor is not at work on runs.
    """

    runs: int
    turns: int
    most: float
    at_work: bool = False


# By seconds of a run. So many that the last runs, when a core has no more to do, are few of all:
# at 1 s, where a core waits half a second for the other's last run, that is a minute's work. Worlds
# of two million residents, of which a run takes 1 s, wait for memory: how long they take differs by
# a tenth from turn to turn, and hides what is added.
UNITS: Final = {
    0.001: Unit(12_000, 8, 15.0),
    0.1: Unit(200, 8, 5.0),
    1.0: Unit(120, 4, 3.0, at_work=True),
}


def measure(quick: bool) -> list[Finding]:
    """Return each contender's time above the bare loop's, in percent, at each length of a run."""
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
    """Return by how much the quickest turns differ, in percent, and how turns differed."""
    # Of the same turns: a minimum of more of them would be a luckier one.
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
    """Return the time that went by for each second of a processor's work on runs."""
    assert took.at_work is not None
    return took.seconds / took.at_work


def _samples(job: Job, turns: int) -> dict[str, list[Took]]:
    """Return what each contender's turns took, in every second turn in the other order.

    So what the machine does more and more, or less and less, falls on all alike.
    """
    samples: dict[str, list[Took]] = {name: [] for name in (BARE, OURS, *OTHERS)}
    for turn in range(turns):
        names = [BARE, OURS, *(OTHERS if turn < TURNS_OF_OTHERS else ())]
        for name in names[:: -1 if turn % 2 else 1]:
            samples[name].append(_took(name, job))
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


def _took(name: str, job: Job) -> Took:
    """Return what a contender says of a job. Raises CalledProcessError if it fails."""
    interpreter: Path | str = environment.python() if name in OTHERS else sys.executable
    module = f"benchmarks.harness.contenders.{name}"
    return Took(**measured(module, job.as_json(), interpreter=interpreter, quiet=True))
