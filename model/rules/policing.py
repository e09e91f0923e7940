"""Clearance of reported crimes, and what becomes of an encounter over a minor offense.

Officers have wide discretion over minor offenses [Black Reiss 1970]. The claim under study is
that some arrest people they take for foreign in order to have their status checked
[FCIR 2011; IPC 2010].
"""

from __future__ import annotations

import math
from typing import Final

from scomm.model.compiling.jit import rule
from scomm.model.groups import UNDOCUMENTED

WARNING: Final = 0
CITATION: Final = 1
MINOR_ARREST: Final = 2
PRETEXT_ARREST: Final = 3

# Steps of the leading digits of a draw; the 20 bits behind them choose warning or citation.
LEADING: Final = 4096.0


@rule
def clearance_probability(
    clearance: float, cooperation_weight: float, victim_trust: float
) -> float:
    """Return the probability that a reported crime is cleared by an arrest.

    ``clearance`` is the class's rate [FBI 2010] at a trust of 0.5; the police solve crimes with
    what victims tell them, so it moves in proportion to the victim's trust.
    """
    factor = 1.0 + cooperation_weight * (victim_trust - 0.5)
    return min(max(clearance * factor, 0.0), 1.0)


@rule
def check_visible(
    active: bool, results_received: bool, jail_287g: bool, status_inquiry: bool
) -> bool:
    """Say whether an arrest leads to an immigration check whose result the officer can see.

    A jurisdiction that declines the results is still checked, but its officers learn nothing, so a
    pretextual arrest serves no purpose for them [IPC 2010; Truthout 2010].
    """
    return (active and results_received) or jail_287g or status_inquiry


@rule
def minor_arrest_probability(base: float, status: int, no_license_ratio: float) -> float:
    """Return the probability that an encounter over a minor offense ends in arrest for cause.

    Undocumented residents of most states could have no driver's license, which turns a stop into an
    arrestable offense [Truthout 2010]: ``no_license_ratio`` times as often.
    """
    return min(base * no_license_ratio, 1.0) if status == UNDOCUMENTED else base


@rule
def pretext_probability(
    arrest: float, visible: bool, taken_for_foreign: bool, propensity: float
) -> float:
    """Return the probability that an encounter ends in a pretextual arrest.

    Only what would have ended in a warning or a citation can become one.
    """
    if not (visible and taken_for_foreign):
        return 0.0
    return (1.0 - arrest) * propensity


@rule
def encounter_outcome(arrest: float, pretext: float, citation_share: float, u: float) -> int:
    """Return how an encounter ends: warning, citation, arrest for cause or pretextual arrest.

    One draw decides all of it, nested, so that more propensity only adds arrests to the same ones.
    Whether it would be a citation goes by the draw's later digits, so pretextual arrests come from
    warnings and citations alike, and the same citations are left whatever the propensity.
    """
    if u < arrest:
        return MINOR_ARREST
    if u < arrest + pretext:
        return PRETEXT_ARREST
    later_digits = u * LEADING - math.floor(u * LEADING)
    return CITATION if later_digits < citation_share else WARNING


@rule
def citation_probability(arrest: float, pretext: float, citation_share: float) -> float:
    """Return the probability that an encounter ends in a citation."""
    return (1.0 - arrest - pretext) * citation_share


@rule
def inquiry_probability(
    status_inquiry: bool, taken_for_foreign: bool, status: int, inquiry_arrest: float
) -> float:
    """Return the probability that a status inquiry ends an encounter in arrest.

    Under a law like Arizona's SB 1070 officers ask about status where they suspect somebody of
    being in the country unlawfully [Setting-the-record 2010].
    """
    if status_inquiry and taken_for_foreign and status == UNDOCUMENTED:
        return inquiry_arrest
    return 0.0
