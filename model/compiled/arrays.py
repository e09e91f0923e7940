"""What the compiled execution works on: arrays apart for residents, records for the rest.

A *part* is a set of jurisdictions that one thread runs through a week; jurisdictions of different
parts meet only where ICE gives out its beds. A small world is one part.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from model import events
from model.calendar import NEVER
from model.compiled.part import Part
from model.compiled.records import (
    ARREST,
    CASE,
    CAUSES,
    CELL,
    CRIMES,
    ENCOUNTERS,
    ENOUGH_NAMED,
    FACTOR,
    MOVES,
    NEWS,
    OPPORTUNITY,
    PERSON,
    PLACE,
    PROFILED,
    QUEUE,
    RISK,
    TRUST,
)
from model.jit import kernel
from model.population.ties import LISTED, LISTENERS, MOST_TIES
from model.rules import opportunity, trust
from model.rules.crime import CRIME_CEILING
from model.start import Start
from model.tally import Table


def make_part(
    start: Start, first: int, last: int, counts: Table, sums: Table, events_kept: int
) -> Part:
    """Return the arrays of jurisdictions ``first`` to ``last`` - 1.

    ``events_kept`` is how many events there is room for.
    """
    people = start.population
    cells = people.neighborhoods
    here = slice(int(cells.first_of[first]), int(cells.first_of[last]))
    inside = slice(int(people.first_resident[first]), int(people.first_resident[last]))
    means = _means(start, here)
    at_once = ENOUGH_NAMED + _most_at_once(means)
    week = weekly_bound(start, cells.residents[here], cells.hispanic[here])
    return Part(
        dict(
            place=_places(start, first, last),
            cell=_cells(start, here),
            cell_first=cells.first[here].copy(),
            cell_residents=cells.residents[here].copy(),
            cell_hispanic=cells.hispanic[here].copy(),
            cell_before=cells.hispanic_before[here].copy(),
            mean=means,
            none=_probability_of_none(means),
            propensity=people.officer_propensity[
                people.first_officer[first] : people.first_officer[last]
            ].copy(),
            state=people.state[inside].copy(),
            person=_people(start, inside),
            left=_shares_left(len(start.months), start.record),
            aware_by=_awareness(len(start.months), start.record),
            community=_community(start, first, last),
            memory=_memory(last - first),
            seen=np.zeros((last - first, 2, 2), dtype=np.int64),
            case=np.zeros(4 * week, dtype=CASE),
            case_due=np.full(4 * week, NEVER, dtype=np.int32),
            named=np.zeros((3, at_once), dtype=OPPORTUNITY),
            movers=np.zeros(at_once, dtype=np.int64),
            arrest=np.zeros(week, dtype=ARREST),
            first_arrest=np.zeros(_power_of_two(2 * week), dtype=np.int64),
            news=np.zeros(5 * week, dtype=NEWS),
            due=np.zeros(4 * week, dtype=np.int64),
            queue=np.zeros(4 * week, dtype=QUEUE),
            given=np.ones(4 * week, dtype=np.bool_),
            ties=np.zeros((4, MOST_TIES), dtype=np.int64),
            listed=np.zeros(LISTED, dtype=np.int64),
            slots=np.zeros(LISTENERS, dtype=np.int64),
            distances=np.zeros(LISTENERS, dtype=np.int64),
            events=np.zeros(max(events_kept, 1), dtype=events.DTYPE),
            numbers=np.array([0, 0, 0, 0, 0, 0 if events_kept else -1, 0, 0, 0, 0], dtype=np.int64),
            counts=counts,
            sums=sums,
        )
    )


def weekly_bound(start: Start, residents: npt.NDArray[Any], hispanic: npt.NDArray[Any]) -> int:
    """Return a number of arrests in a week that a part never reaches (probability below 1e-20)."""
    r = start.rates
    there, others = float(hispanic.sum()), float((residents - hispanic).sum())
    crimes = CRIME_CEILING * (there * r.crime_hispanic + others * r.crime_other)
    encounters = there * r.encounter_hispanic + others * r.encounter_other
    mean = crimes + (there + others) * r.cause + encounters * (1.0 + start.numbers.profiling)
    return int(mean + 12.0 * np.sqrt(mean)) + 64


def _most_at_once(means: npt.NDArray[np.float64]) -> int:
    """Return a number of opportunities of a kind that no neighborhood's week ever brings."""
    mean = float(means.sum(axis=1).max()) * CRIME_CEILING
    return int(mean + 12.0 * np.sqrt(mean)) + 64


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()


