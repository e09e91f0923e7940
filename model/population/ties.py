"""Ties, computed when asked for: they cost no memory, at any scale.

Tie *k* of a resident is the partner under a keyed perfect matching of a set of residents: number
the set, send each number through a keyed permutation, flip the last bit, send it back. Being a
matching, a tie holds both ways. The permutation, on the fewest bits that hold the set, is of the
kind of Kensler's (Correlated multi-jittered sampling, 2013): rounds of adding a key, multiplying by
an odd number and xoring the upper half of the bits into the lower, each of which can be undone. It
is walked along its cycle until it lands inside the set.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from model.jit import rule
from model.population.neighborhoods import Ints
from model.randomness import TIE, words

NO_TIE: Final = -1

# Odd, and their inverses modulo 2**32.
_MULTIPLIERS: Final = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
_INVERSES: Final = tuple(pow(multiplier, -1, 1 << 32) for multiplier in _MULTIPLIERS)

# What is added to the two keys that serve a second time.
_SECOND: Final = 0x9E3779B9

Keys = tuple[int, int, int, int]


@rule
def _round(x: int, key: int, multiplier: int, half: int, mask: int) -> int:
    x = (x + key) * multiplier & mask
    return x ^ (x >> half)


@rule
def _undone(x: int, key: int, inverse: int, half: int, mask: int) -> int:
    return ((x ^ (x >> half)) * inverse - key) & mask


@rule
def _permute(x: int, keys: Keys, half: int, mask: int) -> int:
    x = _round(x, keys[0], _MULTIPLIERS[0], half, mask)
    x = _round(x, keys[1], _MULTIPLIERS[1], half, mask)
    x = _round(x, keys[2], _MULTIPLIERS[2], half, mask)
    x = _round(x, keys[3], _MULTIPLIERS[0], half, mask)
    x = _round(x, keys[0] + _SECOND, _MULTIPLIERS[1], half, mask)
    return _round(x, keys[1] + _SECOND, _MULTIPLIERS[2], half, mask)


@rule
def _unpermute(x: int, keys: Keys, half: int, mask: int) -> int:
    x = _undone(x, keys[1] + _SECOND, _INVERSES[2], half, mask)
    x = _undone(x, keys[0] + _SECOND, _INVERSES[1], half, mask)
    x = _undone(x, keys[3], _INVERSES[0], half, mask)
    x = _undone(x, keys[2], _INVERSES[2], half, mask)
    x = _undone(x, keys[1], _INVERSES[1], half, mask)
    return _undone(x, keys[0], _INVERSES[0], half, mask)


@rule
def _mixed(word: np.uint64) -> int:
    """Return a word of which the low bits, all that counts in a small set, depend on all bits."""
    return int(np.int64(word ^ (word >> np.uint64(15))))


@rule
def partner(seed: int, code: int, first: int, kind: int, k: int, number: int, count: int) -> int:
    """Return the partner of ``number`` in matching ``k`` of a set of ``count``, or ``NO_TIE``.

    ``first`` and ``kind`` name the set: the number of its first resident in the jurisdiction, and
    which sort of tie it is. Where ``count`` is odd, one number has no partner.
    """
    if count < 2:
        return NO_TIE
    w0, w1, w2, w3 = words(seed, TIE, first, kind, code, 0, k)
    keys = (_mixed(w0), _mixed(w1), _mixed(w2), _mixed(w3))
    bits = 1
    while 1 << bits < count:
        bits += 1
    half, mask = (bits + 1) >> 1, (1 << bits) - 1
    place = _permute(number, keys, half, mask)
    while place >= count:
        place = _permute(place, keys, half, mask)
    other = place ^ 1
    if other >= count:
        return NO_TIE
    other = _unpermute(other, keys, half, mask)
    while other >= count:
        other = _unpermute(other, keys, half, mask)
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


# Places in the table of who is listed: a power of 2, three times the longest list.
LISTED: Final = 4096


@rule
def _list_new(listed: Ints, slot: int) -> bool:
    """List a slot; say whether it was not listed before."""
    at = (slot * 0x9E3779B1) & (LISTED - 1)
    while listed[at] != 0:
        if listed[at] == slot + 1:
            return False
        at = (at + 1) & (LISTED - 1)
    listed[at] = slot + 1
    return True


@rule
def _clear_from(listed: Ints, slot: int) -> None:
    """Empty the table from a slot's first place on, up to the next empty one."""
    at = (slot * 0x9E3779B1) & (LISTED - 1)
    while listed[at] != 0:
        listed[at] = 0
        at = (at + 1) & (LISTED - 1)


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
    listed: Ints,
    slots: Ints,
    distances: Ints,
) -> int:
    """Write who may hear news about ``slot`` and at which distance; return how many.

    Each once, at the nearest distance: 0 household, 1 ties, 2 ties of ties. See ``ties_of``.
    ``slots`` and ``distances`` have ``LISTENERS`` elements, ``scratch`` is int64[4, MOST_TIES], and
    ``listed`` has ``LISTED`` elements, all 0 before and after.
    """
    count = 0
    _list_new(listed, slot)
    for member in range(slot - position, slot - position + household_size):
        if _list_new(listed, member):
            slots[count], distances[count] = member, 0
            count += 1
    tie_slots, tie_cells, more_slots, more_cells = scratch[0], scratch[1], scratch[2], scratch[3]
    ties = ties_of(
        seed, code, cells, first, residents, hispanic, before, same_group, any_group, far,
        slot, cell, is_hispanic, tie_slots, tie_cells,
    )  # fmt: skip
    for i in range(ties):
        if _list_new(listed, tie_slots[i]):
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
            if _list_new(listed, more_slots[k]):
                slots[count], distances[count] = more_slots[k], 2
                count += 1
    _clear_from(listed, slot)
    for i in range(count):
        _clear_from(listed, slots[i])
    return count
