"""A resident's life story, from the event log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from scomm.model import events
from scomm.model.errors import InputError, nearest, plain, shown
from scomm.model.outcomes import Outcomes
from scomm.model.population import state as bits
from scomm.model.randomness import RESIDENT, WEEK_ZERO, draw
from scomm.model.rules.booking import MINOR_OFFENSE, has_prior_order, ice_level
from scomm.model.start import Start, prepare
from scomm.model.trace.words import chance, level_in_words, log_of, week_in_words, what_happened

_NUMBER: Final = re.compile("[0-9]{1,18}")
_GROUPS: Final = tuple(
    f"{ethnicity} {status}"
    for ethnicity in ("Hispanic", "other")
    for status in ("citizen", "lawful noncitizen", "undocumented resident")
)
_SENTENCED: Final = "serving a sentence, or in the community"
_LOCATIONS: Final = ("in the community", "in jail", "in ICE custody", "removed")

# Descriptions, from the view of ``by``, of events in which ``by`` is another resident.
_ACTING: Final = {
    events.VIOLENT_CRIME: "commits a violent crime against resident {who}",
    events.PROPERTY_CRIME: "commits a property crime against the household of resident {who}",
    events.WITNESS_REPORTED: "witnesses a crime against resident {who} and reports it",
    events.NOT_REPORTED: "witnesses a crime against resident {who} and does not report it",
}
_HEARD: Final = {
    events.HEARD_REMOVAL: "the removal is heard of by",
    events.HEARD_PRETEXT: "the pretextual arrest is heard of by",
    events.HELPED: "the report that led to an arrest raises the trust of",
}
_NAMED: Final = 8

# Location after an event; convictions of people who were at large are handled separately.
_MOVES: Final = {
    events.BOOKED: bits.JAIL,
    events.RELEASED_EARLY: bits.COMMUNITY,
    events.RELEASED: bits.COMMUNITY,
    events.TAKEN: bits.ICE_CUSTODY,
    events.NO_BED: bits.COMMUNITY,
    events.REMOVED: bits.REMOVED,
    events.ICE_RELEASED: bits.COMMUNITY,
    events.MOVED_IN: bits.COMMUNITY,
}


def life_story(outcomes: Outcomes, resident: str) -> str:
    """Describe a resident's life, one line per event.

    Newcomers take over the slots of residents who leave, so the story continues with the newcomer.
    The events of a week come in the order of the log, and the final location is derived from it: a
    person with two cases, released in one and sentenced in the other in the same week, without a
    later event, counts as released.

    Args:
        outcomes: A run with its event log.
        resident: "JURISDICTION:SLOT", such as "0:17": the jurisdiction's name or number (the focal
            one is 0), and the resident's slot in it.

    Returns:
        A text of several lines, from the start of the burn-in to the end of the run.

    Raises:
        InputError: No log was kept, or there is no such resident.
    """
    log = log_of(outcomes)
    jurisdiction, slot = _find(outcomes, resident)
    start = prepare(outcomes.settings, outcomes.seed)
    here = log[log["jurisdiction"] == jurisdiction]
    lines = [
        _opening(outcomes, start, jurisdiction, slot),
        *_lines(outcomes, start, here, jurisdiction, slot),
        f"At the end, {week_in_words(outcomes, outcomes.settings.weeks - 1)}: "
        f"{_location_at_end(here[here['who'] == slot])}.",
    ]
    return "\n".join(lines)


def _find(outcomes: Outcomes, resident: str) -> tuple[int, int]:
    """Parse a resident as the numbers of the jurisdiction and the slot. Raises InputError."""
    where, colon, slot = resident.rpartition(":")
    if not (colon and where and _NUMBER.fullmatch(slot)):
        raise InputError(
            f"A resident is given as JURISDICTION:SLOT, such as 0:17, not {shown(resident)}."
        )
    names = outcomes.places.name
    if where in names:
        number = names.index(where)
    elif _NUMBER.fullmatch(where) and int(where) < len(names):
        number = int(where)
    else:
        raise InputError(
            f"No jurisdiction is called {shown(where)}; give its name, or its number from 0 to "
            f"{len(names) - 1}.{nearest(where, names)}"
        )
    residents = int(outcomes.places.population[number])
    if int(slot) >= residents:
        raise InputError(
            f"{plain(names[number])} has no resident {slot}; its slots are 0 to {residents - 1}."
        )
    return number, int(slot)


def _opening(outcomes: Outcomes, start: Start, jurisdiction: int, slot: int) -> str:
    population = start.population
    who = int(population.first_resident[jurisdiction]) + slot
    state, household = int(population.state[who]), int(population.household[who])
    size = bits.household_size(household)
    most = ("a citizen", "a lawful noncitizen", "undocumented")[bits.household_status(household)]
    lives = "alone" if size == 1 else f"in a household of {size}, the most exposed of them {most}"
    first_week = week_in_words(outcomes, -outcomes.settings.burn_in_weeks)
    return (
        f"Resident {slot} of {outcomes.places.name[jurisdiction]}, "
        f"{_GROUPS[bits.group_of(state)]}, lives {lives}; "
        f"{_records(state, int(population.convictions[who]))}. The story begins {first_week}."
    )


def _records(state: int, convictions: int) -> str:
    dhs = "a record in IDENT" if state & bits.IN_IDENT else "no record in IDENT"
    if has_prior_order(convictions):
        dhs = "a record in IDENT, of an earlier removal order"
    hidden = ", known only to the FBI" if state & bits.FBI_ONLY else ""
    return f"{level_in_words(ice_level(convictions))}{hidden}; {dhs}"


def _lines(
    outcomes: Outcomes, start: Start, here: events.Events, jurisdiction: int, slot: int
) -> Iterator[str]:
    acting = np.isin(here["kind"], (*_ACTING, *_HEARD)) & (here["by"] == slot)
    mine = here[(here["who"] == slot) | (here["who"] == events.NOBODY) | acting]
    done, own_case = 0, True
    while done < len(mine):
        event = mine[done]
        many = _together(mine[done:], slot)
        when = week_in_words(outcomes, int(event["week"]))
        if many:
            listeners = _listed(mine["who"][done : done + many])
            yield f"{when}: {_HEARD[int(event['kind'])]} {listeners}."
        elif event["who"] == events.NOBODY:
            yield f"{when}: {outcomes.places.name[jurisdiction]} {what_happened(event)}."
        elif event["who"] != slot:
            acted = _ACTING[int(event["kind"])].format(who=event["who"])
            yield f"{when}: {acted}{chance(event)}."
        elif event["kind"] == events.MOVED_IN:
            own_case = False
            yield f"{when}: {what_happened(event)}: {_newcomer(start, jurisdiction, event)}."
        elif event["kind"] == events.DROPPED and not own_case:
            yield f"{when}: an open case against the previous resident is dropped."
        else:
            own_case = own_case or event["kind"] == events.BOOKED
            yield f"{when}: {what_happened(event)}."
        done += max(many, 1)


def _together(rest: events.Events, slot: int) -> int:
    """Count the consecutive events in which residents hear the same news; 0 for other events."""
    first = rest[0]
    if int(first["kind"]) not in _HEARD or first["who"] == slot:
        return 0
    same = (rest["week"] == first["week"]) & (rest["kind"] == first["kind"])
    same &= (rest["by"] == slot) & (rest["who"] != slot)
    return len(rest) if same.all() else int(np.argmin(same))


def _listed(slots: Any) -> str:
    named = ", ".join(str(slot) for slot in slots[:_NAMED])
    more = f" and {len(slots) - _NAMED} more" if len(slots) > _NAMED else ""
    return f"resident{'s' if len(slots) > 1 else ''} {named}{more}"


def _newcomer(start: Start, jurisdiction: int, event: Any) -> str:
    """Describe the convictions and the DHS record of a newcomer."""
    slot = int(event["who"])
    before = int(start.population.state[int(start.population.first_resident[jurisdiction]) + slot])
    code, arrival = int(start.places.code[jurisdiction]), int(event["week"]) + WEEK_ZERO
    draws = draw(start.seed, RESIDENT, slot, arrival, code, 0, 0)
    return _records(*bits.newcomer(start.numbers, before, draws))


def _location_at_end(mine: events.Events) -> str:
    """The location of a resident after all of ``mine``, the events about them.

    The log does not hold whether a conviction at large brings a term (a felony's may be probation,
    another case's sentence may cover it), so that is left open until the next event that tells.
    """
    location, sentenced = bits.COMMUNITY, False
    for event in mine:
        kind = int(event["kind"])
        if kind in _MOVES:
            location, sentenced = _MOVES[kind], False
        elif kind == events.CONVICTED and location == bits.COMMUNITY:
            sentenced |= bool(event["by"] > MINOR_OFFENSE)
    return _SENTENCED if sentenced else _LOCATIONS[location]
