"""A run: initialization (section 5), then week by week the phases of section 3."""

from __future__ import annotations

from math import inf, isinf
from typing import Any

from .booking import book_all
from .calendar import Calendar
from .crime import crimes
from .custody import end_of_custody, transfer
from .deployment import deploy
from .deterrence import learn
from .enforcement import learn_of_enforcement
from .jail import cases, crowding
from .measurement import measure
from .moves import moves, successors
from .news import spread_news
from .opportunities import opportunities
from .patrol import patrol
from .places import jurisdictions
from .population import people
from .practice import practice_of
from .reporting import report_and_investigate
from .tables import Table, Tables
from .world import Event, World


def simulate(settings: dict[str, Any], seed: int) -> tuple[list[Event], Table, Table]:
    """Run a world; the sorted event log (section B), and counts and sums (section C).

    Counts and sums are by (month, jurisdiction, group) and then by the measure's name, sums as
    whole multiples of 1 / ONE. The text "inf" in a setting stands for infinity.
    """
    settings = {name: inf if value == "inf" else value for name, value in settings.items()}
    world = initial_world(settings, seed)
    for week in range(-settings["burn_in_weeks"], settings["weeks"]):
        world.week = week
        simulate_week(world)
    return sorted(world.events), world.tables.counts, world.tables.sums


def beds(rate: float, residents: float) -> float:
    """Beds at a rate per 100,000 residents, without limit if it is infinite (section 5.7)."""
    return inf if isinf(rate) else round(rate * residents / 100000)


def initial_world(settings: dict[str, Any], seed: int) -> World:
    """The world before its first week (section 5)."""
    calendar = Calendar(settings["start"], settings["weeks"])
    places = jurisdictions(settings, seed, calendar)
    world = World(settings, seed, calendar, Tables(calendar, len(places)), places)
    for jurisdiction in places:
        jurisdiction.practice = practice_of(world, jurisdiction)
        people(world, jurisdiction)
        jurisdiction.jail_beds = beds(settings["jail_beds_rate"], jurisdiction.population)
    residents = sum(jurisdiction.weight * jurisdiction.population for jurisdiction in places)
    rate, share = settings["ice_beds_rate"], settings["beds_share_for_jails"]
    world.ice_beds = inf if isinf(rate) else beds(rate * share, residents)
    return world


def simulate_week(world: World) -> None:
    """The sixteen phases of a week (section 3)."""
    deploy(world)
    chances = opportunities(world)
    arrests = report_and_investigate(world, crimes(world, chances))
    arrests = arrests + patrol(world, chances)
    book_all(world, arrests)
    crowding(world)
    listed = cases(world)
    end_of_custody(world)
    transfer(world, listed)
    spread_news(world)
    moves(world, chances)
    successors(world)
    measure(world)
    learn(world)
    learn_of_enforcement(world)
