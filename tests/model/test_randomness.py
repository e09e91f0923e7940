"""Keyed draws: published test vectors, the list of decisions, the packing of the counter."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scomm import Settings
from scomm.model import randomness, streams
from scomm.model.population.ties import MOST_TIES
from scomm.model.randomness import BLOCKS, SCHEME, WEEK_ZERO, Draws, draw, philox, words, world_seed

WORD = st.integers(0, 2**32 - 1)
COUNTERS = st.fixed_dictionaries(
    {
        "block": st.integers(0, 255),
        "a": WORD,
        "b": WORD,
        "code": WORD,
        "week": st.integers(-WEEK_ZERO, 4095 - WEEK_ZERO),
        "index": st.integers(0, 4095),
    }
)
SEEDS = st.integers(0, 2**63 - 1)

# Random123, tests/kat_vectors, lines "philox4x32 10": counter, key, result.
KNOWN_ANSWERS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN_ANSWERS)
def test_philox_gives_the_published_vectors(
    counter: tuple[int, ...], key: tuple[int, ...], result: tuple[int, ...]
) -> None:
    assert tuple(int(word) for word in philox(*counter, *key)) == result


# The list of decisions


def test_a_block_s_number_is_its_place_in_the_list() -> None:
    for place, block in enumerate(BLOCKS):
        assert getattr(randomness, block.name.replace(" ", "_").upper()) == place


def test_no_two_decisions_have_one_number() -> None:
    assert len({block.name for block in BLOCKS}) == len(BLOCKS)
    for block in BLOCKS:
        assert 1 <= len(block.decisions) <= 4, "a block has four numbers"
        assert len(set(block.decisions)) == len(block.decisions)


def test_the_list_of_this_scheme_is_as_it_was() -> None:
    """Changing or moving a block changes worlds and requires a new SCHEME; append new blocks."""
    known = [(block.name, block.subject, block.decisions) for block in BLOCKS[:24]]
    digest = hashlib.sha256(repr((SCHEME, known)).encode()).hexdigest()
    assert digest[:16] == "382242f4f78d26d8"


def test_everything_fits_into_its_part_of_the_counter() -> None:
    bounds = {parameter.name: parameter for parameter in Settings.parameters()}
    longest = bounds["burn_in_weeks"].high
    assert longest is not None and bounds["weeks"].high is not None
    assert longest < WEEK_ZERO, "week 0 of an arrival means from the start"
    assert bounds["weeks"].high + WEEK_ZERO <= 4096
    assert len(BLOCKS) <= 256
    numbers = [getattr(streams, name) for name in ("BASE_CRIME", "EXCESS_CRIME", "CAUSE_ARREST")]
    numbers += [streams.ENCOUNTER, streams.PROFILED_ENCOUNTER, streams.MOVE]
    assert len(set(numbers)) == len(numbers), "each stream has its own index"
    assert max(numbers) < streams.AT_LARGE, "what follows an arrest at large has its own index"
    assert max(*numbers, MOST_TIES, streams.AT_LARGE + max(numbers)) < 4096


# The packing of the counter


@given(seed=SEEDS, counter=COUNTERS)
def test_the_counter_is_packed_as_documented(seed: int, counter: dict[str, int]) -> None:
    last = counter["block"] << 24 | (counter["week"] + WEEK_ZERO) << 12 | counter["index"]
    expected = philox(
        counter["a"], counter["b"], counter["code"], last, seed & 0xFFFFFFFF, seed >> 32
    )
    assert words(seed, **counter) == expected


@given(seed=SEEDS, first=COUNTERS, second=COUNTERS)
def test_two_counters_never_give_the_same_words(
    seed: int, first: dict[str, int], second: dict[str, int]
) -> None:
    """For a given key Philox is a bijection: equal words mean equal counters."""
    assert (words(seed, **first) == words(seed, **second)) == (first == second)


@given(seed=SEEDS, counter=COUNTERS, part=st.sampled_from(("a", "b", "code", "index")))
def test_a_neighboring_counter_gives_other_words(
    seed: int, counter: dict[str, int], part: str
) -> None:
    """Pairs that differ in one bit of one part, which is rare for two independent counters."""
    assert words(seed, **counter) != words(seed, **{**counter, part: counter[part] ^ 1})


@given(counter=COUNTERS, bit=st.integers(0, 62), seed=SEEDS)
def test_every_bit_of_the_seed_counts(counter: dict[str, int], bit: int, seed: int) -> None:
    assert words(seed, **counter) != words(seed ^ (1 << bit), **counter)


# Uniforms


@given(seed=SEEDS, counter=COUNTERS)
def test_uniforms_lie_strictly_between_0_and_1(seed: int, counter: dict[str, int]) -> None:
    uniforms = draw(seed, **counter)
    assert all(0.0 < u < 1.0 for u in uniforms)
    assert [int(u * 2.0**32) for u in uniforms] == [int(w) for w in words(seed, **counter)]


def test_the_outermost_words_stay_inside() -> None:
    assert 0.0 < (0 + 0.5) * 2.0**-32
    assert (0xFFFFFFFF + 0.5) * 2.0**-32 < 1.0


@pytest.mark.parametrize("part", ["a", "b", "code", "week", "index", "block", "seed"])
def test_draws_are_uniform_and_lanes_unrelated(part: str, false_alarm: float) -> None:
    """Along each part of the counter; Kolmogorov-Smirnov, and chi-squared on pairs of lanes.

    13 tests on each of 7 parts share the false-alarm rate. 4,096 draws fail where the distribution
    function is off by 0.05 anywhere, or a cell of 64 has twice its share.
    """
    base = {"seed": 7, "block": 3, "a": 5, "b": 6, "code": 48453, "week": 0, "index": 1}
    many = 256 if part == "block" else 3072
    steps = [{**base, part: step} for step in range(many)]
    u = np.array([draw(**step) for step in steps])
    level = false_alarm / (13 * 7)
    for lane in range(4):
        statistic = stats.kstest(u[:, lane], "uniform").statistic
        limit = stats.kstwo.isf(level, many)
        assert statistic < limit < 0.25
        lag = stats.spearmanr(u[1:, lane], u[:-1, lane]).statistic
        assert abs(lag) < stats.norm.isf(level / 2.0) / np.sqrt(many - 2.0)
    for one in range(4):
        for other in range(one + 1, 4):
            table, _, _ = np.histogram2d(u[:, one], u[:, other], bins=4, range=[[0, 1], [0, 1]])
            chi2 = float(((table - many / 16.0) ** 2 / (many / 16.0)).sum())
            assert chi2 < stats.chi2.isf(level, 15)


# Worlds


def test_a_world_s_seed_hangs_on_the_sweep_s_seed_and_the_replicate_alone() -> None:
    seeds = [world_seed(20101122, replicate) for replicate in range(5000)]
    assert seeds == [world_seed(20101122, replicate) for replicate in range(5000)]
    assert seeds[1234] == world_seed(20101122, 1234)
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert not set(seeds) & {world_seed(20101123, replicate) for replicate in range(5000)}
    assert len({seed >> 31 for seed in seeds}) > 4990, "the high half varies as well"


# The audit


def test_the_audit_refuses_a_second_draw() -> None:
    draws = Draws(1, audit=True)
    assert draws(3, 1, 2, 3, -5, 4) == draw(1, 3, 1, 2, 3, -5, 4)
    draws(3, 1, 2, 3, -4, 4)
    draws(3, 1, 2, 3, -5, 5)
    draws(3, 2, 1, 3, -5, 4)
    with pytest.raises(AssertionError, match="slot"):
        draws(3, 1, 2, 3, -5, 4)


@given(counter=COUNTERS)
def test_without_audit_a_draw_can_be_had_again(counter: dict[str, Any]) -> None:
    draws = Draws(1)
    counter["block"] %= len(BLOCKS)
    assert draws(**counter) == draws(**counter) == draw(1, **counter)
