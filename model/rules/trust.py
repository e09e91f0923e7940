"""News of removals and pretextual arrests: who hears, what it does, and how it fades.

What news has changed is kept as an excess over its baseline and halves in a fixed time.
Excesses are whole numbers of small steps: sums of whole numbers do not hang on the order
in which news arrives.
"""

from __future__ import annotations

import math
from typing import Final

from scomm.model.compiling.jit import rule

# One step of an excess, and the most that is kept. 16 bits hold perceived risk
# to 15.9 and trust to 1.99.
RISK_STEPS: Final = 4096.0
TRUST_STEPS: Final = 32768.0
MOST_STEPS: Final = 65535

HOUSEHOLD: Final = 0
TIE: Final = 1
TIE_OF_TIE: Final = 2


@rule
def hear_probability(distance: int, tie: float, tie_of_tie: float) -> float:
    """Return the probability that news goes along one path: 1 within the household.

    Somebody at the end of several paths hears if news comes along one of them, as in an independent
    cascade [Kempe 2003].
    """
    if distance == HOUSEHOLD:
        return 1.0
    return tie if distance == TIE else tie_of_tie


@rule
def news_strength(
    distance: int,
    tie: float,
    tie_of_tie: float,
    pretext: bool,
    pretext_ratio: float,
    no_conviction: bool,
    no_conviction_ratio: float,
    results_received: bool,
    hidden_ratio: float,
) -> float:
    """Return how strongly news moves who hears it; 1 is a convicted household member's removal.

    It weighs less at a distance, more where the person had no conviction (it can happen to
    anybody), and less where the jurisdiction declines results, since nobody local learns
    why somebody was held.
    """
    strength = 1.0
    if distance == TIE:
        strength = tie
    elif distance == TIE_OF_TIE:
        strength = tie_of_tie
    if pretext:
        strength *= pretext_ratio
    if no_conviction:
        strength *= no_conviction_ratio
    return strength if results_received else strength * hidden_ratio


@rule
def in_steps(amount: float, steps: float) -> int:
    """Return ``amount`` as a whole number of steps."""
    return min(int(amount * steps + 0.5), MOST_STEPS)


@rule
def relaxed(excess: int, weeks: int, half_life: float) -> int:
    """Return what is left of an excess after ``weeks`` weeks."""
    if excess == 0 or weeks <= 0:
        return excess
    return reduced(excess, share_left(weeks, half_life))


@rule
def share_left(weeks: int, half_life: float) -> float:
    """Return the share of an excess that is left after some weeks."""
    return math.exp(-math.log(2.0) * weeks / half_life)


@rule
def reduced(excess: int, share: float) -> int:
    """Return a share of an excess, rounded to a step."""
    return int(excess * share + 0.5)


@rule
def added(excess: int, more: int) -> int:
    """Return an excess with more added, held at the most that is kept."""
    return min(excess + more, MOST_STEPS)


@rule
def aware_by(weeks: int, ever: float, mean_weeks: float) -> float:
    """Return the probability of being aware ``weeks`` weeks after enrollment.

    It is the distribution of the delay.
    """
    if weeks < 0:
        return 0.0
    return ever * (1.0 - math.exp(-(weeks + 1) / mean_weeks))


@rule
def is_aware(weeks: int, ever: float, mean_weeks: float, u: float) -> bool:
    """Say whether somebody is aware ``weeks`` weeks after enrollment: an exponential delay.

    One draw decides whether and when, so a larger share or a shorter delay only makes people aware
    earlier.
    """
    return u < aware_by(weeks, ever, mean_weeks)
