"""Ties, computed when news spreads and never stored (section 5.6)."""

from __future__ import annotations

from . import philox
from .constants import HISPANIC
from .entities import Jurisdiction, Neighborhood, Resident
from .world import World

MULTIPLIERS = [0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35] * 2
INVERSES = [pow(multiplier, -1, 2**32) for multiplier in MULTIPLIERS]


class Matching:
    """A keyed random perfect matching of the numbers from 0 to before `count`."""

    def __init__(self, words: list[int], count: int) -> None:
        k0, k1, k2, k3 = [word ^ (word >> 15) for word in words]
        self.keys = [k0, k1, k2, k3, k0 + 0x9E3779B9, k1 + 0x9E3779B9]
        self.count = count
        bits = 1
        while 2**bits < count:
            bits += 1
        self.mask = 2**bits - 1
        self.half = (bits + 1) // 2

    def permute(self, x: int) -> int:
        """Six keyed rounds."""
        for r in range(6):
            x = ((x + self.keys[r]) * MULTIPLIERS[r]) & self.mask
            x = x ^ (x >> self.half)
        return x

    def unpermute(self, x: int) -> int:
        """The inverse of `permute`."""
        for r in range(5, -1, -1):
            x = x ^ (x >> self.half)
            x = (x * INVERSES[r] - self.keys[r]) & self.mask
        return x

    def partner(self, number: int) -> int | None:
        """Whom a number is matched with, if anybody."""
        if self.count < 2:
            return None
        place = self.permute(number)
        while place >= self.count:
            place = self.permute(place)
        other = place ^ 1
        if other >= self.count:
            return None
        partner = self.unpermute(other)
        while partner >= self.count:
            partner = self.unpermute(partner)
        return partner


def matched(
    world: World, jurisdiction: Jurisdiction, word: int, kind: int, k: int, count: int, number: int
) -> int | None:
    """The partner of a number in matching k of the set (word 0 of the key, kind of tie)."""
    words = philox.words(world.seed, jurisdiction.code, "tie", word, kind, 0, k)
    return Matching(words, count).partner(number)


def slot_of_number(jurisdiction: Jurisdiction, ethnicity: int, number: int) -> int:
    """The slot with this number among a jurisdiction's residents of an ethnicity."""
    for neighborhood in jurisdiction.neighborhoods:
        count = neighborhood.count_of(ethnicity)
        if number < count:
            return neighborhood.first_of(ethnicity) + number
        number -= count
    raise ValueError("no such resident")


def number_of_slot(neighborhood: Neighborhood, ethnicity: int, slot: int) -> int:
    """The number of a slot among a jurisdiction's residents of its ethnicity."""
    before = neighborhood.hispanic_before
    if ethnicity != HISPANIC:
        before = neighborhood.first - before
    return before + slot - neighborhood.first_of(ethnicity)


def number_of_ties(world: World) -> int:
    """Ties a resident, of all kinds, those without a partner counted."""
    settings = world.settings
    return (
        settings["ties_neighborhood_group"]
        + settings["ties_neighborhood"]
        + settings["ties_jurisdiction_group"]
    )


def ties(world: World, jurisdiction: Jurisdiction, resident: Resident) -> list[int | None]:
    """The slots at the end of a resident's ties, numbered through; None without a partner."""
    settings = world.settings
    neighborhood, ethnicity = resident.neighborhood, resident.ethnicity
    result: list[int | None] = []

    first, count = neighborhood.first_of(ethnicity), neighborhood.count_of(ethnicity)
    for k in range(settings["ties_neighborhood_group"]):
        number = resident.slot - first
        partner = matched(world, jurisdiction, first, 0, k, count, number)
        result.append(None if partner is None else first + partner)

    first, count = neighborhood.first, neighborhood.residents
    for k in range(settings["ties_neighborhood"]):
        number = resident.slot - first
        partner = matched(world, jurisdiction, first, 1, k, count, number)
        result.append(None if partner is None else first + partner)

    if ethnicity == HISPANIC:
        kind, count = 2, jurisdiction.hispanic_residents()
    else:
        kind, count = 3, jurisdiction.other_residents()
    for k in range(settings["ties_jurisdiction_group"]):
        number = number_of_slot(neighborhood, ethnicity, resident.slot)
        partner = matched(world, jurisdiction, 0, kind, k, count, number)
        if partner is None:
            result.append(None)
        else:
            result.append(slot_of_number(jurisdiction, ethnicity, partner))
    return result
