"""The arrays of a part as made from a run's start: separate for residents, records for the rest.

A *part* is a set of jurisdictions that one thread runs through a week; jurisdictions of different
parts meet only where ICE gives out its beds. A small world is one part.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scomm.model import events
from scomm.model.calendar import NEVER
from scomm.model.compiled.arrays.constants import constant_arrays
from scomm.model.compiled.arrays.layout import (
    ARREST,
    BATCH,
    CASE,
    CASES,
    COUNTED,
    DUE,
    ENOUGH_NAMED,
    EVENTS,
    KINDS,
    MOVER,
    NEWS,
    NEWS_ITEMS,
    OPPORTUNITY,
    PERSON,
    PLACE,
    QUEUE,
    QUEUED,
    SCRATCH,
    STATE,
)
from scomm.model.compiled.arrays.part import Part
from scomm.model.compiling.jit import kernel
from scomm.model.compiling.lanes import LANES, batches_for
from scomm.model.population.state import group_of
from scomm.model.population.ties import make_reach, paths
from scomm.model.rules.crime import CRIME_CEILING, FACTOR
from scomm.model.start import Start
from scomm.model.tally import Counts, Table


def make_part(
    start: Start, first: int, last: int, counts: Counts, sums: Table, events_kept: int
) -> Part:
    """Return the arrays of jurisdictions ``first`` to ``last`` - 1.

    ``events_kept`` is how many events there is room for.
    """
    people = start.population
    cells = people.neighborhoods
    here = slice(int(cells.first_of[first]), int(cells.first_of[last]))
    inside = slice(int(people.first_resident[first]), int(people.first_resident[last]))
    constants = constant_arrays(start, first, last)
    week = weekly_bound(start, cells.residents[here], cells.hispanic[here])
    return Part(
        {
            "place": _places(start, first, last),
            "memory": _memory(last - first),
            "enforcement": np.zeros((last - first, 4)),
            "seen": np.zeros((last - first, 2, 2), dtype=np.int64),
            "community": _community(people.state, people.first_resident, first, last),
            "state": people.state[inside].copy(),
            "person": _people(start, inside),
            "case": np.zeros(4 * week, dtype=CASE),
            "case_due": np.full(4 * week, NEVER, dtype=np.int32),
            "events": np.zeros(max(events_kept, 1), dtype=events.DTYPE),
            "numbers": _numbers(events_kept),
            "counts": counts,
            "sums": sums,
            "given": np.ones(4 * week, dtype=np.bool_),
            **constants,
            **_scratch(start, constants["rate"], week),
        }
    )


def _scratch(start: Start, rates: npt.NDArray[Any], week: int) -> dict[str, npt.NDArray[Any]]:
    """Return room for what happens in a week: ``week`` arrests, opportunities as in ``rates``."""
    p = start.numbers
    ties = int(p.ties_neighborhood_group + p.ties_neighborhood + p.ties_jurisdiction_group)
    # Movers are named four by four.
    at_once = ENOUGH_NAMED + _most_at_once(rates) + 4
    return {
        "count_drawn": np.zeros(3, dtype=BATCH),
        "counted": np.zeros(KINDS, dtype=COUNTED),
        "moves": np.zeros(len(rates) * LANES, dtype=np.int64),
        "named": np.zeros((3, at_once), dtype=OPPORTUNITY),
        "drawn": np.zeros((4, batches_for(max(at_once, paths(ties) // 4 + 1))), dtype=BATCH),
        "acting": np.zeros(at_once, dtype=np.int64),
        "movers": np.zeros(at_once, dtype=MOVER),
        "arrest": np.zeros(week, dtype=ARREST),
        "arrest_drawn": np.zeros((2, batches_for(week)), dtype=BATCH),
        "first_arrest": np.zeros(_power_of_two(2 * week), dtype=np.int64),
        "news": np.zeros(5 * week, dtype=NEWS),
        "due": np.zeros(4 * week, dtype=np.int64),
        "queue": np.zeros(4 * week, dtype=QUEUE),
        "usual": np.zeros(6, dtype=np.int64),
        "carries": np.zeros(max(paths(ties), 1), dtype=np.bool_),
        **make_reach(ties)._asdict(),
    }


def afresh(part: Part) -> Part:
    """Return a part in the same state that shares with the given one only what does not change."""
    return part.replace(
        **{name: getattr(part, name).copy() for name in STATE},
        **{name: np.zeros_like(getattr(part, name)) for name in SCRATCH},
    )


def weekly_bound(start: Start, residents: npt.NDArray[Any], hispanic: npt.NDArray[Any]) -> int:
    """Return a number of arrests in a week that a part never reaches (probability below 1e-20)."""
    r = start.rates
    there, others = float(hispanic.sum()), float((residents - hispanic).sum())
    crimes = CRIME_CEILING * (there * r.crime_hispanic + others * r.crime_other)
    encounters = there * r.encounter_hispanic + others * r.encounter_other
    mean = crimes + (there + others) * r.cause + encounters * (1.0 + start.numbers.profiling)
    return int(mean + 12.0 * np.sqrt(mean)) + 64


def _most_at_once(rates: npt.NDArray[Any]) -> int:
    """Return a number of opportunities of a kind that no neighborhood's week ever brings."""
    mean = float(rates["mean"].sum(axis=1).max())
    return int(mean + 12.0 * np.sqrt(mean)) + 64


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()


