"""Life stories and first divergences, in small worlds and in logs written by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from scomm import InputError, Outcomes, Settings, World, run, scenario
from scomm.model import events as log
from scomm.model.trace import first_divergence, life_story
from scomm.model.trace.words import chance, what_happened

PLACES = ("in the community", "in jail", "in ICE custody", "removed")


@pytest.fixture(scope="module")
def settings() -> Settings:
    # Many arrests, and a jail too small for them, so that all transitions of a case occur.
    return scenario("county").replace(
        population=600,
        activation="2008-12-01",
        weeks=40,
        burn_in_weeks=10,
        hispanic_share=0.6,
        hispanic_undocumented_share=0.5,
        cause_arrest_rate=20000.0,
        jail_beds_rate=1500.0,
        pretextual_propensity=0.5,
    )


@pytest.fixture(scope="module")
def enrolled(settings: Settings) -> Outcomes:
    return run(settings, 5, engine="mesa", events=True)


@pytest.fixture(scope="module")
def never(settings: Settings) -> Outcomes:
    return run(settings.replace(enrollment="never"), 5, engine="mesa", events=True)


def with_events(outcomes: Outcomes, *rows: tuple[Any, ...]) -> Outcomes:
    """Replace the log of outcomes with rows of (week, kind, who, by[, probability, draw])."""
    rest = (log.CERTAIN, log.CERTAIN)
    full = [(week, kind, 0, who, by, *(chances or rest)) for week, kind, who, by, *chances in rows]
    return dataclasses.replace(outcomes, events=log.in_order(np.array(full, dtype=log.DTYPE)))


def event(kind: int, by: int = 3, probability: float = 0.25, draw: float = 0.125) -> Any:
    return np.array([(0, kind, 0, 7, by, probability, draw)], dtype=log.DTYPE)[0]


@pytest.mark.parametrize("kind", range(len(log.KINDS)))
@pytest.mark.parametrize("by", [-1, 0, 1, 2])
def test_every_kind_of_event_has_words(kind: int, by: int) -> None:
    said = what_happened(event(kind, by, log.CERTAIN, log.CERTAIN))
    assert said
    assert "{" not in said
    assert "probability" not in said


def test_a_decision_is_told_with_its_probability_and_draw() -> None:
    assert what_happened(event(log.REPORTED)) == (
        "reports the crime to the police (probability of reporting 0.250, draw 0.125)"
    )
    assert what_happened(event(log.NOT_REPORTED, -1)) == (
        "does not report the crime, and nobody else saw it"
        " (probability of the victim's reporting 0.250, draw 0.125)"
    )
    assert what_happened(event(log.NOT_REPORTED)) == (
        "does not report the crime, nor does resident 3, a witness"
        " (probability of the victim's reporting 0.250, draw 0.125)"
    )
    assert what_happened(event(log.RESOLVED, 2, log.CERTAIN)) == "has its request granted"


def test_a_draw_next_to_its_probability_does_not_look_equal_to_it() -> None:
    said = chance(event(log.REPORTED, -1, 0.25, 0.25 - 2.0**-24))
    assert said == " (probability of reporting 0.2500000, draw 0.2499999)"


def test_a_life_story_told_by_hand(enrolled: Outcomes) -> None:
    outcomes = with_events(
        enrolled,
        (-3, log.VIOLENT_CRIME, 2, 9, 1.0, 0.5),
        (-3, log.NOT_REPORTED, 2, -1, 0.25, 0.75),
        (-3, log.VIOLENT_CRIME, 11, 12, 1.0, 0.5),  # somebody else's
        (4, log.VIOLENT_CRIME, 11, 2, 1.0, 0.125),
        (4, log.REPORTED, 11, -1, 0.5, 0.25),
        (4, log.ARRESTED_INDEX, 2, 1, 0.5, 0.375),
        (4, log.BOOKED, 2, 2),
        (8, log.ACTIVATED, -1, -1),
        (9, log.CONVICTED, 2, 2, 0.75, 0.5),
        (20, log.TAKEN, 2, -1, 0.75, 0.25),
        (22, log.REMOVED, 2, 2),
        (22, log.HEARD_REMOVAL, 3, 2, 1.0, 0.5),
        (22, log.HEARD_REMOVAL, 30, 2, 0.5, 0.25),
        (22, log.HEARD_REMOVAL, 2, 40, 0.5, 0.25),
    )
    opening, *lines = life_story(outcomes, "0:2").splitlines()
    assert opening.startswith("Resident 2 of County, ")
    assert opening.endswith("The story begins 2008-07-28 (week -10).")
    assert lines == [
        "2008-09-15 (week -3): is the victim of a violent crime by resident 9"
        " (probability of the crime 1.000, draw 0.500).",
        "2008-09-15 (week -3): does not report the crime, and nobody else saw it"
        " (probability of the victim's reporting 0.250, draw 0.750).",
        "2008-11-03 (week 4): commits a violent crime against resident 11"
        " (probability of the crime 1.000, draw 0.125).",
        "2008-11-03 (week 4): is arrested by officer 1 for a crime that was reported"
        " (probability of clearance 0.500, draw 0.375).",
        "2008-11-03 (week 4): is booked on a felony charge.",
        "2008-12-01 (week 8): County is activated.",
        "2008-12-08 (week 9): is convicted on a felony charge"
        " (probability of conviction 0.750, draw 0.500).",
        "2009-02-23 (week 20): is taken into ICE custody"
        " (probability of removal in the end 0.750, draw 0.250).",
        "2009-03-09 (week 22): is removed, with a Level 2 record.",
        "2009-03-09 (week 22): hears of the removal of resident 40"
        " (probability of hearing 0.500, draw 0.250).",
        "2009-03-09 (week 22): the removal is heard of by residents 3, 30.",
        "At the end, 2009-07-06 (week 39): removed.",
    ]


def test_a_case_against_somebody_who_left_is_not_told_of_the_newcomer(enrolled: Outcomes) -> None:
    booked, moved, dropped = (
        (1, log.BOOKED, 2, 1),
        (3, log.MOVED_IN, 2, -1),
        (5, log.DROPPED, 2, -1),
    )
    told = life_story(with_events(enrolled, booked, moved, dropped), "0:2")
    assert "(week 5): an open case against the previous resident is dropped." in told
    told = life_story(with_events(enrolled, booked, dropped), "0:2")
    assert "(week 5): has an open case dropped." in told


def test_the_story_opens_with_who_somebody_is_and_ends_where_they_are(settings: Settings) -> None:
    world = World(settings, 5, log_events=True)
    (place,) = world.jurisdictions
    groups = [resident.group for resident in place.residents]
    while world.running:
        world.step()
    outcomes = world.outcomes()
    names = [f"{e} {s}" for e in ("Hispanic", "other") for s in ("citizen", "lawful", "undoc")]
    ends = set()
    for resident, group in zip(place.residents, groups, strict=True):
        opening, *_, ending = life_story(outcomes, f"County:{resident.slot}").splitlines()
        assert f", {names[group]}" in opening
        where = PLACES[resident.location]
        if "serving a sentence, or" in ending:
            # Whether a conviction at large brings a term the log does not say.
            assert where in ("in the community", "in jail")
            assert "is convicted" in life_story(outcomes, f"County:{resident.slot}")
        else:
            assert ending == f"At the end, 2009-07-06 (week 39): {where}."
        ends.add(resident.location)
    # In ICE custody, which lasts days, somebody need not be at the end.
    assert {0, 1, 3} <= ends


def test_a_newcomer_is_told_with_the_records_of_their_own(settings: Settings) -> None:
    world = World(settings, 5, log_events=True)
    while world.running:
        world.step()
    (place,) = world.jurisdictions
    moves = [e for e in world.outcomes().events if e["kind"] == log.MOVED_IN]
    last = {int(e["who"]): int(e["week"]) for e in moves}
    assert last
    for slot, week in last.items():
        told = [
            line
            for line in life_story(world.outcomes(), f"0:{slot}").splitlines()
            if f"(week {week}): is followed by a newcomer of the same group" in line
        ]
        known = "a record in IDENT" if place.residents[slot].in_ident else "no record in IDENT"
        if place.residents[slot].prior_order:
            known += ", of an earlier removal order"
        assert len(told) == 1
        assert told[0].endswith(f"; {known}.")


def test_arms_that_do_not_differ(enrolled: Outcomes) -> None:
    assert enrolled.events is not None
    assert first_divergence(enrolled, enrolled) == (
        f"The arms never differ: all {len(enrolled.events):,} events are the same."
    )


def test_enrolled_and_never_enrolled_first_differ_at_activation(
    enrolled: Outcomes, never: Outcomes
) -> None:
    assert enrolled.events is not None
    before = int((enrolled.events["week"] < 8).sum())
    first, *arms = first_divergence(enrolled, never).splitlines()
    assert first == (
        "The arms first differ in the week of 2008-12-01 (week 8), "
        f"after {before:,} events that are the same."
    )
    assert arms[:2] == [
        "  first arm (enrollment = scheduled): County is activated.",
        "  second arm (enrollment = never): nothing of it.",
    ]
    assert arms[2].startswith("What happens to a resident first differs in the week of ")
    other_way = first_divergence(never, enrolled).splitlines()
    assert other_way[2] == "  second arm (enrollment = scheduled): County is activated."


COMMON = (0, log.VIOLENT_CRIME, 2, 9, 1.0, 0.5)


def test_a_decision_that_went_the_other_way(enrolled: Outcomes) -> None:
    a = with_events(enrolled, COMMON, (0, log.NOT_REPORTED, 2, -1, 0.25, 0.5))
    b = with_events(
        enrolled,
        COMMON,
        (0, log.REPORTED, 2, -1, 0.75, 0.5),
        (0, log.ARRESTED_INDEX, 9, 1, 0.5, 0.25),
    )
    assert first_divergence(a, b).splitlines() == [
        "The arms first differ in the week of 2008-10-06 (week 0), after 1 event that is the same.",
        "  first arm: resident 2 of County does not report the crime, and nobody else saw it"
        " (probability of the victim's reporting 0.250, draw 0.500).",
        "  second arm: resident 2 of County reports the crime to the police"
        " (probability of reporting 0.750, draw 0.500).",
    ]


def test_a_probability_that_moved_before_anything_happened_otherwise(enrolled: Outcomes) -> None:
    a = with_events(
        enrolled, (0, log.REPORTED, 2, -1, 0.5, 0.25), (1, log.REPORTED, 4, -1, 0.5, 0.25)
    )
    b = with_events(
        enrolled, (0, log.REPORTED, 2, -1, 0.375, 0.25), (1, log.NOT_REPORTED, 4, -1, 0.125, 0.25)
    )
    told = first_divergence(a, b).splitlines()
    assert told[0].endswith("(week 0), after 0 events that are the same.")
    assert told[1].endswith("(probability of reporting 0.500, draw 0.250).")
    assert told[2].endswith("(probability of reporting 0.375, draw 0.250).")
    assert told[3] == (
        "What happens to a resident first differs in the week of 2008-10-13 (week 1)."
    )
    assert "resident 4 of County reports" in told[4]
    assert "resident 4 of County does not report" in told[5]
    c = with_events(
        enrolled, (0, log.REPORTED, 2, -1, 0.375, 0.25), (1, log.REPORTED, 4, -1, 0.5, 0.25)
    )
    assert first_divergence(a, c).splitlines()[-1] == "What happens to residents never differs."


def test_a_log_that_goes_on_where_the_other_ends(enrolled: Outcomes) -> None:
    a = with_events(enrolled, COMMON)
    b = with_events(enrolled, COMMON, (3, log.MOVED_IN, 2, -1))
    told = first_divergence(a, b).splitlines()
    assert told[0].endswith("(week 3), after 1 event that is the same.")
    assert told[1] == "  first arm: nothing of it."
    assert told[2] == (
        "  second arm: resident 2 of County is followed by a newcomer of the same group."
    )


@pytest.mark.parametrize(
    ("resident", "words"),
    [
        ("17", "JURISDICTION:SLOT"),
        ("0:", "JURISDICTION:SLOT"),
        (":3", "JURISDICTION:SLOT"),
        ("0:-1", "JURISDICTION:SLOT"),
        ("0:1.5", "JURISDICTION:SLOT"),
        ("Coutny:3", "Did you mean 'County'?"),
        ("1:3", "number from 0 to 0"),
        ("0:600", "slots are 0 to 599"),
    ],
)
def test_a_resident_that_is_not_there(enrolled: Outcomes, resident: str, words: str) -> None:
    with pytest.raises(InputError, match=words.replace("?", r"\?")):
        life_story(enrolled, resident)


def test_outcomes_without_a_log(enrolled: Outcomes) -> None:
    silent = dataclasses.replace(enrolled, events=None)
    with pytest.raises(InputError, match="kept no event log"):
        life_story(silent, "0:1")
    with pytest.raises(InputError, match="kept no event log"):
        first_divergence(enrolled, silent)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"burn_in_weeks": 11}, "weeks of burn-in differ, 10 and 11"),
        ({"start": "2008-10-13"}, "starts differ"),
        ({"population": 601}, "populations differ"),
        (
            {"places": "synthetic-nation", "jurisdictions": 2, "scale": 0.00001},
            "jurisdictions differ",
        ),
    ],
)
def test_arms_of_different_worlds(
    settings: Settings, enrolled: Outcomes, changes: dict[str, Any], words: str
) -> None:
    other = run(
        settings.replace(**{"weeks": 1, **changes}), enrolled.seed, engine="mesa", events=True
    )
    with pytest.raises(InputError, match=words):
        first_divergence(enrolled, other)


def test_arms_of_different_seeds(enrolled: Outcomes) -> None:
    other = dataclasses.replace(enrolled, seed=6)
    with pytest.raises(InputError, match="seeds differ, 5 and 6"):
        first_divergence(enrolled, other)
