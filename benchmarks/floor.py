"""The compiled run compared with a floor: one keyed draw and one record access per opportunity."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import opportunities, worlds
from benchmarks.clock import Contender, take_turns, timed
from benchmarks.findings import Finding, Goal, duration, ratio
from benchmarks.floor_loop import compile_floor, loop_over
from benchmarks.resident_state import bytes_a_resident
from benchmarks.worlds import SEED, Effort
from scomm import Settings
from scomm.model.compiled import simulate
from scomm.model.start import prepare

GOAL: Final = Goal("at most", 3.0, 2.0)


def measure(effort: Effort) -> list[Finding]:
    """Compare for the county and for the nation at 1:100, with ``large`` also at 1:10."""
    state = bytes_a_resident()
    words = max(-(-state // 8), 1)
    found = [
        Finding("state of a resident", state, "bytes"),
        Finding("record of the floor", words * 8, "bytes"),
    ]
    scales = [("nation 1:10", 0.1)] if effort.large else []
    scales.insert(0, ("nation 1:100", 0.004 if effort.quick else 0.01))
    with tempfile.TemporaryDirectory() as folder:
        library = compile_floor(Path(folder), words)
        settings = worlds.county(effort)
        found += _compare("county", settings, library, words, effort.turns, 10)
        # Without deterrence a run skips all excess crimes, so both have the same opportunities.
        alone = settings.replace(deterrence_elasticity=0.0)
        found += _compare("county without deterrence", alone, library, words, effort.turns, 10)
        for name, scale in scales:
            turns = min(effort.turns, 2 if scale > 0.05 else 3)
            nation = worlds.nation_at(scale, effort)
            found += _compare(name, nation, library, words, turns, 1)
    return found


def _compare(
    name: str, settings: Settings, library: Any, words: int, turns: int, times_a_turn: int
) -> list[Finding]:
    start = prepare(settings, SEED)
    met = opportunities.count(start)
    loop = loop_over(library, start, met, words)
    if loop() != met.total:
        raise AssertionError("the floor met another number of opportunities than the model")
    contenders = (
        Contender("compiled", timed(partial(simulate, start)), times_a_turn),
        Contender("floor", timed(loop), times_a_turn),
    )
    samples = take_turns(contenders, turns)
    compiled, floor = samples["compiled"], samples["floor"]
    an_opportunity = 1e9 / met.total
    note = f"besides, {met.excess_crimes} excess crimes could be looked at"
    return [
        Finding(f"{name}: opportunities", met.total, "opportunities", note=note),
        duration(f"{name}: floor", floor, an_opportunity, "ns an opportunity"),
        duration(f"{name}: compiled", compiled, an_opportunity, "ns an opportunity"),
        ratio(f"{name}: compiled over floor", compiled, floor, GOAL),
    ]