def grown(part: Part) -> Part:
    """Return the part with twice the room for cases; all that is listed is kept."""
    more = len(part.case)
    return part.replace(
        case=_longer(part.case, more, int(part.numbers[CASES])),
        case_due=np.concatenate((part.case_due, np.full(more, NEVER, dtype=np.int32))),
        due=_longer(part.due, more, int(part.numbers[DUE])),
        queue=_longer(part.queue, more, int(part.numbers[QUEUED])),
        given=np.ones(2 * more, dtype=np.bool_),
        news=_longer(part.news, more, int(part.numbers[NEWS_ITEMS])),
    )


def _longer(listed: npt.NDArray[Any], more: int, used: int) -> npt.NDArray[Any]:
    """Return a list with ``more`` room; what is not ``used`` takes no memory until it is."""
    out = np.zeros(len(listed) + more, dtype=listed.dtype)
    out[:used] = listed[:used]
    return out


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
    out["known_since"] = NEVER
    out["asks_out"] = places.stance[which]
    out["request"] = places.request_week[which]
    out["special"] = places.special_status[which]
    out["approves"] = places.state_approves_optout[which]
    out["agreement"] = places.agreement_week[places.state[which]]
    out["refuses_from"] = start.refuses_from[places.state[which]]
    out["results"] = places.results_received[which]
    out["jail_287g"] = places.jail_287g[which]
    out["inquiry"] = places.status_inquiry[which]
    out["dont_ask"] = start.dont_ask[which]
    out["felony_only"] = places.felony_referral_only[which]
    out["electronic_from"] = start.electronic_from
    out["policy"] = places.detainer_policy[which]
    out["before_share"] = start.practices.before_disposition_share[which]
    out["minor_arrest_share"] = start.practices.minor_arrest_share[which]
    out["conviction_log_odds"] = start.practices.conviction_log_odds[which]
    out["detection"] = start.practices.detection[which]
    out["bed_parts"] = start.bed_parts[which]
    out["jail_beds"] = start.jail_beds[which]
    out["opt_out_draw"] = start.opt_out_draw[which]
    return out


def _numbers(events_kept: int) -> npt.NDArray[np.int64]:
    numbers = np.zeros(10, dtype=np.int64)
    numbers[EVENTS] = 0 if events_kept else -1
    return numbers


def _people(start: Start, inside: slice) -> npt.NDArray[Any]:
    out = np.zeros(inside.stop - inside.start, dtype=PERSON)
    out["household"] = start.population.household[inside]
    out["convictions"] = start.population.convictions[inside]
    return out


@kernel
def _community(
    state: npt.NDArray[np.uint8], edges: npt.NDArray[np.int64], first: int, last: int
) -> npt.NDArray[np.int64]:
    """Return the residents of jurisdictions ``first`` to ``last`` - 1: int64[place, group]."""
    out = np.zeros((last - first, 6), dtype=np.int64)
    for j in range(first, last):
        for i in range(edges[j], edges[j + 1]):
            out[j - first, group_of(state[i])] += 1
    return out


def _memory(jurisdictions: int) -> npt.NDArray[np.float64]:
    memory = np.zeros((jurisdictions, 2, 4))
    memory[:, :, FACTOR] = 1.0
    return memory
