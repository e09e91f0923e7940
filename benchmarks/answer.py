"""The time of an answer in a notebook: the effect of enrolling a county, with code compiled."""

from __future__ import annotations

from functools import partial
from typing import Final

from benchmarks.clock import Contender, Samples, take_turns, timed
from benchmarks.findings import Finding, Goal
from benchmarks.worlds import SEED, Effort, county
from scomm import Settings, effect, run
from scomm.model.randomness import world_seed

TWO: Final = ("reporting_rate.hispanic", "non_criminal_share")
# Goals in seconds, by number of pairs of runs.
GOALS: Final = {20: Goal("less than", 0.25), 100: Goal("less than", 1.0)}
# Ratio to the time of the runs alone.
MOST: Final = Goal("at most", 1.15)


def measure(effort: Effort) -> list[Finding]:
    """Time the effect on two estimands and on all, compared with its runs alone."""
    settings, found = county(effort), []
    for pairs, goal in GOALS.items():
        samples = take_turns(
            (
                Contender("two", timed(partial(effect, settings, SEED, pairs, wanted=TWO))),
                Contender("all", timed(partial(effect, settings, SEED, pairs))),
                Contender("runs", timed(partial(_runs, settings, pairs))),
            ),
            2 if effort.quick else effort.turns,
        )
        two, runs = samples["two"], samples["runs"]
        found += [
            _seconds(f"effect of {pairs} pairs, two estimands", two, goal),
            _seconds(f"effect of {pairs} pairs, all estimands", samples["all"], None),
            Finding(
                f"effect of {pairs} pairs, two estimands, over its runs alone",
                two.minimum / runs.minimum,
                "×",
                two.median / runs.median,
                MOST,
            ),
        ]
    return found


def _seconds(name: str, samples: Samples, goal: Goal | None) -> Finding:
    return Finding(name, samples.minimum, "s", samples.median, goal, samples=samples.seconds)


def _runs(settings: Settings, pairs: int) -> None:
    """Run both arms in each world, one after the other."""
    arms = [settings.replace(enrollment=enrollment) for enrollment in ("scheduled", "never")]
    for replicate in range(pairs):
        for arm in arms:
            run(arm, world_seed(SEED, replicate))
