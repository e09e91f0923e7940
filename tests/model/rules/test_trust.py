"""News, how it fades, and awareness of enrollment: hand-worked cases and bounds."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.calendar import NEVER
from scomm.model.numbers import numbers
from scomm.model.randomness import WEEK_ZERO
from scomm.model.rules import trust

SHARE = st.floats(0.0, 1.0)
STEPS = st.integers(0, trust.MOST_STEPS)
HALF_LIFE = st.floats(1.0, 520.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)


def p(**settings: float) -> Settings:
    """Return the numbers that rules take, with some settings as given."""
    return numbers(Settings(**settings))


def somebody(
    risk: int = 0, trust_loss: int = 0, trust_gain: int = 0, touched: int = 0
) -> trust.Person:
    """Return a person as an agent is one: with attributes."""
    return SimpleNamespace(
        arrival=0,
        risk=risk,
        trust_loss=trust_loss,
        trust_gain=trust_gain,
        touched=touched,
        heard=0,
        convictions=5,
    )


def test_who_hears() -> None:
    given = p(tie_hears=0.6, tie_of_tie_hears=0.2)
    assert trust.hear_probability(given, trust.HOUSEHOLD) == 1.0
    assert trust.hear_probability(given, trust.TIE) == 0.6
    assert trust.hear_probability(given, trust.TIE_OF_TIE) == 0.2


@pytest.mark.parametrize(
    ("distance", "pretext", "no_conviction", "received", "expected"),
    [
        # Tie 0.5, tie's tie 0.25, pretext 0.4, no conviction 2, hidden 0.1.
        (trust.HOUSEHOLD, False, False, True, 1.0),
        (trust.TIE, False, False, True, 0.5),
        (trust.TIE_OF_TIE, False, False, True, 0.25),
        (trust.HOUSEHOLD, True, False, True, 0.4),
        (trust.HOUSEHOLD, False, True, True, 2.0),
        (trust.HOUSEHOLD, False, False, False, 0.1),
        (trust.TIE, True, True, True, 0.4),
        (trust.TIE_OF_TIE, True, True, False, 0.02),
    ],
)
def test_strength(
    distance: int, pretext: bool, no_conviction: bool, received: bool, expected: float
) -> None:
    given = p(
        tie_news_weight=0.5,
        tie_of_tie_news_weight=0.25,
        pretext_news_ratio=0.4,
        no_conviction_news_ratio=2.0,
        hidden_results_ratio=0.1,
    )
    strength = trust.news_strength(given, distance, pretext, no_conviction, received)
    assert strength == pytest.approx(expected)


def test_whole_steps() -> None:
    assert trust.in_steps(0.1, 100.0) == 10
    assert trust.in_steps(0.104, 100.0) == 10
    assert trust.in_steps(0.106, 100.0) == 11
    assert trust.in_steps(0.0, trust.RISK_STEPS) == 0
    assert trust.in_steps(1e9, trust.RISK_STEPS) == trust.MOST_STEPS


@given(st.floats(0.0, 1.9))
def test_steps_keep_an_amount_to_half_a_step(amount: float) -> None:
    for steps in (trust.RISK_STEPS, trust.TRUST_STEPS):
        assert abs(trust.in_steps(amount, steps) / steps - amount) <= 0.5 / steps + 1e-12


def left_of(excess: int, weeks: int, half_life: float) -> int:
    return trust.reduced(excess, trust.share_left(weeks, half_life))


@pytest.mark.parametrize(
    ("excess", "weeks", "half_life", "expected"),
    [
        (1000, 0, 10.0, 1000),
        (1000, 10, 10.0, 500),
        (1000, 20, 10.0, 250),
        (1001, 10, 10.0, 501),  # 500.5 is rounded up
        (0, 10, 10.0, 0),
        (3, 1000, 10.0, 0),
    ],
)
def test_fading(excess: int, weeks: int, half_life: float, expected: int) -> None:
    assert left_of(excess, weeks, half_life) == expected


@given(excess=STEPS, weeks=st.integers(0, 1000), more=st.integers(0, 1000), half_life=HALF_LIFE)
def test_news_only_fades_and_fades_together(
    excess: int, weeks: int, more: int, half_life: float
) -> None:
    """Looking at it on the way changes what is left by no more than the rounding."""
    left = left_of(excess, weeks, half_life)
    assert 0 <= left_of(excess, weeks + more, half_life) <= left <= excess
    assert abs(left_of(left, more, half_life) - left_of(excess, weeks + more, half_life)) <= 1


@given(excess=STEPS, first=STEPS, second=STEPS)
def test_news_adds_in_any_order(excess: int, first: int, second: int) -> None:
    together = trust.added(trust.added(excess, first), second)
    assert together == trust.added(trust.added(excess, second), first)
    assert together == min(excess + first + second, trust.MOST_STEPS)


# What happens to a person


def test_touching_somebody_brings_the_excesses_up_to_date() -> None:
    person = somebody(risk=1000, trust_loss=400, trust_gain=101, touched=WEEK_ZERO)
    trust.touch(person, 0.5, 0.25, 26)
    assert (person.risk, person.trust_loss, person.trust_gain) == (500, 100, 25)
    assert person.touched == WEEK_ZERO + 26


@pytest.mark.parametrize(("pretext", "heard"), [(False, WEEK_ZERO + 8), (True, 0)])
def test_hearing_raises_risk_and_lowers_trust(pretext: bool, heard: int) -> None:
    """A strength of 1/2, of news that adds 0.25 to risk and takes 0.125 of trust."""
    person = somebody(risk=10, trust_loss=20, trust_gain=30)
    trust.hear(p(news_risk=0.25, news_trust_loss=0.125), person, 0.5, pretext, 8)
    assert person.risk == 10 + trust.RISK_STEPS / 8
    assert person.trust_loss == 20 + trust.TRUST_STEPS / 16
    assert (person.trust_gain, person.heard) == (30, heard)


def test_help_raises_trust() -> None:
    person = somebody(risk=10, trust_loss=20, trust_gain=30)
    trust.be_helped(p(help_trust_gain=0.25), person)
    assert (person.risk, person.trust_loss) == (10, 20)
    assert person.trust_gain == 30 + trust.TRUST_STEPS / 4


def test_excesses_are_held_at_the_most_that_is_kept() -> None:
    person = somebody(risk=65_000, trust_loss=65_000, trust_gain=65_000)
    given = p(news_risk=2.0, news_trust_loss=1.0, help_trust_gain=1.0)
    trust.hear(given, person, 1.0, False, 8)
    trust.be_helped(given, person)
    assert (person.risk, person.trust_loss, person.trust_gain) == (trust.MOST_STEPS,) * 3


def test_nothing_of_the_person_before_is_left_of_a_newcomer() -> None:
    person = somebody(risk=10, trust_loss=20, trust_gain=30, touched=WEEK_ZERO)
    person.heard = WEEK_ZERO
    trust.replace(person, 3, WEEK_ZERO + 9)
    assert person == SimpleNamespace(
        arrival=WEEK_ZERO + 9,
        risk=0,
        trust_loss=0,
        trust_gain=0,
        touched=0,
        heard=0,
        convictions=3,
    )


# Awareness


def test_awareness_by_hand() -> None:
    given = p(awareness_share=0.7, awareness_delay=26.0)
    assert trust.aware_by(given, -1) == 0.0
    assert trust.aware_by(given, 25) == pytest.approx(0.7 * (1.0 - math.exp(-1.0)))
    # Half of those ever aware: 26 log 2 is 18.02.
    assert trust.aware_by(given, 17) < 0.35 < trust.aware_by(given, 18)
    assert trust.aware_by(given, 520) < 0.7


@given(share=SHARE, delay=st.floats(1.0, 520.0), weeks=st.integers(-2, 400))
def test_nobody_aware_forgets_it_and_no_more_than_the_share_is_ever_aware(
    share: float, delay: float, weeks: int
) -> None:
    given, all_ever = (p(awareness_share=each, awareness_delay=delay) for each in (share, 1.0))
    probability = trust.aware_by(given, weeks)
    assert 0.0 <= probability <= trust.aware_by(given, weeks + 1) <= share
    assert probability <= trust.aware_by(all_ever, weeks)


def test_the_delay_has_its_mean() -> None:
    """An exponential cut to whole weeks loses half a week."""
    given = p(awareness_share=1.0, awareness_delay=26.0)
    weeks_unaware = sum(1.0 - trust.aware_by(given, week) for week in range(2000))
    assert weeks_unaware == pytest.approx(1.0 / math.expm1(1.0 / 26.0))


@pytest.mark.parametrize(
    ("known_since", "arrival", "heard", "expected"),
    [
        # In week 13, of people here from the start; 0.1 after no week, 0.2 after one, and so on.
        (NEVER, 0, 0, 0.0),
        (14, 0, 0, 0.0),
        (13, 0, 0, 0.1),
        (10, 0, 0, 0.4),
        # Who came in week 12 has had one week; who came before activation, those since.
        (10, 12, 0, 0.2),
        (10, 5, 0, 0.4),
        # Who heard of a removal since activation knows; one before it told of another program.
        (10, 0, 10, 1.0),
        (10, 12, 12, 1.0),
        (10, 0, 9, 0.4),
        (NEVER, 0, 9, 0.0),
    ],
)
def test_who_is_aware(known_since: int, arrival: int, heard: int, expected: float) -> None:
    aware_after = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    weeks = [week + WEEK_ZERO if week else 0 for week in (arrival, heard)]
    assert trust.probability_aware(aware_after, known_since, *weeks, 13) == expected
