"""Ties between residents, computed on demand, so that they need no memory at any scale.

Tie *k* of a resident is the partner under a keyed perfect matching of a set of residents (see
``matching.py``): those of the same neighborhood and ethnicity, of the neighborhood, or of the same
ethnicity in the jurisdiction. Because it is a matching, ties are symmetric.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from scomm.model.compiling.jit import always, rule
from scomm.model.compiling.lanes import batches_for
from scomm.model.population import state as bits
from scomm.model.population.matching import NO_TIE, QUESTIONS, answer, ask, find_partners, shape_of
from scomm.model.population.neighborhoods import Ints

MOST_TIES: Final = 36


class Reach(NamedTuple):
    """The working arrays and the results of ``listeners``, for a maximum number of ties.

    The results have room for a household, ties, and ties of ties. ``listed`` is a hash table of the
    slots found: its size is a power of 2, at least three times as many, and all its elements are 0
    before and after a call.
    """

    questions: Any  # QUESTIONS
    ties: Ints  # [2, ties]: slots and neighborhoods
    asked: Ints  # the path of each question
    listed: Ints
    slots: Ints
    distances: Ints
    along: Ints


def make_reach(ties: int) -> Reach:
    """Allocate the arrays for residents with at most ``ties`` ties each, 0 to ``MOST_TIES``."""
    most = bits.LARGEST_HOUSEHOLD + ties + ties * ties
    room = max(ties * ties, 1)
    return Reach(
        questions=np.zeros(batches_for(room), dtype=QUESTIONS),
        ties=np.zeros((2, max(ties, 1)), dtype=np.int64),
        asked=np.zeros(room, dtype=np.int64),
        listed=np.zeros(1 << (3 * most).bit_length(), dtype=np.int64),
        slots=np.zeros(most, dtype=np.int64),
        distances=np.zeros(most, dtype=np.int64),
        along=np.zeros(most, dtype=np.int64),
    )


def paths(ties: int) -> int:
    """Return the number of paths of news: a tie, or a tie and one of that person's ties.

    Path k is along tie k; after those, path ``ties * (1 + k) + m`` is along tie k and its tie m.
    """
    return ties * (ties + 1)


HOUSEHOLD_ALONG: Final = -1

_SAME_GROUP: Final = always(0)
_ANY_GROUP: Final = always(1)
_FAR_HISPANIC: Final = always(2)
_FAR_OTHER: Final = always(3)

# The "first resident" that identifies the set of all residents of an ethnicity in the jurisdiction.
_JURISDICTION: Final = always(0)


class Network(NamedTuple):
    """A jurisdiction's neighborhoods, and the number of ties of each kind of its residents.

    ``cells`` are the positions in the arrays of the jurisdiction's first neighborhood and of one
    past its last. The arrays have each neighborhood's first slot, its residents, its Hispanic
    residents, and the Hispanic residents ``before`` it. Ties are ``same_group`` within neighborhood
    and ethnicity, ``any_group`` within the neighborhood, and ``far`` within the ethnicity anywhere
    in the jurisdiction.
    """

    seed: int
    code: int
    cells: tuple[int, int]
    first: Ints
    residents: Ints
    hispanic: Ints
    before: Ints
    same_group: int
    any_group: int
    far: int


@rule
def _far_slot(network: Network, number: int, is_hispanic: bool) -> tuple[int, int]:
    """Find the neighborhood of a jurisdiction's ``number``-th resident of an ethnicity.

    The second value is the resident's number among those of the ethnicity in the neighborhood.
    """
    first, before = network.first, network.before
    low, high = network.cells[0], network.cells[1] - 1
    while low < high:
        middle = (low + high + 1) // 2
        start = before[middle] if is_hispanic else first[middle] - before[middle]
        if start <= number:
            low = middle
        else:
            high = middle - 1
    return low, number - (before[low] if is_hispanic else first[low] - before[low])


@rule
def _ask(
    network: Network, questions: Any, n: int, k: int, slot: int, cell: int, is_hispanic: bool
) -> None:
    """Write query ``n``: a resident's partner by tie ``k``."""
    first, residents, hispanic = network.first, network.residents, network.hispanic
    here = network.cells[0] + cell
    local = slot - first[here]
    border = hispanic[here]
    offset = 0 if is_hispanic else border
    same_group, any_group = network.same_group, network.any_group
    if k < same_group:
        size = border if is_hispanic else residents[here] - border
        which = first[here] + offset
        ask(questions, n, which, _SAME_GROUP, k, local - offset, size, shape_of(size))
    elif k < same_group + any_group:
        size = residents[here]
        which = first[here]
        ask(questions, n, which, _ANY_GROUP, k - same_group, local, size, shape_of(size))
    else:
        before, last = network.before, network.cells[1] - 1
        hispanics = before[last] + hispanic[last]
        size = hispanics if is_hispanic else first[last] + residents[last] - hispanics
        number = local - offset + (before[here] if is_hispanic else first[here] - before[here])
        kind = _FAR_HISPANIC if is_hispanic else _FAR_OTHER
        k -= same_group + any_group
        ask(questions, n, _JURISDICTION, kind, k, number, size, shape_of(size))


