"""Ties, computed when asked for: they cost no memory, at any scale.

Tie *k* of a resident is the partner under a keyed perfect matching of a set of residents: number
the set, send each number through a keyed permutation, flip the last bit, send it back. Being a
matching, a tie holds both ways. The permutation is a twelve-round Feistel network on the smallest
even number of bits that holds the set, walked along its cycle until it lands inside the set.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model.jit import rule
from model.population.neighborhoods import Ints
from model.randomness import TIE, words

NO_TIE: Final = -1

# Four rounds are far from a random permutation of a small set: the four keys serve three times,
# with the pass's number times this added.
_PASSES: Final = 3
_PASS_KEY: Final = 0x9E3779B9

_MASK = np.uint64(0xFFFFFFFF)


@rule
def _round(value: int, key: np.int64, mask: int) -> Any:
    """Return a hash of half a number: the finalizer of MurmurHash3, with a key."""
    x = (np.uint64(value) ^ np.uint64(key)) & _MASK
    x = (x ^ (x >> np.uint64(16))) * np.uint64(0x85EBCA6B) & _MASK
    x = (x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE35) & _MASK
    return np.int64(x ^ (x >> np.uint64(16))) & mask


@rule
def _permute(value: int, half: int, k0: np.int64, k1: np.int64, k2: np.int64, k3: np.int64) -> Any:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for shift in range(0, _PASSES * _PASS_KEY, _PASS_KEY):
        left, right = right, left ^ _round(right, k0 + shift, mask)
        left, right = right, left ^ _round(right, k1 + shift, mask)
        left, right = right, left ^ _round(right, k2 + shift, mask)
        left, right = right, left ^ _round(right, k3 + shift, mask)
    return left << half | right


@rule
def _unpermute(
    value: int, half: int, k0: np.int64, k1: np.int64, k2: np.int64, k3: np.int64
) -> Any:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for shift in range((_PASSES - 1) * _PASS_KEY, -1, -_PASS_KEY):
        left, right = right ^ _round(left, k3 + shift, mask), left
        left, right = right ^ _round(left, k2 + shift, mask), left
        left, right = right ^ _round(left, k1 + shift, mask), left
        left, right = right ^ _round(left, k0 + shift, mask), left
    return left << half | right


@rule
def partner(seed: int, code: int, first: int, kind: int, k: int, number: int, count: int) -> int:
    """Return the partner of ``number`` in matching ``k`` of a set of ``count``, or ``NO_TIE``.

    ``first`` and ``kind`` name the set: the number of its first resident in the jurisdiction, and
    which sort of tie it is. Where ``count`` is odd, one number has no partner.
    """
    if count < 2:
        return NO_TIE
    w0, w1, w2, w3 = words(seed, TIE, first, kind, code, 0, k)
    k0, k1, k2, k3 = np.int64(w0), np.int64(w1), np.int64(w2), np.int64(w3)
    half = 1
    while 1 << (2 * half) < count:
        half += 1
    place = _permute(number, half, k0, k1, k2, k3)
    while place >= count:
        place = _permute(place, half, k0, k1, k2, k3)
    other: int = place ^ 1
    if other >= count:
        return NO_TIE
    other = _unpermute(other, half, k0, k1, k2, k3)
    while other >= count:
        other = _unpermute(other, half, k0, k1, k2, k3)
    return other


# The longest list of listeners: a household, and ties and ties of ties at their bounds.
MOST_TIES: Final = 36
LISTENERS: Final = 8 + MOST_TIES + MOST_TIES * MOST_TIES

_SAME_GROUP: Final = 0
_ANY_GROUP: Final = 1
_FAR_HISPANIC: Final = 2
_FAR_OTHER: Final = 3


@rule
def _far_slot(
    number: int, is_hispanic: bool, cells: tuple[int, int], first: Ints, before: Ints
) -> tuple[int, int]:
    """Return where a jurisdiction's ``number``-th resident of an ethnicity lives.

    That is the neighborhood and the resident's number in it among those of the ethnicity.
    """
    low, high = cells[0], cells[1] - 1
    while low < high:
        middle = (low + high + 1) // 2
        start = before[middle] if is_hispanic else first[middle] - before[middle]
        if start <= number:
            low = middle
        else:
            high = middle - 1
    return low, number - (before[low] if is_hispanic else first[low] - before[low])


@rule
def ties_of(
    seed: int,
    code: int,
    cells: tuple[int, int],
    first: Ints,
    residents: Ints,
    hispanic: Ints,
    before: Ints,
    same_group: int,
    any_group: int,
    far: int,
    slot: int,
    cell: int,
    is_hispanic: bool,
    slots: Ints,
    in_cell: Ints,
) -> int:
    """Write the slots and neighborhoods of a resident's ties and return how many there are.

    ``cells`` are the jurisdiction's first neighborhood and one past its last in the arrays
    ``first``, ``residents``, ``hispanic`` and ``before`` (Hispanic residents before it); ``cell``
    counts from its first. Ties are ``same_group`` within neighborhood and ethnicity, ``any_group``
    within the neighborhood, and ``far`` within the ethnicity anywhere in the jurisdiction.
    """
    here = cells[0] + cell
    local = slot - first[here]
    border = hispanic[here]
    offset = 0 if is_hispanic else border
    size = border if is_hispanic else residents[here] - border
    count = 0
    for k in range(same_group):
        other = partner(seed, code, first[here] + offset, _SAME_GROUP, k, local - offset, size)
        if other != NO_TIE:
            slots[count], in_cell[count] = first[here] + offset + other, cell
            count += 1
    for k in range(any_group):
        other = partner(seed, code, first[here], _ANY_GROUP, k, local, residents[here])
        if other != NO_TIE:
            slots[count], in_cell[count] = first[here] + other, cell
            count += 1
    last = cells[1] - 1
    hispanics = before[last] + hispanic[last]
    everybody = first[last] + residents[last]
    number = local - offset + (before[here] if is_hispanic else first[here] - before[here])
    for k in range(far):
        kind = _FAR_HISPANIC if is_hispanic else _FAR_OTHER
        size = hispanics if is_hispanic else everybody - hispanics
        other = partner(seed, code, 0, kind, k, number, size)
        if other != NO_TIE:
            there, place = _far_slot(other, is_hispanic, cells, first, before)
            slots[count] = first[there] + (0 if is_hispanic else hispanic[there]) + place
            in_cell[count] = there - cells[0]
            count += 1
    return count


@rule
def _listed(slots: Ints, count: int, slot: int) -> bool:
    for i in range(count):  # noqa: SIM110 (Numba compiles no generator expression)
        if slots[i] == slot:
            return True
    return False


@rule
def listeners(
    seed: int,
    code: int,
    cells: tuple[int, int],
    first: Ints,
    residents: Ints,
    hispanic: Ints,
    before: Ints,
    same_group: int,
    any_group: int,
    far: int,
    slot: int,
    cell: int,
    is_hispanic: bool,
    position: int,
    household_size: int,
    scratch: Ints,
    slots: Ints,
    distances: Ints,
) -> int:
    """Write who may hear news about ``slot`` and at which distance; return how many.

    Each once, at the nearest distance: 0 household, 1 ties, 2 ties of ties. See ``ties_of``.
    ``slots`` and ``distances`` have ``LISTENERS`` elements, ``scratch`` is int64[4, MOST_TIES].
    """
    count = 0
    for member in range(slot - position, slot - position + household_size):
        if member != slot:
            slots[count], distances[count] = member, 0
            count += 1
    tie_slots, tie_cells, more_slots, more_cells = scratch[0], scratch[1], scratch[2], scratch[3]
    ties = ties_of(
        seed, code, cells, first, residents, hispanic, before, same_group, any_group, far,
        slot, cell, is_hispanic, tie_slots, tie_cells,
    )  # fmt: skip
    for i in range(ties):
        if tie_slots[i] != slot and not _listed(slots, count, tie_slots[i]):
            slots[count], distances[count] = tie_slots[i], 1
            count += 1
    for i in range(ties):
        there = cells[0] + tie_cells[i]
        its_ethnicity = tie_slots[i] - first[there] < hispanic[there]
        more = ties_of(
            seed, code, cells, first, residents, hispanic, before, same_group, any_group, far,
            tie_slots[i], tie_cells[i], its_ethnicity, more_slots, more_cells,
        )  # fmt: skip
        for k in range(more):
            if more_slots[k] != slot and not _listed(slots, count, more_slots[k]):
                slots[count], distances[count] = more_slots[k], 2
                count += 1
    return count
