"""Ties are keyed matchings; news reaches each person once, at the nearest distance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scomm import Settings
from scomm.model.compiling.lanes import batches_for
from scomm.model.population import Population
from scomm.model.population import state as bits
from scomm.model.population.matching import NO_TIE, QUESTIONS, answer, ask, find_partners, shape_of
from scomm.model.population.ties import (
    HOUSEHOLD_ALONG,
    MOST_TIES,
    Network,
    listeners,
    make_reach,
    paths,
    ties_of,
)
from scomm.model.start import prepare

SEED = st.integers(0, 2**63 - 1)
CODE = st.integers(0, 2**32 - 1)


# One matching


def matching(seed: int, code: int, first: int, kind: int, k: int, count: int) -> list[int]:
    """Return the partners of all members of a set of ``count``."""
    questions = np.zeros(batches_for(count), dtype=QUESTIONS)
    for number in range(count):
        ask(questions, number, first, kind, k, number, count, shape_of(count))
    find_partners(seed, code, questions, count)
    return [answer(questions, number) for number in range(count)]


def partner(seed: int, count: int, number: int) -> int:
    """Return the partner of one member, from a single query."""
    questions = np.zeros(1, dtype=QUESTIONS)
    ask(questions, 0, 0, 0, 0, number, count, shape_of(count))
    find_partners(seed, 1, questions, 1)
    return answer(questions, 0)


@pytest.mark.parametrize("count", [*range(2, 40), 63, 64, 65, 255, 256, 257, 1000, 1023, 1025])
def test_a_matching_of_any_size(count: int) -> None:
    for k in range(3):
        check_matching(matching(7, 48453, 0, 1, k, count))


@settings(max_examples=60)
@given(
    seed=SEED, code=CODE, first=st.integers(0, 2**31), kind=st.integers(0, 3), k=st.integers(0, 11),
    count=st.integers(2, 1200),
)  # fmt: skip
def test_a_matching_under_any_key(
    seed: int, code: int, first: int, kind: int, k: int, count: int
) -> None:
    check_matching(matching(seed, code, first, kind, k, count))


def test_a_question_is_answered_the_same_whatever_else_is_asked() -> None:
    everybody = matching(5, 1, 0, 0, 0, 333)
    assert [partner(5, 333, number) for number in range(333)] == everybody


def check_matching(partners: list[int]) -> None:
    """Symmetric, no member tied to itself, and at most one without a partner."""
    for number, other in enumerate(partners):
        assert other != number
        assert other == NO_TIE or partners[other] == number
    assert all(NO_TIE <= other < len(partners) for other in partners)
    assert partners.count(NO_TIE) == len(partners) % 2


def test_nobody_alone_has_a_tie() -> None:
    assert matching(1, 1, 0, 0, 0, 1) == [NO_TIE]


def test_matchings_differ_from_each_other() -> None:
    """Two random matchings of 1,000 share about half a pair, and not more than 20.

    The number shared is near Poisson with mean 1/2: more has a probability below 1e-6.
    """
    base = {"seed": 1, "code": 2, "first": 3, "kind": 1, "k": 0}
    one = matching(**base, count=1000)
    for part in base:
        other = {**base, part: base[part] + 1}
        two = matching(**other, count=1000)
        assert sum(x == y for x, y in zip(one, two, strict=True)) <= 40


@pytest.mark.parametrize("count", [9, 16, 100, 257])
def test_partners_are_spread_over_the_set(count: int, false_alarm: float) -> None:
    """Over many keys all other members occur as partners, with similar frequencies.

    Six rounds are not an ideal permutation: in small sets some partners are up to a quarter more
    likely.
    Bounds are those of a Poisson count of half and of 2.5 times the mean of 60, at the false-alarm
    rate shared by all partners.
    """
    keys = 60 * count
    found = np.bincount([partner(seed, count, 4) + 1 for seed in range(keys)], minlength=count + 1)
    assert found[5] == 0, "nobody is tied to themselves"
    assert (found[0] > 0) == (count % 2 == 1)
    others = np.delete(found[1:], 4)
    level = false_alarm / 1000.0
    assert others.min() >= stats.poisson.ppf(level, 30.0) > 0
    assert others.max() <= stats.poisson.isf(level, 150.0)


# A jurisdiction's ties


class Town:
    """A jurisdiction, with queries for its residents' ties and listeners."""

    def __init__(self, population: Population, seed: int, ties: tuple[int, int, int]) -> None:
        self.population = population
        cells = population.neighborhoods
        last = len(cells.first)
        self.cells = cells
        self.cell_of = np.repeat(np.arange(last), cells.residents)
        self.hispanic = (population.state & 7) < 3
        self.network = Network(
            seed, 1, (0, last), cells.first, cells.residents, cells.hispanic,
            cells.hispanic_before, *ties,
        )  # fmt: skip

    def ties(self, slot: int) -> list[int]:
        return [other for other in self.by_tie(slot) if other != NO_TIE]

    def by_tie(self, slot: int) -> list[int]:
        """Return the partner of each tie, or ``NO_TIE``."""
        slots = np.empty(MOST_TIES, dtype=np.int64)
        in_cell = np.empty(MOST_TIES, dtype=np.int64)
        cell, ethnicity = int(self.cell_of[slot]), bool(self.hispanic[slot])
        questions = np.zeros(batches_for(MOST_TIES), dtype=QUESTIONS)
        slots[:] = NO_TIE
        ties_of(self.network, slot, cell, ethnicity, questions, slots, in_cell)
        tied = slots != NO_TIE
        assert (in_cell[tied] == self.cell_of[slots[tied]]).all()
        return slots[: sum(self.network[-3:])].tolist()

    def household(self, slot: int) -> list[int]:
        byte = int(self.population.household[slot])
        first = slot - bits.household_position(byte)
        return list(range(first, first + bits.household_size(byte)))

    def listeners(self, slot: int, carries: list[bool]) -> dict[int, tuple[int, int]]:
        """Return the distance and the path of each listener."""
        reach = make_reach(sum(self.network[-3:]))
        byte = int(self.population.household[slot])
        count = listeners(
            self.network, slot, int(self.cell_of[slot]), bool(self.hispanic[slot]), byte,
            np.array(carries, dtype=np.bool_), reach,
        )  # fmt: skip
        assert not reach.listed.any()
        slots, distances = reach.slots[:count].tolist(), reach.distances[:count].tolist()
        assert len(set(slots)) == count, "each once"
        along = reach.along[:count].tolist()
        return dict(zip(slots, zip(distances, along, strict=True), strict=True))