def grown(part: Part) -> Part:
    """Return the part with twice the room for cases."""
    more = len(part.case)
    return part.replace(
        case=np.concatenate((part.case, np.zeros(more, dtype=CASE))),
        case_due=np.concatenate((part.case_due, np.full(more, NEVER, dtype=np.int32))),
        due=np.zeros(2 * more, dtype=np.int64),
        queue=np.zeros(2 * more, dtype=QUEUE),
        given=np.ones(2 * more, dtype=np.bool_),
        news=np.zeros(2 * more + len(part.arrest), dtype=NEWS),
    )


def _places(start: Start, first: int, last: int) -> npt.NDArray[Any]:
    places, people = start.places, start.population
    cells = people.neighborhoods
    out = np.zeros(last - first, dtype=PLACE)
    which = np.arange(first, last)
    out["number"] = which
    out["code"] = places.code[which]
    out["origin"] = people.first_resident[which] - people.first_resident[first]
    out["first_cell"] = cells.first_of[which] - cells.first_of[first]
    out["last_cell"] = cells.first_of[which + 1] - cells.first_of[first]
    out["first_officer"] = people.first_officer[which] - people.first_officer[first]
    out["officers"] = people.first_officer[which + 1] - people.first_officer[which]
    out["planned"] = start.planned_week[which]
    out["active_since"] = NEVER
    out["asks_out"] = places.stance[which]
    out["request"] = places.request_week[which]
    out["special"] = places.special_status[which]
    out["approves"] = places.state_approves_optout[which]
    out["refuses_from"] = start.refuses_from[places.state[which]]
    out["results"] = places.results_received[which]
    out["jail_287g"] = places.jail_287g[which]
    out["inquiry"] = places.status_inquiry[which]
    # A state law that has officers ask prevails over a local ordinance that they must not.
    out["dont_ask"] = (places.dont_ask[which] != 0) & (places.status_inquiry[which] == 0)
    out["felony_only"] = places.felony_referral_only[which]
    out["screened"] = start.screened[which]
    out["policy"] = places.detainer_policy[which]
    out["before_share"] = places.before_disposition_share[which]
    out["jail_beds"] = start.jail_beds[which]
    out["opt_out_draw"] = start.opt_out_draw[which]
    return out


def _cells(start: Start, here: slice) -> npt.NDArray[Any]:
    cells = start.population.neighborhoods
    out = np.zeros(here.stop - here.start, dtype=CELL)
    out["number"] = cells.number[here]
    out["step"] = cells.step[here]
    out["shift"] = cells.shift[here]
    out["undocumented"] = start.population.undocumented_share[here]
    return out


def _means(start: Start, here: slice) -> npt.NDArray[np.float64]:
    """Return how many opportunities a week brings in each neighborhood, in the mean."""
    r, cells = start.rates, start.population.neighborhoods
    residents, hispanic = cells.residents[here], cells.hispanic[here]
    out = np.zeros((len(residents), MOVES + 1))
    for ethnicity, (count, crime, encounter) in enumerate(
        (
            (hispanic, r.crime_hispanic, r.encounter_hispanic),
            (residents - hispanic, r.crime_other, r.encounter_other),
        )
    ):
        out[:, CRIMES + ethnicity] = count * crime
        out[:, ENCOUNTERS + ethnicity] = count * encounter
        out[:, PROFILED + ethnicity] = count * encounter * start.numbers.profiling
    out[:, CAUSES] = residents * r.cause
    out[:, MOVES] = residents * r.move
    return out


@kernel
def _probability_of_none(means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    out = np.empty_like(means)
    for cell in range(means.shape[0]):
        for kind in range(means.shape[1]):
            out[cell, kind] = opportunity.none(means[cell, kind])
    return out


@kernel
def _shares_left(weeks: int, p: Any) -> npt.NDArray[np.float64]:
    out = np.empty((2, weeks))
    for week in range(weeks):
        out[TRUST, week] = trust.share_left(week, p.trust_half_life)
        out[RISK, week] = trust.share_left(week, p.risk_half_life)
    return out


@kernel
def _awareness(weeks: int, p: Any) -> npt.NDArray[np.float64]:
    out = np.empty(weeks)
    for week in range(weeks):
        out[week] = trust.aware_by(week, p.awareness_share, p.awareness_delay)
    return out


def _people(start: Start, inside: slice) -> npt.NDArray[Any]:
    out = np.zeros(inside.stop - inside.start, dtype=PERSON)
    out["household"] = start.population.household[inside]
    out["convictions"] = start.population.convictions[inside]
    return out


def _community(start: Start, first: int, last: int) -> npt.NDArray[np.int64]:
    people = start.population
    return np.array(
        [
            np.bincount(
                people.state[people.first_resident[j] : people.first_resident[j + 1]] & 7,
                minlength=6,
            )[:6]
            for j in range(first, last)
        ],
        dtype=np.int64,
    )


def _memory(jurisdictions: int) -> npt.NDArray[np.float64]:
    memory = np.zeros((jurisdictions, 2, 4))
    memory[:, :, FACTOR] = 1.0
    return memory
