"""scomm compared with peers: plain agents, arrays, and two packages built for speed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import worlds
from benchmarks.clock import Contender, Samples, timed, turns_of
from benchmarks.findings import Finding, Goal, duration, ratio
from benchmarks.peers import county
from benchmarks.peers.environment import PeerFailed, run_peer
from benchmarks.peers.totals import compared, of_scomm
from benchmarks.worlds import SEED, Effort
from scomm import Settings
from scomm.model.compiled import simulate
from scomm.model.start import prepare

#: Goals for the ratio of each peer's time to scomm's, by the peer's module.
SAME_COUNTY: Final = {
    "plain_mesa": Goal("at least", 1000.0),
    "plain_agentpy": None,
    "vectorized_numpy": Goal("at least", 20.0),
}
YARDSTICKS: Final = ("starsim_yardstick", "covasim_yardstick")
#: Enough residents that a package's fixed memory is negligible, and a few steps.
_FOR_MEMORY: Final = ("200000", "5")


def measure(effort: Effort) -> list[Finding]:
    """Compare with all peers; one that cannot be installed or run gives a line with its error."""
    settings = worlds.county(effort)
    turns = 1 if effort.quick else min(effort.turns, 3)
    found = []
    for module, goal in SAME_COUNTY.items():
        found += _or_error(module, partial(_same_county, module, goal, settings, turns))
    for module in YARDSTICKS:
        found += _or_error(module, partial(_yardstick, module, settings, turns))
    return found


def _or_error(module: str, measured: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return measured()
    except PeerFailed as error:
        return [Finding(f"{module}: not measured", float("nan"), "", note=str(error))]


def _same_county(module: str, goal: Goal | None, settings: Settings, turns: int) -> list[Finding]:
    """Run a peer on the counties of several seeds, one per turn, with scomm before each."""
    told: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def peer() -> float:
            seed = SEED + len(told)
            county.write(prepare(settings, seed), folder)
            told.append(run_peer(module, str(folder), str(seed)))
            return float(told[-1]["seconds"])

        scomm, theirs = _in_turn(settings, peer, turns)
    ours: Counter[str] = Counter()
    for seed in range(SEED, SEED + turns):
        ours.update(of_scomm(settings, seed))
    rows = compared(ours, sum((Counter(t["totals"]) for t in told), Counter()))
    return [
        duration(f"{module}: a county and arm", theirs, 1.0, "s", note=told[0]["version"]),
        replace(ratio(f"{module} over scomm", theirs, scomm, goal), note=rows.sentence),
        Finding(
            f"{module}: largest difference of totals from scomm",
            rows.largest,
            "standard errors",
            note=rows.table,
        ),
        *_rates(module, told[0], theirs, scomm),
    ]


def _yardstick(module: str, settings: Settings, turns: int) -> list[Finding]:
    """Run a package's example model with as many residents and steps as the county."""
    told: list[dict[str, Any]] = []
    weeks = settings.weeks + settings.burn_in_weeks

    def peer() -> float:
        seed = SEED + len(told)
        told.append(run_peer(module, str(settings.population), str(weeks), str(seed)))
        return float(told[-1]["seconds"])

    scomm, theirs = _in_turn(settings, peer, turns)
    memory = run_peer(module, *_FOR_MEMORY, str(SEED))
    return [
        duration(f"{module}: the same size", theirs, 1.0, "s", note=told[0]["version"]),
        ratio(f"{module} over scomm", theirs, scomm, None, note="another model: a yardstick only"),
        *_rates(module, {**told[0], **_memory_of(memory)}, theirs, scomm),
    ]


def _memory_of(child: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": child["bytes"], "residents": child["residents"]}


def _in_turn(settings: Settings, peer: Callable[[], float], turns: int) -> tuple[Samples, Samples]:
    start = prepare(settings, SEED)
    simulate(start)
    contenders = (
        Contender("scomm", timed(partial(simulate, start)), 20),
        Contender("peer", peer),
    )
    samples = turns_of(contenders, turns)
    return samples["scomm"], samples["peer"]


def _rates(module: str, told: dict[str, Any], theirs: Samples, scomm: Samples) -> list[Finding]:
    """Compute person-weeks per second of both, and the peer's bytes per person."""
    millions = told["person_weeks"] / 1e6
    return [
        Finding(
            f"{module}: speed", millions / theirs.minimum, "million person-weeks/s",
            millions / theirs.median,
        ),
        Finding(
            f"{module}: scomm's speed in the same run", millions / scomm.minimum,
            "million person-weeks/s", millions / scomm.median,
        ),
        Finding(
            f"{module}: memory",
            told["bytes"] / told["residents"],
            "bytes a person",
            note=f"measured with {told['residents']:,} people",
        ),
    ]  # fmt: skip