@rule
def _read(
    network: Network, questions: Any, n: int, k: int, cell: int, is_hispanic: bool
) -> tuple[int, int]:
    """Read the result of query ``n``: the partner's slot, or ``NO_TIE``, and neighborhood.

    The neighborhood is counted from the jurisdiction's first.
    """
    first, hispanic = network.first, network.hispanic
    other = answer(questions, n)
    if other == NO_TIE:
        return NO_TIE, cell
    here = network.cells[0] + cell
    if k < network.same_group:
        return first[here] + other + (0 if is_hispanic else hispanic[here]), cell
    if k < network.same_group + network.any_group:
        return first[here] + other, cell
    there, position = _far_slot(network, other, is_hispanic)
    slot = first[there] + (0 if is_hispanic else hispanic[there]) + position
    return slot, there - network.cells[0]


@rule
def ties_of(
    network: Network,
    slot: int,
    cell: int,
    is_hispanic: bool,
    questions: Any,
    slots: Ints,
    in_cell: Ints,
) -> None:
    """Find a resident's ties.

    Args:
        network: The jurisdiction's network; n is its number of ties per resident.
        slot: The resident's slot.
        cell: The resident's neighborhood, counted from the jurisdiction's first.
        is_hispanic: Whether the resident is Hispanic.
        questions: ``QUESTIONS`` array for n queries, overwritten.
        slots: int64[n or more], overwritten with the slot of each tie, or ``NO_TIE``.
        in_cell: int64[n or more], overwritten with the neighborhood of each tie.
    """
    each = network.same_group + network.any_group + network.far
    for k in range(each):
        _ask(network, questions, k, k, slot, cell, is_hispanic)
    find_partners(network.seed, network.code, questions, each)
    for k in range(each):
        slots[k], in_cell[k] = _read(network, questions, k, k, cell, is_hispanic)


@rule
def _list_new(listed: Ints, slot: int) -> bool:
    """Add a slot to the hash table; return whether it was not in it."""
    at = (slot * 0x9E3779B1) & (len(listed) - 1)
    while listed[at] != 0:
        if listed[at] == slot + 1:
            return False
        at = (at + 1) & (len(listed) - 1)
    listed[at] = slot + 1
    return True


@rule
def _clear_from(listed: Ints, slot: int) -> None:
    """Clear the hash table from a slot's first position up to the next empty one."""
    at = (slot * 0x9E3779B1) & (len(listed) - 1)
    while listed[at] != 0:
        listed[at] = 0
        at = (at + 1) & (len(listed) - 1)


@rule
def listeners(
    network: Network,
    slot: int,
    cell: int,
    is_hispanic: bool,
    household: int,
    carries: Any,
    reach: Reach,
) -> int:
    """Find the residents who hear news about a resident, each once, at the nearest distance.

    The distance is 0 for the household, 1 for ties, 2 for ties of ties. Of several paths to a
    person at the same distance the first counts; that of the household is ``HOUSEHOLD_ALONG``.

    Args:
        network: The jurisdiction's network.
        slot: The slot of the resident whom the news is about.
        cell: The resident's neighborhood, counted from the jurisdiction's first.
        is_hispanic: Whether the resident is Hispanic.
        household: The resident's household byte.
        carries: For each of the ``paths``, whether news passes along it.
        reach: The arrays to which slots, distances and paths are written.

    Returns:
        The number of residents found.
    """
    first, hispanic, cells = network.first, network.hispanic, network.cells
    questions, ties, asked, listed = reach.questions, reach.ties, reach.asked, reach.listed
    slots, distances, along = reach.slots, reach.distances, reach.along
    count = 0
    _list_new(listed, slot)
    eldest = slot - bits.household_position(household)
    for member in range(eldest, eldest + bits.household_size(household)):
        if _list_new(listed, member):
            slots[count], distances[count], along[count] = member, 0, HOUSEHOLD_ALONG
            count += 1
    each = network.same_group + network.any_group + network.far
    ties_of(network, slot, cell, is_hispanic, questions, ties[0], ties[1])
    questions_asked = 0
    for k in range(each):
        tie, tie_cell = ties[0, k], ties[1, k]
        if tie == NO_TIE:
            continue
        if carries[k] and _list_new(listed, tie):
            slots[count], distances[count], along[count] = tie, 1, k
            count += 1
        there = cells[0] + tie_cell
        tie_is_hispanic = tie - first[there] < hispanic[there]
        for further in range(each):
            path = each * (1 + k) + further
            if carries[path]:
                _ask(network, questions, questions_asked, further, tie, tie_cell, tie_is_hispanic)
                asked[questions_asked] = path
                questions_asked += 1
    find_partners(network.seed, network.code, questions, questions_asked)
    for n in range(questions_asked):
        k, further = asked[n] // each - 1, asked[n] % each
        there = cells[0] + ties[1, k]
        tie_is_hispanic = ties[0, k] - first[there] < hispanic[there]
        other, _ = _read(network, questions, n, further, ties[1, k], tie_is_hispanic)
        if other != NO_TIE and _list_new(listed, other):
            slots[count], distances[count], along[count] = other, 2, asked[n]
            count += 1
    _clear_from(listed, slot)
    for i in range(count):
        _clear_from(listed, slots[i])
    return count
