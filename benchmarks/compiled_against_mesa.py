"""The compiled run compared with the same model as Mesa agents.

Both start from the same seed and must give the same event log.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Final

import numpy as np

from benchmarks import worlds
from benchmarks.clock import Contender, Samples, take_turns, timed
from benchmarks.findings import Finding, Goal, duration, ratio
from benchmarks.worlds import SEED, Effort
from scomm import Settings, World, run
from scomm.model.compiled import simulate
from scomm.model.start import prepare

GOAL: Final = Goal("at least", 100.0, 300.0)
_RUNS_A_TURN: Final = 20


def measure(effort: Effort) -> list[Finding]:
    """Compare on one county; population set-up is timed separately."""
    settings = worlds.county(effort)
    events = same_events(settings)
    start = prepare(settings, SEED)
    set_up: list[float] = []
    contenders = (
        Contender("compiled", timed(partial(simulate, start)), _RUNS_A_TURN),
        Contender("prepare", timed(partial(prepare, settings, SEED)), _RUNS_A_TURN),
        Contender("mesa", partial(_mesa_weeks, settings, set_up)),
    )
    samples = take_turns(contenders, effort.turns)
    residents, weeks = settings.population, settings.weeks + settings.burn_in_weeks
    compiled, mesa = samples["compiled"], samples["mesa"]
    return [
        Finding(
            "events in both logs",
            events,
            "events",
            note=f"equal; {residents} residents over {weeks} weeks, burn-in included",
        ),
        duration("compiled, a county and arm", compiled, 1e3, "ms", note="aim 1 ms"),
        duration("population set-up, apart", samples["prepare"], 1e3, "ms"),
        duration("Mesa, a county and arm", mesa, 1e3, "ms"),
        duration("Mesa's set-up, apart", Samples(tuple(set_up[1:])), 1e3, "ms"),
        ratio("Mesa over compiled", mesa, compiled, GOAL),
    ]


def same_events(settings: Settings) -> int:
    """Check that both executions give the same event log; return its number of events."""
    compiled = run(settings, SEED, engine="compiled", events=True).events
    mesa = run(settings, SEED, engine="mesa", events=True).events
    if compiled is None or mesa is None or not np.array_equal(compiled, mesa):
        raise AssertionError("the two executions gave different event logs; nothing to compare")
    return len(compiled)


def _mesa_weeks(settings: Settings, set_up: list[float]) -> float:
    """Time the weeks of a run in seconds, and append the time of its set-up to ``set_up``."""
    begin = time.process_time()
    world = World(settings, SEED)
    ready = time.process_time()
    for _ in range(settings.burn_in_weeks + settings.weeks):
        world.step()
    set_up.append(ready - begin)
    return time.process_time() - ready
