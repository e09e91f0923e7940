"""Ties, computed when asked for: they cost no memory, at any scale.

Tie *k* of a resident is the partner under a keyed perfect matching of a set of residents (see
``matching.py``): those of the same neighborhood and ethnicity, of the neighborhood, or of the same
ethnicity in the jurisdiction. Being a matching, a tie holds both ways.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, cast

import numpy as np

from model.jit import rule
from model.lanes import batches_for
from model.population import state as bits
from model.population.matching import (
    NO_TIE,
    QUESTIONS,
    answer,
    ask,
    find_partners,
    shape_of,
)
from model.population.neighborhoods import Ints

MOST_TIES: Final = 36


class Reach(NamedTuple):
    """What ``listeners`` works on and writes to, for residents of a number of ties each.

    ``slots`` and ``distances`` have room for a household, ties, and ties of ties; ``listed`` has a
    power of 2 of elements, three times as many or more, all 0 before and after.
    """

    questions: Any  # QUESTIONS
    ties: Ints  # [4, ties]
    listed: Ints
    slots: Ints
    distances: Ints


def make_reach(ties: int) -> Reach:
    """Return the arrays for residents of at most ``ties`` ties each, 0 to ``MOST_TIES``."""
    most = bits.LARGEST_HOUSEHOLD + ties + ties * ties
    return Reach(
        questions=np.zeros(batches_for(max(ties * ties, ties, 1)), dtype=QUESTIONS),
        ties=np.zeros((4, max(ties, 1)), dtype=np.int64),
        listed=np.zeros(1 << (3 * most).bit_length(), dtype=np.int64),
        slots=np.zeros(most, dtype=np.int64),
        distances=np.zeros(most, dtype=np.int64),
    )


# No question yet; NumPy's zero, for which nothing is compiled anew.
_NONE: Final = cast(int, np.int64(0))

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
def _ask_ties(
    questions: Any,
    n: int,
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
) -> int:
    """Ask for a resident's partners, from question ``n`` on; return how many are asked now."""
    here = cells[0] + cell
    local = slot - first[here]
    border = hispanic[here]
    offset = 0 if is_hispanic else border
    size = border if is_hispanic else residents[here] - border
    shape = shape_of(size)
    for k in range(same_group):
        ask(questions, n, first[here] + offset, _SAME_GROUP, k, local - offset, size, shape)
        n += 1
    shape = shape_of(residents[here])
    for k in range(any_group):
        ask(questions, n, first[here], _ANY_GROUP, k, local, residents[here], shape)
        n += 1
    last = cells[1] - 1
    hispanics = before[last] + hispanic[last]
    everybody = first[last] + residents[last]
    number = local - offset + (before[here] if is_hispanic else first[here] - before[here])
    kind = _FAR_HISPANIC if is_hispanic else _FAR_OTHER
    size = hispanics if is_hispanic else everybody - hispanics
    shape = shape_of(size)
    for k in range(far):
        ask(questions, n, 0, kind, k, number, size, shape)
        n += 1
    return n


@rule
def _read_ties(
    questions: Any,
    n: int,
    cells: tuple[int, int],
    first: Ints,
    hispanic: Ints,
    before: Ints,
    same_group: int,
    any_group: int,
    far: int,
    cell: int,
    is_hispanic: bool,
    slots: Ints,
    in_cell: Ints,
) -> int:
    """Write where the partners live whom ``_ask_ties`` asked for; return how many there are."""
    here = cells[0] + cell
    offset = 0 if is_hispanic else hispanic[here]
    count = 0
    for k in range(same_group + any_group):
        other = answer(questions, n + k)
        if other != NO_TIE:
            slots[count] = first[here] + other + (offset if k < same_group else 0)
            in_cell[count] = cell
            count += 1
    n += same_group + any_group
    for k in range(far):
        other = answer(questions, n + k)
        if other != NO_TIE:
            there, place = _far_slot(other, is_hispanic, cells, first, before)
            slots[count] = first[there] + (0 if is_hispanic else hispanic[there]) + place
            in_cell[count] = there - cells[0]
            count += 1
    return count


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
    questions: Any,
    slots: Ints,
    in_cell: Ints,
) -> int:
    """Write the slots and neighborhoods of a resident's ties and return how many there are.

    ``cells`` are the jurisdiction's first neighborhood and one past its last in the arrays
    ``first``, ``residents``, ``hispanic`` and ``before`` (Hispanic residents before it); ``cell``
    counts from its first. Ties are ``same_group`` within neighborhood and ethnicity, ``any_group``
    within the neighborhood, and ``far`` within the ethnicity anywhere in the jurisdiction.
    ``questions`` (a ``QUESTIONS`` array), ``slots`` and ``in_cell`` have room for them all.
    """
    asked = _ask_ties(
        questions, _NONE, cells, first, residents, hispanic, before, same_group, any_group, far,
        slot, cell, is_hispanic,
    )  # fmt: skip
    find_partners(seed, code, questions, asked)
    return _read_ties(
        questions, _NONE, cells, first, hispanic, before, same_group, any_group, far,
        cell, is_hispanic, slots, in_cell,
    )  # fmt: skip


@rule
def _list_new(listed: Ints, slot: int) -> bool:
    """List a slot; say whether it was not listed before."""
    at = (slot * 0x9E3779B1) & (len(listed) - 1)
    while listed[at] != 0:
        if listed[at] == slot + 1:
            return False
        at = (at + 1) & (len(listed) - 1)
    listed[at] = slot + 1
    return True


@rule
def _clear_from(listed: Ints, slot: int) -> None:
    """Empty the table from a slot's first place on, up to the next empty one."""
    at = (slot * 0x9E3779B1) & (len(listed) - 1)
    while listed[at] != 0:
        listed[at] = 0
        at = (at + 1) & (len(listed) - 1)


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
    questions: Any,
    scratch: Ints,
    listed: Ints,
    slots: Ints,
    distances: Ints,
) -> int:
    """Write who may hear news about ``slot`` and at which distance; return how many.

    Each once, at the nearest distance: 0 household, 1 ties, 2 ties of ties. See ``ties_of``; the
    last five arguments are those of a ``Reach``.
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
        slot, cell, is_hispanic, questions, tie_slots, tie_cells,
    )  # fmt: skip
    for i in range(ties):
        if _list_new(listed, tie_slots[i]):
            slots[count], distances[count] = tie_slots[i], 1
            count += 1
    asked = 0
    for i in range(ties):
        there = cells[0] + tie_cells[i]
        asked = _ask_ties(
            questions, asked, cells, first, residents, hispanic, before, same_group, any_group, far,
            tie_slots[i], tie_cells[i], tie_slots[i] - first[there] < hispanic[there],
        )  # fmt: skip
    find_partners(seed, code, questions, asked)
    each = same_group + any_group + far
    for i in range(ties):
        there = cells[0] + tie_cells[i]
        more = _read_ties(
            questions, i * each, cells, first, hispanic, before, same_group, any_group, far,
            tie_cells[i], tie_slots[i] - first[there] < hispanic[there], more_slots, more_cells,
        )  # fmt: skip
        for k in range(more):
            if _list_new(listed, more_slots[k]):
                slots[count], distances[count] = more_slots[k], 2
                count += 1
    _clear_from(listed, slot)
    for i in range(count):
        _clear_from(listed, slots[i])
    return count