def town(changes: dict[str, Any], seed: int, ties: tuple[int, int, int]) -> Town:
    chosen = Settings(residents_per_neighborhood=100, **changes)
    return Town(prepare(chosen, seed).population, seed, ties)


TOWNS = st.fixed_dictionaries(
    {
        "population": st.integers(20, 450),
        "hispanic_share": st.sampled_from((0.0, 0.02, 0.3, 0.7, 0.98, 1.0)),
        "segregation": st.floats(0.5, 20.0),
    }
)
TIES = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=40)
@given(changes=TOWNS, seed=SEED, ties=TIES)
def test_ties_hold_both_ways_and_reach_the_right_people(
    changes: dict[str, Any], seed: int, ties: tuple[int, int, int]
) -> None:
    place = town(changes, seed, ties)
    everybody = range(len(place.population))
    found = {slot: place.ties(slot) for slot in everybody}
    for slot in everybody:
        assert slot not in found[slot]
        assert all(0 <= other < len(place.population) for other in found[slot])
        for other in found[slot]:
            assert found[other].count(slot) == found[slot].count(other)
    same_group, any_group, far = ties
    for kind, wanted in (((same_group, 0, 0), "group"), ((0, any_group, 0), "neighborhood"),
                         ((0, 0, far), "ethnicity")):  # fmt: skip
        alone = Town(place.population, seed, kind)
        for slot in everybody:
            for other in alone.ties(slot):
                same_cell = place.cell_of[other] == place.cell_of[slot]
                same_ethnicity = place.hispanic[other] == place.hispanic[slot]
                assert same_cell or wanted == "ethnicity"
                assert same_ethnicity or wanted == "neighborhood"


def test_everybody_has_the_ties_asked_for_but_the_odd_one_out() -> None:
    place = town({"population": 401, "hispanic_share": 0.4}, 3, (4, 1, 1))
    found = [len(place.ties(slot)) for slot in range(401)]
    assert max(found) == 6
    sets = 4 * 8 + 4 + 2  # matchings by neighborhood and ethnicity, neighborhood, ethnicity
    assert sum(6 - count for count in found) <= sets


def test_ties_reach_other_neighborhoods() -> None:
    place = town({"population": 1000, "hispanic_share": 0.4}, 3, (0, 0, 2))
    cells = [
        place.cell_of[other] == place.cell_of[slot]
        for slot in range(1000)
        for other in place.ties(slot)
    ]
    assert len(cells) > 1990
    # One in ten is in the same neighborhood by chance; with segregation somewhat more.
    assert 0.05 < np.mean(cells) < 0.3


@settings(max_examples=30)
@given(
    changes=TOWNS,
    seed=SEED,
    ties=st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 12)),
    data=st.data(),
)
def test_listeners_are_found_once_at_the_nearest_distance(
    changes: dict[str, Any], seed: int, ties: tuple[int, int, int], data: st.DataObject
) -> None:
    """Compared with an independent search: the farthest first, then overwritten by nearer ones.

    Of several paths to a person at the same distance the first overwrites the later ones.
    """
    place, each = town(changes, seed, ties), sum(ties)
    slot = data.draw(st.integers(0, len(place.population) - 1))
    share = data.draw(st.sampled_from((0.0, 0.3, 1.0)))
    luck = data.draw(st.randoms(use_true_random=False))
    carries = [luck.random() < share for _ in range(paths(each))]
    expected: dict[int, tuple[int, int]] = {}
    first = place.by_tie(slot)
    for k in reversed([k for k in range(each) if first[k] != NO_TIE]):
        for m, other in reversed(list(enumerate(place.by_tie(first[k])))):
            if other != NO_TIE and carries[each * (1 + k) + m]:
                expected[other] = 2, each * (1 + k) + m
    for k in reversed(range(each)):
        if first[k] != NO_TIE and carries[k]:
            expected[first[k]] = 1, k
    expected.update(dict.fromkeys(place.household(slot), (0, HOUSEHOLD_ALONG)))
    expected.pop(slot)
    assert place.listeners(slot, carries) == expected


def test_the_largest_number_of_listeners_fits() -> None:
    place = town({"population": 20_000, "hispanic_share": 0.5}, 1, (12, 12, 12))
    carries = [True] * paths(MOST_TIES)
    reached = [len(place.listeners(slot, carries)) for slot in range(0, 20_000, 97)]
    assert 600 < max(reached) <= len(make_reach(MOST_TIES).slots)
