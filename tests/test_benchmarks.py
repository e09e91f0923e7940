"""The correctness of the benchmarks; no test depends on speed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import floor_loop, opportunities
from benchmarks.clock import Contender, Samples, take_turns
from benchmarks.findings import Finding, Goal, ratio, table, write
from benchmarks.machine import compiler
from benchmarks.peers import county, rules, town, vectorized_numpy
from benchmarks.resident_state import bytes_a_resident
from scomm import Settings, World
from scomm.model.numbers import numbers
from scomm.model.randomness import philox
from scomm.model.start import prepare

PEERS = sorted(Path(county.__file__).parent.glob("*.py"))
NAMES = [path.stem for path in PEERS]

# Random123's known answers for Philox4x32-10: counter, key, result.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.fixture(scope="session")
def village() -> Settings:
    """Three neighborhoods over half a year, enrolled for most of it."""
    return Settings(population=2500, weeks=26, burn_in_weeks=8, activation="2008-11-03")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if compiler() is None:
        pytest.skip("there is no C compiler")
    return floor_loop.compile_floor(tmp_path_factory.mktemp("floor"), 2)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_the_floor_draws_as_published(
    library: Any, counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert floor_loop.philox(library, counter, key) == expected


def test_the_floor_draws_as_the_model_does(library: Any) -> None:
    for k in range(64):
        counter = (k, 2**32 - 1 - k, k * 2654435761 % 2**32, k << 12)
        key = (k * 40503, 2**31 + k)
        expected = tuple(int(word) for word in philox(*counter, *key))
        assert floor_loop.philox(library, counter, key) == expected


def test_the_floor_meets_every_opportunity(library: Any, village: Settings) -> None:
    start = prepare(village, 3)
    met = opportunities.count(start)
    assert floor_loop.loop_over(library, start, met, 2)() == met.total > 0


def test_opportunities_are_those_that_the_agents_meet(village: Settings) -> None:
    world = World(village, 3)
    counted = opportunities.count(world.start)
    excess = 0
    for week in counted.met:
        world.step()
        here = world.jurisdictions[0]
        visible = here.active
        for cell, drawn in zip(week, here.opportunities, strict=True):
            met = sum(drawn.crimes) + drawn.arrests_for_cause + sum(drawn.encounters) + drawn.moves
            assert cell == met + visible * sum(drawn.profiled_encounters)
            excess += sum(drawn.excess_crimes)
    assert counted.excess_crimes == excess
    assert counted.cell_weeks == 3 * 34


def test_a_resident_has_some_state() -> None:
    assert 1 <= bytes_a_resident() <= 64


@pytest.mark.parametrize("path", PEERS, ids=NAMES)
def test_peers_are_python(path: Path) -> None:
    compile(path.read_text(encoding="utf-8"), str(path), "exec")


def test_a_peer_gets_the_county(village: Settings, tmp_path: Path) -> None:
    start = prepare(village, 3)
    county.write(start, tmp_path)
    given = town.load(tmp_path)
    assert len(given) == 2500 and given.weeks == 34
    assert given.p.pretextual_propensity == village.pretextual_propensity
    assert (given.household_first <= np.arange(2500)).all()
    # Ties are symmetric.
    for k in range(given.ties.shape[1]):
        named = np.flatnonzero(given.ties[:, k] >= 0)
        assert (given.ties[given.ties[named, k]] == named[:, None]).any(axis=1).all()
    # Persistent offenders are arrested more often, and the mean is the county's rate.
    assert given.cause_rates().mean() == pytest.approx(start.rates.cause)


def test_the_peers_rules_are_the_models() -> None:
    from scomm.model.rules import booking, courts, detention

    for felonies in range(4):
        for misdemeanors in range(4):
            byte = felonies | misdemeanors << 2
            assert rules.level_of(felonies, misdemeanors, False) == booking.ice_level(byte)
    for mean, u in ((1.0, 0.5), (3.0, 0.1), (5.0, 0.999)):
        assert rules.weeks_until(mean, u) == booking.weeks_until(mean, u)
    p = Settings()
    for u in (0.1, 0.45, 0.69, 0.71, 0.99):
        for charge in range(3):
            weeks = courts.disposition_weeks(numbers(p), charge, u)
            assert rules.disposition_weeks(p, charge, u) == weeks
        assert rules.custody_weeks(p, u) == detention.custody_weeks(numbers(p), False, u)


def test_the_numpy_peer_narrows_at_every_stage(village: Settings, tmp_path: Path) -> None:
    county.write(prepare(village.replace(burn_in_weeks=0), 3), tmp_path)
    model = vectorized_numpy.County(town.load(tmp_path), 3)
    model.run()
    totals = model.people.totals
    assert totals["victimizations"] > totals["reports"] > totals["arrests_index"] > 0
    assert totals["prints"] >= totals["matches"] >= totals["detainers"] >= totals["custody"]
    assert totals["custody"] >= totals["removals"] >= totals["non_criminal_removals"]


def test_contenders_take_turns() -> None:
    order: list[str] = []

    def log(name: str) -> float:
        order.append(name)
        return float(len(order))

    samples = take_turns(
        (Contender("a", lambda: log("a"), 2), Contender("b", lambda: log("b"))), turns=2
    )
    assert "".join(order) == "ab" + "aab" + "aab"
    assert samples["a"].seconds == (3.5, 6.5)
    assert samples["b"].seconds == (5.0, 8.0)


def test_a_goal_is_judged_by_the_minimum(tmp_path: Path) -> None:
    slow, fast = Samples((6.0, 9.0, 30.0)), Samples((2.0, 4.0, 3.0))
    found = ratio("slow over fast", slow, fast, Goal("at most", 3.0, 2.0))
    assert (found.value, found.median, found.met) == (3.0, 3.0, True)
    assert Goal("less than", 3.0).met_by(3.0) is False
    assert "at most 3, aim 2" in table({"toy": [found, Finding("x", 1.0, "s")]})
    path = tmp_path / "results.json"
    write(path, "toy", {"date": "today"}, [found])
    write(path, "other", {}, [])
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["toy"]["figures"][0]["met"] is True and "other" in kept
