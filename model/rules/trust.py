"""News of removals and pretextual arrests: who hears, what it does, and how it fades.

What news has changed is kept as an excess over its baseline and halves in a fixed time.
Excesses are whole numbers of small steps: sums of whole numbers do not depend on the order
in which news arrives. They are kept as of the week in which a person was last touched, by news or
by help, and are brought up to date when looked at.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Protocol

from scomm.model.calendar import NEVER
from scomm.model.compiling.jit import rule, shared
from scomm.model.randomness import WEEK_ZERO

if TYPE_CHECKING:
    from scomm.model.rules.arrays import Floats
    from scomm.model.settings import Settings

# One step of an excess, and the most that is kept. 16 bits hold perceived risk
# to 15.9 and trust to 1.99.
RISK_STEPS: Final = 4096.0
TRUST_STEPS: Final = 32768.0
MOST_STEPS: Final = 65535

HOUSEHOLD: Final = 0
TIE: Final = 1
TIE_OF_TIE: Final = 2


class Person(Protocol):
    """A person as changed by news, help and time: fields of a record, or an agent's attributes.

    Weeks are counted from ``WEEK_ZERO`` on, with 0 for never (``touched``, ``heard``) or for the
    start (``arrival``); excesses are in steps.
    """

    arrival: int
    risk: int
    trust_loss: int
    trust_gain: int
    touched: int
    heard: int
    convictions: int


@rule
def hear_probability(p: Settings, distance: int) -> float:
    """Return the probability that news goes along one path: 1 within the household.

    Somebody at the end of several paths hears if news comes along one of them, as in an independent
    cascade [Kempe 2003].
    """
    if distance == HOUSEHOLD:
        return 1.0
    return p.tie_hears if distance == TIE else p.tie_of_tie_hears


@rule
def news_strength(
    p: Settings, distance: int, pretext: bool, no_conviction: bool, results_received: bool
) -> float:
    """Strength of news; 1 is that of a convicted household member's removal.

    It weighs less at a distance, more where the person had no conviction (it can happen to
    anybody), and less where the jurisdiction declines results, since nobody local learns
    why somebody was held.
    """
    strength = 1.0
    if distance == TIE:
        strength = p.tie_news_weight
    elif distance == TIE_OF_TIE:
        strength = p.tie_of_tie_news_weight
    if pretext:
        strength *= p.pretext_news_ratio
    if no_conviction:
        strength *= p.no_conviction_news_ratio
    return strength if results_received else strength * p.hidden_results_ratio


@rule
def in_steps(amount: float, steps: float) -> int:
    """Return ``amount`` as a whole number of steps."""
    return min(int(amount * steps + 0.5), MOST_STEPS)


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


@shared
def touch(person: Person, risk_left: float, trust_left: float, week: int) -> None:
    """Bring a person's excesses up to date, before something is added to one.

    ``risk_left`` and ``trust_left`` are the shares left since the week they are kept as of.
    """
    person.risk = reduced(person.risk, risk_left)
    person.trust_loss = reduced(person.trust_loss, trust_left)
    person.trust_gain = reduced(person.trust_gain, trust_left)
    person.touched = week + WEEK_ZERO


@shared
def hear(p: Settings, person: Person, strength: float, pretext: bool, week: int) -> None:
    """Hear of a removal or a pretextual arrest: risk rises and trust falls, by its strength.

    Who hears of a removal knows that the jurisdiction is enrolled.
    """
    person.risk = added(person.risk, in_steps(strength * p.news_risk, RISK_STEPS))
    person.trust_loss = added(
        person.trust_loss, in_steps(strength * p.news_trust_loss, TRUST_STEPS)
    )
    if not pretext:
        person.heard = week + WEEK_ZERO


@shared
def be_helped(p: Settings, person: Person) -> None:
    """Gain trust: a report by the household led to an arrest."""
    person.trust_gain = added(person.trust_gain, in_steps(p.help_trust_gain, TRUST_STEPS))


@shared
def replace(person: Person, convictions: int, arrival: int) -> None:
    """Make a person the newcomer of week ``arrival``, whom no news and no help has touched."""
    person.convictions = convictions
    person.arrival = arrival
    person.risk = 0
    person.trust_loss = 0
    person.trust_gain = 0
    person.touched = 0
    person.heard = 0


@rule
def aware_by(p: Settings, weeks: int) -> float:
    """Return the probability of being aware ``weeks`` weeks after enrollment.

    It is the distribution of an exponential delay. One draw decides whether and when, so a larger
    share or a shorter delay only makes people aware earlier.
    """
    if weeks < 0:
        return 0.0
    return p.awareness_share * (1.0 - math.exp(-(weeks + 1) / p.awareness_delay))


@rule
def probability_aware(
    aware_after: Floats, known_since: int, arrival: int, heard: int, week: int
) -> float:
    """Return the probability that a resident knows by ``week`` that the jurisdiction is enrolled.

    Who has heard of a removal since it could be known does. Of others only the draw is left to
    chance, held against ``aware_after``: ``aware_by`` for each number of weeks from 0 on. A
    newcomer has had the weeks since ``arrival``, which is counted from ``WEEK_ZERO`` on, as
    ``heard`` is.
    """
    if known_since == NEVER:
        return 0.0
    if heard - WEEK_ZERO >= known_since:
        return 1.0
    weeks = week - max(known_since, arrival - WEEK_ZERO)
    return aware_after[weeks] if weeks >= 0 else 0.0
