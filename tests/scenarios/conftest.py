"""Small worlds in which much happens, and questions to their event logs.

Every test sets what matters to it, so that none depends on a value that is still being calibrated.
The assertions are exact, draw for draw: two arms with one seed are the same world until a policy
says otherwise. So they hold for any seed, and there is no false alarm to budget for; only that
enough happens to tell anything ("at least so many bookings") depends on the seed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from scomm import SCENARIOS, Settings, run, scenario
from scomm.model import events
from scomm.model.outcomes import Outcomes
from scomm.model.start import prepare

SEED = 1

# From January 2010 on, the year in which every request was made. Week 22 begins on 7 June, the day
# on which the typical county is activated.
SMALL: dict[str, Any] = {
    "population": 1500,
    "scale": 1.0,
    "start": "2010-01-04",
    "weeks": 60,
    "burn_in_weeks": 10,
}

# Many noncitizens, encounters, bookings and detainers: a small world has some of everything.
BUSY: dict[str, Any] = {
    "hispanic_share": 0.5,
    "hispanic_undocumented_share": 0.4,
    "hispanic_lawful_share": 0.2,
    "other_undocumented_share": 0.05,
    "other_lawful_share": 0.05,
    "residents_per_neighborhood": 500,
    "turnover_rate": 0.2,
    "replacement_weeks": 10.0,
    "record_share": 0.2,
    "record_share_persistent": 0.5,
    "noncitizen_record_ratio": 0.8,
    "record_felony_share": 0.5,
    "fbi_only_share": 0.5,
    "ident_undocumented_hispanic": 0.7,
    "ident_undocumented_other": 0.7,
    "ident_lawful": 0.8,
    "ident_citizen": 0.05,
    "victimization_rate_hispanic": 0.03,
    "victimization_rate_other": 0.03,
    "cause_arrest_rate": 12000.0,
    "encounter_rate": 40000.0,
    "minor_arrest_share": 0.2,
    "no_license_arrest_ratio": 1.5,
    "pretextual_propensity": 0.3,
    "profiling": 0.3,
    "inquiry_arrest_share": 0.5,
    "felony_share_cause": 0.4,
    "misdemeanor_share_minor": 0.5,
    "release_minor": 0.8,
    "release_misdemeanor": 0.6,
    "release_felony": 0.4,
    "serious_record_release_ratio": 0.3,
    "conviction_minor": 0.6,
    "conviction_misdemeanor": 0.7,
    "conviction_felony": 0.7,
    "screening_detection": 0.0,
    "electronic_share": 1.0,
    "interview_detection": 0.6,
    "before_disposition_share": 0.5,
    "detainer_level1": 0.9,
    "detainer_level2": 0.9,
    "detainer_level3": 0.8,
    "detainer_felony_charge": 0.8,
    "detainer_other_charge": 0.7,
    "detainer_lawful_ratio": 0.5,
    "removal_undocumented": 0.8,
    "removal_lawful": 0.5,
    "custody_within_days": 0.5,
    "custody_within_month": 0.8,
    "custody_tail_weeks": 5.0,
    "enrollment_risk_step": 0.3,
    "news_risk": 0.2,
    "news_trust_loss": 0.1,
    "help_trust_gain": 0.05,
    "awareness_share": 0.8,
    "awareness_delay": 8.0,
    "deterrence_elasticity": 0.5,
    "meeting_weeks": 6,
}

# Nobody's trust, fear or offending moves, so that nothing but police, jail and ICE can differ.
QUIET: dict[str, Any] = {
    "enrollment_risk_step": 0.0,
    "inquiry_risk_step": 0.0,
    "dont_ask_trust": 0.0,
    "news_risk": 0.0,
    "news_trust_loss": 0.0,
    "help_trust_gain": 0.0,
    "deterrence_elasticity": 0.0,
}

REQUESTS = (events.ASKED_OUT, events.RESOLVED)

_ARRESTS = (
    events.ARRESTED_INDEX,
    events.ARRESTED_CAUSE,
    events.ARRESTED_MINOR,
    events.ARRESTED_INQUIRY,
    events.ARRESTED_PRETEXT,
)
_AT_BOOKING = (events.MATCHED, events.FOUND, events.DETAINER, events.HELD)


class Booking(NamedTuple):
    """One booking: of whom (slot, and the week the person came), on which arrests and charge."""

    week: int
    who: int
    arrived: int
    arrests: frozenset[tuple[int, int]]
    charge: int


def small(name: str, **changes: Any) -> Settings:
    """Return a scenario in a small, busy world: what it changes itself stays, save its size."""
    kept = SCENARIOS[name].changes
    busy = {key: value for key, value in BUSY.items() if key not in kept}
    return scenario(name).replace(**{**busy, **SMALL, **changes})


@cache
def _run(settings: Settings, seed: int) -> Outcomes:
    return run(settings, seed, engine="mesa", events=True)


def simulate(settings: Settings, seed: int = SEED) -> Outcomes:
    """Run under Mesa with its event log, once a session."""
    return _run(settings, seed)


def log(
    outcomes: Outcomes, without: Iterable[int] = (), before: int | None = None
) -> list[tuple[Any, ...]]:
    """Return the event log as a list, without some kinds or from some week on."""
    found = outcomes.events
    assert found is not None
    found = found[~np.isin(found["kind"], list(without))]
    if before is not None:
        found = found[found["week"] < before]
    return found.tolist()


def weeks(outcomes: Outcomes, kind: int) -> list[int]:
    """Return the week of every event of a kind, in order."""
    return [event[0] for event in log(outcomes) if event[1] == kind]


def resolved(outcomes: Outcomes) -> list[tuple[int, int]]:
    """Return (week, outcome) of every request that was resolved."""
    return [(event[0], event[4]) for event in log(outcomes) if event[1] == events.RESOLVED]


def same(one: Outcomes, other: Outcomes, without: Iterable[int] = ()) -> bool:
    """True if two runs are the same, event for event and in every table."""
    return (
        log(one, without) == log(other, without)
        and np.array_equal(one.count_table, other.count_table)
        and np.array_equal(one.sum_table, other.sum_table)
    )


def bookings(outcomes: Outcomes) -> dict[Booking, frozenset[int]]:
    """List the record of each booking: match, finding, detainer, hold.

    The key tells the person, the arrests and the charge, so the same key in two arms is the same
    booking, made from the same draws.
    """
    arrests: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    noted: dict[tuple[int, int], set[int]] = defaultdict(set)
    charges: dict[tuple[int, int], int] = {}
    arrived: dict[int, list[int]] = defaultdict(lambda: [-10_000])
    for week, kind, _, who, by, _, _ in log(outcomes):
        if kind in _ARRESTS:
            arrests[week, who].add((kind, by))
        elif kind == events.BOOKED:
            charges[week, who] = by
        elif kind in _AT_BOOKING:
            noted[week, who].add(kind)
        elif kind == events.MOVED_IN:
            arrived[who].append(week)
    return {
        Booking(
            week,
            who,
            max(moved for moved in arrived[who] if moved < week),
            frozenset(arrests[week, who]),
            charge,
        ): frozenset(noted[week, who])
        for (week, who), charge in charges.items()
    }


def in_both(
    one: Outcomes, other: Outcomes, since: int = -1_000
) -> list[tuple[Booking, frozenset[int], frozenset[int]]]:
    """Return the bookings that two runs have in common, with what was noted at each in both.

    Who is held or removed in one arm alone is not there to be booked in it later, so arms that
    differ in a policy of detention have not all bookings in common; most of them they have.
    """
    first, second = bookings(one), bookings(other)
    common = sorted(first.keys() & second.keys(), key=lambda each: each[:3])
    found = [(each, first[each], second[each]) for each in common if each.week >= since]
    assert len(found) > 100, "too few bookings in common to tell anything"
    return found


def groups(settings: Settings, seed: int = SEED) -> list[int]:
    """Return the group of each slot of a county; newcomers are of the group that was there."""
    return (prepare(settings, seed).population.state & 7).tolist()


def last_month(outcomes: Outcomes, measure: str) -> float:
    """Return a measure's sum over the last month."""
    frame = outcomes.monthly
    return float(frame.loc[frame["month"] == outcomes.months[-1], measure].sum())


@pytest.fixture(scope="session")
def lab() -> SimpleNamespace:
    """Return the functions above: with pytest's import mode, tests cannot import each other."""
    return SimpleNamespace(
        QUIET=QUIET,
        REQUESTS=REQUESTS,
        SMALL=SMALL,
        bookings=bookings,
        groups=groups,
        in_both=in_both,
        last_month=last_month,
        log=log,
        resolved=resolved,
        same=same,
        simulate=simulate,
        small=small,
        weeks=weeks,
    )
