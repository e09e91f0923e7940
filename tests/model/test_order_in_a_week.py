"""Effects of a week are applied at its end: results do not depend on the order of agents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from scomm import Outcomes, Settings, World, run
from scomm.model import events
from scomm.model.mesa_model.agents import ICE
from scomm.model.mesa_model.agents.messages import Arrest, Origin
from scomm.model.randomness import ARREST
from scomm.model.rules import booking
from scomm.model.streams import CAUSE_ARREST, ENCOUNTER

NAMES = ("Alder", "Birch", "Cedar", "Dogwood")
ARRESTS = (
    events.ARRESTED_INDEX, events.ARRESTED_CAUSE, events.ARRESTED_MINOR,
    events.ARRESTED_INQUIRY, events.ARRESTED_PRETEXT,
)  # fmt: skip

Table = Callable[..., Settings]


def digest(outcomes: Outcomes) -> str:
    assert outcomes.events is not None
    parts = (outcomes.events, outcomes.count_table, outcomes.sum_table)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


# Two arrests of one person in a week


def book_both(settings: Settings, seed: int, numbers: tuple[int, int]) -> tuple[Origin, Origin]:
    """Book a person for two arrests, in the order of ``numbers``: return whose case it is, and
    whose it should be by the lower draw."""
    world = World(settings, seed)
    place = world.jurisdictions[0]
    somebody, officer = place.residents[17], place.officers[0]
    arrests = {
        0: Arrest(Origin(world.week, 0, CAUSE_ARREST, 0), somebody, officer, booking.CAUSE),
        1: Arrest(Origin(world.week, 0, ENCOUNTER, 3), somebody, officer, booking.MINOR),
    }
    world._arrests = [arrests[number] for number in numbers]
    world.booking()
    (case,) = place.jail.cases
    by_draw = min(arrests.values(), key=lambda arrest: place.draw_at(ARREST, arrest.origin)[0])
    return case.origin, by_draw.origin


def test_of_two_arrests_the_lower_draw_wins(busy_county: Settings) -> None:
    winners = set()
    for seed in range(12):
        one, expected = book_both(busy_county, seed, (0, 1))
        other, _ = book_both(busy_county, seed, (1, 0))
        assert one == other == expected
        winners.add(one)
    assert len(winners) == 2, "each of the two wins in some world"


def test_nobody_is_booked_twice_in_a_week(busy_county: Settings, engine: str) -> None:
    twice = 0
    for seed in range(4):
        log = run(busy_county, seed, engine=engine, events=True).events
        assert log is not None
        arrested = log[np.isin(log["kind"], ARRESTS)]
        booked = log[log["kind"] == events.BOOKED]
        keys = [tuple(key) for key in arrested[["week", "who"]].tolist()]
        assert sorted(set(keys)) == sorted(booked[["week", "who"]].tolist())
        twice += len(keys) - len(set(keys))
    assert twice >= 5, "too few to tell"


class BackwardsWorld(World):
    """A world that books the week's arrests in the opposite order."""

    def booking(self) -> None:
        self._arrests = self._arrests[::-1]
        super().booking()


def test_the_order_of_arrests_places_and_transfers_changes_nothing(
    busy_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All lists of a week are reversed; beds and jails are crowded."""
    settings = busy_table(*NAMES, ice_beds_rate=200.0, jail_beds_rate=800.0)

    def play(world: World) -> str:
        while world.week < settings.weeks:
            world.step()
        return digest(world.outcomes())

    expected = play(World(settings, 3, log_events=True))
    turned = BackwardsWorld(settings, 3, log_events=True)
    turned.jurisdictions.reverse()
    take = ICE.take
    monkeypatch.setattr(ICE, "take", lambda ice, cases: take(ice, cases[::-1]))
    assert play(turned) == expected
