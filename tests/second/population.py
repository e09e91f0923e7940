"""Neighborhoods, households, residents and officers at the start (sections 5.3 to 5.5)."""

from __future__ import annotations

from math import gcd

import numpy as np
from scipy.special import betaincinv

from .constants import HISPANIC, LARGEST_HOUSEHOLD, OTHER, UNDOCUMENTED
from .entities import Household, Jurisdiction, Neighborhood, Resident
from .formulas import clip, poisson
from .records import draw_record
from .world import World


def people(world: World, jurisdiction: Jurisdiction) -> None:
    """Give a jurisdiction its neighborhoods, residents and officers."""
    make_neighborhoods(world, jurisdiction)
    for neighborhood in jurisdiction.neighborhoods:
        persistent = persistent_slots(neighborhood)
        for ethnicity in (HISPANIC, OTHER):
            fill(world, jurisdiction, neighborhood, ethnicity, persistent)
        first, count = neighborhood.first, neighborhood.residents
        own = jurisdiction.residents[first : first + count]
        undocumented = sum(1 for resident in own if resident.status == UNDOCUMENTED)
        neighborhood.undocumented_share = undocumented / count
    for resident in jurisdiction.residents:
        draw_record(world, jurisdiction, resident)
    make_officers(world, jurisdiction)


def hispanic_shares(
    world: World, jurisdiction: Jurisdiction, counts: list[int], u0: list[float]
) -> list[float]:
    """Hispanic shares of neighborhoods with these counts of residents (section 5.3)."""
    n, m = jurisdiction.population, len(counts)
    segregation = world.settings["segregation"]
    share = jurisdiction.mix[0] + jurisdiction.mix[1] + jurisdiction.mix[2]
    if m == 1:
        return [share]
    mean = clip(share, 1e-9, 1 - 1e-9)
    x = [
        float(betaincinv(mean * segregation, (1 - mean) * segregation, u0[cell]))
        for cell in range(m)
    ]
    for _ in range(60):
        products = np.array([x[cell] * counts[cell] for cell in range(m)])
        total = float(np.add.reduceat(products, [0])[0])
        ratio = (share * n) / total if total != 0 else 1
        x = [clip(value * ratio, 0, 1) for value in x]
    return x


def make_neighborhoods(world: World, jurisdiction: Jurisdiction) -> None:
    """Neighborhoods of a jurisdiction and their Hispanic residents (section 5.3)."""
    n = jurisdiction.population
    s = world.settings["residents_per_neighborhood"]
    m = max((n + s // 2) // s, 1)
    firsts = [i * n // m for i in range(m + 1)]
    counts = [firsts[i + 1] - firsts[i] for i in range(m)]
    draws = [world.draw(jurisdiction, "neighborhood", 0, cell) for cell in range(m)]
    shares = hispanic_shares(world, jurisdiction, counts, [u[0] for u in draws])
    hispanic_before = 0
    for cell in range(m):
        r = counts[cell]
        _, u1, u2, u3 = draws[cell]
        hispanic = min(int(shares[cell] * r + u1), r)
        step = max(1, int(u2 * r))
        while gcd(step, r) != 1:
            step += 1
        jurisdiction.neighborhoods.append(
            Neighborhood(
                cell=cell,
                first=firsts[cell],
                residents=r,
                hispanic=hispanic,
                hispanic_before=hispanic_before,
                step=step,
                shift=int(u3 * r),
                persistent=max(int(r * world.settings["persistent_share"] + 0.5), 1),
            )
        )
        hispanic_before += hispanic


def persistent_slots(neighborhood: Neighborhood) -> set[int]:
    """Slots of a neighborhood's persistent offenders (section 5.4)."""
    return {
        neighborhood.first + (neighborhood.step * k + neighborhood.shift) % neighborhood.residents
        for k in range(neighborhood.persistent)
    }


def fill(
    world: World,
    jurisdiction: Jurisdiction,
    neighborhood: Neighborhood,
    ethnicity: int,
    persistent: set[int],
) -> None:
    """Fill a neighborhood's slots of an ethnicity with households (section 5.4)."""
    settings = world.settings
    citizens, lawful, undocumented = jurisdiction.mix[3 * ethnicity : 3 * ethnicity + 3]
    total = citizens + lawful + undocumented
    if neighborhood.count_of(ethnicity) == 0:
        return
    undocumented = undocumented / total
    lawful = lawful / total
    immigrant = undocumented + lawful
    keep = max(1 - settings["mixed_status_share"], immigrant)
    names = ("household_size_hispanic", "household_size_other")
    household_size = settings[names[ethnicity]]
    slot = neighborhood.first_of(ethnicity)
    end = slot + neighborhood.count_of(ethnicity)
    while slot < end:
        u0, u1, _, _ = world.draw(jurisdiction, "household", slot, 0)
        size = min(1 + poisson(household_size - 1, u0), LARGEST_HOUSEHOLD, end - slot)
        if keep == 0:
            kind = 0
        elif u1 < undocumented / keep:
            kind = 2
        elif u1 < immigrant / keep:
            kind = 1
        else:
            kind = 0
        household = Household()
        for member in range(slot, slot + size):
            status = kind if world.draw(jurisdiction, "slot", member, 0)[0] < keep else 0
            household.members.append(member)
            household.most_exposed = max(household.most_exposed, status)
            jurisdiction.residents.append(
                Resident(
                    slot=member,
                    neighborhood=neighborhood,
                    household=household,
                    group=ethnicity * 3 + status,
                    persistent=member in persistent,
                )
            )
        slot += size


def make_officers(world: World, jurisdiction: Jurisdiction) -> None:
    """Each officer's propensity for pretextual arrest (section 5.5)."""
    count = max(int(jurisdiction.population * world.settings["officers_rate"] / 100000 + 0.5), 1)
    mean = jurisdiction.practice.propensity
    concentration = world.settings["officer_concentration"]
    for officer in range(count):
        if mean == 0 or mean == 1:
            jurisdiction.officers.append(float(mean))
            continue
        m = clip(mean, 1e-9, 1 - 1e-9)
        u = world.draw(jurisdiction, "officer", officer, 0)[0]
        propensity = float(betaincinv(m * concentration, (1 - m) * concentration, u))
        jurisdiction.officers.append(propensity)
