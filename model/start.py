"""The starting state of both executions: places, population, deployment plan, rates, capacities."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from scomm.model import memory
from scomm.model.calendar import NEVER, Calendar, parse_date_or_never, week_of
from scomm.model.compiling.jit import kernel
from scomm.model.named_file import NamedFile
from scomm.model.numbers import numbers
from scomm.model.places import Places, build_places
from scomm.model.population import Population, build_population
from scomm.model.practices import Practices, practices_of
from scomm.model.randomness import JURISDICTION, draw
from scomm.model.rates import Rates, weekly_rates
from scomm.model.rules import deployment, detention, policing, trust
from scomm.model.settings import Settings

UNLIMITED: Final = 2**62
#: Parts of a bed: in a sample of counties a person takes as many beds as their county's weight.
BED: Final = 1024

_REGIMES: Final = {
    "historical": deployment.HISTORICAL,
    "voluntary": deployment.VOLUNTARY,
    "procedure": deployment.PROCEDURE,
    "mandatory": deployment.MANDATORY,
}


@dataclass(frozen=True)
class Start:
    """The starting state that both executions share.

    Arrays have one element per jurisdiction unless their comment says otherwise.
    """

    settings: Settings
    seed: int
    numbers: Settings  # the numeric settings without policies: the argument ``p`` of rules
    rates: Rates
    calendar: Calendar
    months: npt.NDArray[np.int64]  # of each week, burn-in first; -1 in the burn-in
    month_ends: npt.NDArray[np.int64]  # the last week of each month
    places: Places
    population: Population
    planned_week: npt.NDArray[np.int64]  # of activation, the arm's enrollment applied
    refuses_from: npt.NDArray[np.int64]  # per state: first week in which it forwards no prints
    practices: Practices  # those in which jurisdictions differ
    electronic_from: int  # the week from which all prints are taken electronically
    dont_ask: npt.NDArray[np.bool_]  # a local ordinance is in force
    opt_out_draw: npt.NDArray[np.float64]
    aware_after: npt.NDArray[np.float64]  # probability by number of weeks since activation
    regime: int
    procedure_week: int
    mandatory_week: int
    jail_beds: npt.NDArray[np.int64]
    bed_parts: npt.NDArray[np.int64]  # of ICE's beds, for one person of the jurisdiction
    ice_bed_parts: int  # of those left to people found in jails
    memo_weeks: npt.NDArray[np.int64]  # from which ICE's three memos on priorities hold


# A cache of one: the start of the last world, and the values on which it depends. The arms of a
# pair are run in succession and differ in the planned activations alone. Large worlds are not kept.
_KEPT_UP_TO: Final = 1_000_000
_last: tuple[tuple[object, ...], Start] | None = None


def prepare(settings: Settings, seed: int, engine: str = "compiled", threads: int = 1) -> Start:
    """Build the starting state of the world that settings and seed determine.

    Args:
        settings: All parameters of the run.
        seed: The world seed, 0 to 2**63 - 1.
        engine: The engine that will run the world, for the estimate of its memory.
        threads: Threads that build the population; they affect only the time it takes.

    Returns:
        The starting state.

    Raises:
        NotEnoughMemory: A run with ``engine`` needs more memory than is free.
        InputError: A file that the settings name is not valid.
    """
    global _last
    key, last = _follows_from(settings, seed), _last
    if last is not None and last[0] == key:
        places = last[1].places
        _check_memory(settings, places, engine)
        planned = _planned(settings, places)
        return replace(last[1], settings=settings, planned_week=planned)
    start = _prepared(settings, seed, places_that_fit(settings, engine, seed), threads)
    if len(start.population) <= _KEPT_UP_TO:
        _last = (key, start)
    return start


def _follows_from(settings: Settings, seed: int) -> tuple[object, ...]:
    """Return what a start depends on, but for the planned activations, as a cache key."""
    changing = settings.places == "table" and not isinstance(settings.table, NamedFile)
    # A table that is read from a path may have another content the next time.
    return (seed, {**settings.__dict__, "enrollment": None}, object() if changing else None)


def _prepared(settings: Settings, seed: int, places: Places, threads: int) -> Start:
    calendar = calendar_of(settings)
    p = numbers(settings)
    practices = practices_of(settings, places, seed)
    begin = date.fromisoformat(settings.start)
    return Start(
        settings=settings,
        seed=seed,
        numbers=p,
        rates=weekly_rates(p),
        calendar=calendar,
        months=calendar.month_of_weeks,
        month_ends=calendar.month_bounds[1],
        places=places,
        population=build_population(settings, places, practices, seed, threads),
        planned_week=_planned(settings, places),
        refuses_from=_refusals(places),
        practices=practices,
        electronic_from=_week_or_never(settings.electronic_whole, begin),
        dont_ask=np.array(
            [
                policing.ordinance_in_force(bool(ordinance), bool(law))
                for ordinance, law in zip(places.dont_ask, places.status_inquiry, strict=True)
            ]
        ),
        opt_out_draw=np.array(
            [draw(seed, JURISDICTION, 0, 0, int(code), 0, 0)[0] for code in places.code]
        ),
        aware_after=_awareness(len(calendar.month_of_weeks), p),
        regime=_REGIMES[settings.opt_out_regime],
        procedure_week=week_of(date.fromisoformat(settings.procedure_date), begin),
        mandatory_week=week_of(date.fromisoformat(settings.mandatory_date), begin),
        jail_beds=np.array(
            [_beds(settings.jail_beds_rate, int(n)) for n in places.population], dtype=np.int64
        ),
        bed_parts=np.rint(places.weight * BED).astype(np.int64),
        ice_bed_parts=min(BED * _beds(_rate_for_jails(settings), places.represented), UNLIMITED),
        memo_weeks=_memo_weeks(settings.priorities, begin),
    )


def _week_or_never(text: str, begin: date) -> int:
    found = parse_date_or_never(text)
    return NEVER if found is None else week_of(found, begin)


def places_that_fit(settings: Settings, engine: str, seed: int = 0) -> Places:
    """Build the places of a run. Raises NotEnoughMemory if ``engine`` needs more than is free."""
    places = build_places(settings, seed)
    _check_memory(settings, places, engine)
    return places


def _check_memory(settings: Settings, places: Places, engine: str) -> None:
    residents, months = int(places.population.sum()), len(calendar_of(settings).months)
    memory.check(residents, len(places), months, engine)


def calendar_of(settings: Settings) -> Calendar:
    """Return the weeks and months of a run."""
    return _calendar(settings.start, settings.weeks, settings.burn_in_weeks)


@lru_cache(maxsize=16)
def _calendar(start: str, weeks: int, burn_in_weeks: int) -> Calendar:
    # Cached: the runs of a sweep share it, and computing its months is slow.
    return Calendar(date.fromisoformat(start), weeks, burn_in_weeks)


def _planned(settings: Settings, places: Places) -> npt.NDArray[np.int64]:
    planned = places.scheduled_week.astype(np.int64)
    if settings.enrollment == "never":
        planned[0] = NEVER
    elif settings.enrollment == "nobody":
        planned[:] = NEVER
    return planned


def _refusals(places: Places) -> npt.NDArray[np.int64]:
    """Find the first week in which each state refuses: the earliest given by its jurisdictions."""
    earliest = np.full(len(places.state_names), NEVER, dtype=np.int64)
    np.minimum.at(earliest, places.state, places.state_refuses_week)
    return earliest


@kernel
def _awareness(weeks: int, p: Settings) -> npt.NDArray[np.float64]:
    out = np.empty(weeks)
    for week in range(weeks):
        out[week] = trust.aware_by(p, week)
    return out


def _rate_for_jails(settings: Settings) -> float:
    """Return ICE's beds per 100,000 residents that are left to people found in jails."""
    rate = settings.ice_beds_rate
    return rate if math.isinf(rate) else rate * settings.beds_share_for_jails


def _memo_weeks(priorities: str, begin: date) -> npt.NDArray[np.int64]:
    """Return from which week each memo holds: as dated, never, or one of them all along."""
    weeks = [week_of(date.fromisoformat(day), begin) for day in detention.MEMO_DATES]
    if priorities != "dated":
        years = [day[:4] for day in detention.MEMO_DATES]
        held = 0 if priorities == "none" else 1 + years.index(priorities)
        weeks = [-NEVER if memo < held else NEVER for memo in range(len(weeks))]
    return np.array(weeks, dtype=np.int64)


def _beds(rate: float, residents: float) -> int:
    return UNLIMITED if math.isinf(rate) else round(rate * residents / 100_000.0)
