"""What the compiled execution works on: arrays apart for residents, records for the rest.

A *part* is a set of jurisdictions that one thread runs through a week; jurisdictions of different
parts meet only where ICE gives out its beds. A small world is one part.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from model import events
from model.calendar import NEVER
from model.population.ties import LISTENERS, MOST_TIES
from model.rules.crime import CRIME_CEILING
from model.start import Start
from model.tally import Table

PLACE: Final = np.dtype(
    [
        (name, np.int64)
        for name in (
            "number", "code", "origin", "first_cell", "last_cell", "first_officer", "officers",
            "planned", "active_since", "asks_out", "request", "special", "approves",
            "refuses_from", "results", "jail_287g", "inquiry", "dont_ask", "felony_only",
            "screened", "policy", "jail_beds", "in_jail",
        )
    ]
    + [("opt_out_draw", np.float64), ("before_share", np.float64)]
)  # fmt: skip
CELL: Final = np.dtype(
    [(name, np.int64) for name in ("number", "step", "shift")] + [("undocumented", np.float64)]
)
CASE: Final = np.dtype(
    [
        ("order", np.float64),
        ("conviction", np.float64),
        ("successor", np.float64),
        ("slot", np.int32),
        ("place", np.int32),
        ("cell", np.int32),
        ("number", np.int32),
        ("week", np.int16),
        ("disposition", np.int16),
        ("arrival", np.uint16),
        ("stream", np.int8),
        ("ground", np.int8),
        ("charge", np.int8),
        ("stage", np.int8),
        ("matched", np.int8),
        ("held", np.int8),
        ("removed", np.int8),
    ],
    align=True,
)
ARREST: Final = np.dtype(
    [
        ("slot", np.int64),
        ("cell", np.int64),
        ("stream", np.int64),
        ("number", np.int64),
        ("ground", np.int64),
        ("inquiry", np.int64),
        ("victim", np.int64),
        ("loses", np.int64),
    ]
    + [(name, np.float64) for name in ("order", "charge", "release", "disposition")]
)
NEWS: Final = np.dtype(
    [(name, np.int64) for name in ("place", "slot", "cell", "pretext", "no_conviction")]
)
QUEUE: Final = np.dtype(
    [("case", np.int64), ("priority", np.int64), ("code", np.int64), ("slot", np.int64)]
    + [(name, np.float64) for name in ("order", "removal", "weeks", "successor")]
)

# Places in ``Part.numbers``: how full each list is, and ICE's people of this part in custody.
CASES: Final = 0
ARRESTS: Final = 1
NEWS_ITEMS: Final = 2
DUE: Final = 3
QUEUED: Final = 4
EVENTS: Final = 5
IN_CUSTODY: Final = 6
DEAD_CASES: Final = 7
OVERFLOWED: Final = 8
CROWDED: Final = 9

# Columns of ``Part.memory``.
REPORTS: Final = 0
VICTIMIZATIONS: Final = 1
BEFORE: Final = 2
FACTOR: Final = 3

Part = namedtuple(
    "Part",
    (
        "place", "cell", "cell_first", "cell_residents", "cell_hispanic", "cell_before",
        "propensity", "state", "household", "convictions", "arrival", "risk", "loss", "gain",
        "touched", "heard", "community", "memory", "seen", "case", "case_due", "arrest",
        "first_arrest", "news", "due", "queue", "given", "ties", "slots", "distances", "events",
        "numbers", "counts", "sums",
    ),
)  # fmt: skip


def make_part(
    start: Start, first: int, last: int, counts: Table, sums: Table, events_kept: int
) -> Any:
    """Return the arrays of jurisdictions ``first`` to ``last`` - 1.

    ``events_kept`` is how many events there is room for.
    """
    people = start.population
    cells = people.neighborhoods
    here = slice(int(cells.first_of[first]), int(cells.first_of[last]))
    inside = slice(int(people.first_resident[first]), int(people.first_resident[last]))
    size = inside.stop - inside.start
    week = weekly_bound(start, cells.residents[here], cells.hispanic[here])
    return Part(
        place=_places(start, first, last),
        cell=_cells(start, here),
        cell_first=cells.first[here].copy(),
        cell_residents=cells.residents[here].copy(),
        cell_hispanic=cells.hispanic[here].copy(),
        cell_before=cells.hispanic_before[here].copy(),
        propensity=people.officer_propensity[
            people.first_officer[first] : people.first_officer[last]
        ].copy(),
        state=people.state[inside].copy(),
        household=people.household[inside],
        convictions=people.convictions[inside].copy(),
        **{
            name: np.zeros(size, dtype=np.uint16)
            for name in ("arrival", "risk", "loss", "gain", "touched", "heard")
        },
        community=_community(start, first, last),
        memory=_memory(last - first),
        seen=np.zeros((last - first, 2, 2), dtype=np.int64),
        case=np.zeros(16 * week, dtype=CASE),
        case_due=np.full(16 * week, NEVER, dtype=np.int32),
        arrest=np.zeros(week, dtype=ARREST),
        first_arrest=np.zeros(_power_of_two(2 * week), dtype=np.int64),
        news=np.zeros(17 * week, dtype=NEWS),
        due=np.zeros(16 * week, dtype=np.int64),
        queue=np.zeros(16 * week, dtype=QUEUE),
        given=np.ones(16 * week, dtype=np.bool_),
        ties=np.zeros((4, MOST_TIES), dtype=np.int64),
        slots=np.zeros(LISTENERS, dtype=np.int64),
        distances=np.zeros(LISTENERS, dtype=np.int64),
        events=np.zeros(max(events_kept, 1), dtype=events.DTYPE),
        numbers=np.array([0, 0, 0, 0, 0, 0 if events_kept else -1, 0, 0, 0, 0], dtype=np.int64),
        counts=counts,
        sums=sums,
    )


def weekly_bound(start: Start, residents: npt.NDArray[Any], hispanic: npt.NDArray[Any]) -> int:
    """Return a number of arrests in a week that a part never reaches (probability below 1e-20)."""
    r = start.rates
    there, others = float(hispanic.sum()), float((residents - hispanic).sum())
    crimes = CRIME_CEILING * (there * r.crime_hispanic + others * r.crime_other)
    encounters = there * r.encounter_hispanic + others * r.encounter_other
    mean = crimes + (there + others) * r.cause + encounters * (1.0 + start.numbers.profiling)
    return int(mean + 12.0 * np.sqrt(mean)) + 64


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()


def grown(part: Any) -> Any:
    """Return the part with twice the room for cases."""
    more = len(part.case)
    return part._replace(
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
