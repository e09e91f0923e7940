"""Clearance of reported crimes, and how an encounter over a minor offense ends.

Officers have wide discretion over minor offenses [Black Reiss 1970]. The claim under study is
that some arrest people they take for foreign in order to have their status checked
[FCIR 2011; IPC 2010].
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.rules.crime import VIOLENT

if TYPE_CHECKING:
    from scomm.model.settings import Settings

WARNING: Final = 0
CITATION: Final = 1
MINOR_ARREST: Final = 2
PRETEXT_ARREST: Final = 3

# Steps of the leading digits of a draw; the 20 bits behind them choose warning or citation.
LEADING: Final = 4096.0


@rule
def clearance_probability(p: Settings, crime_class: int, victim_trust: float) -> float:
    """Return the probability that a reported crime is cleared by an arrest for it alone.

    The class's clearance rate [FBI 2010] holds at a trust of 0.5; the police solve crimes with
    what victims tell them, so it moves in proportion to the victim's trust. Some crimes are cleared
    by an arrest for another: of clearances the share ``arrests_per_clearance`` brings an arrest.
    """
    clearance = p.clearance_violent if crime_class == VIOLENT else p.clearance_property
    factor = 1.0 + p.cooperation_weight * (victim_trust - 0.5)
    return min(max(clearance * factor, 0.0), 1.0) * p.arrests_per_clearance


@rule
def ordinance_in_force(dont_ask: bool, status_inquiry: bool) -> bool:
    """Check that a local ordinance keeps officers from asking about status.

    A state law that has officers ask prevails over a local ordinance that they must not.
    """
    return dont_ask and not status_inquiry


@rule
def check_force(
    p: Settings, active: bool, results_received: bool, jail_287g: bool, status_inquiry: bool
) -> float:
    """The force of an immigration check after an arrest as a motive for a pretextual one, 0 to 1.

    1 where the officer learns the result. A jurisdiction that declines the results is still
    checked, and its jail is asked to hold people all the same [IPC 2010; Truthout 2010]: officers
    see that somebody was held, but not why, which leaves ``results_declined_pretext_ratio``.
    """
    if (active and results_received) or jail_287g or status_inquiry:
        return 1.0
    return p.results_declined_pretext_ratio if active else 0.0


@rule
def taken_for_foreign(p: Settings, status: int, hispanic: bool, u: float) -> bool:
    """Decide whether an officer takes a resident for foreign, by ethnicity and status."""
    if hispanic:
        if status == CITIZEN:
            share = p.foreign_hispanic_citizen
        else:
            share = (
                p.foreign_hispanic_lawful if status == LAWFUL else p.foreign_hispanic_undocumented
            )
    elif status == CITIZEN:
        share = p.foreign_other_citizen
    else:
        share = p.foreign_other_lawful if status == LAWFUL else p.foreign_other_undocumented
    return u < share


@rule
def encounter_happens(
    p: Settings, profiled: bool, force: float, status: int, hispanic: bool, u: float
) -> bool:
    """Check that an opportunity for an encounter becomes one.

    Profiling adds encounters only with people taken for foreign, by the same draw ``u``, and only
    as far as the check has ``force``.
    """
    return not profiled or (force > 0.0 and taken_for_foreign(p, status, hispanic, u / force))


@rule
def minor_arrest_probability(p: Settings, share: float, status: int) -> float:
    """Return the probability that an encounter over a minor offense ends in arrest for cause.

    ``share`` is the jurisdiction's practice (``minor_arrest_share`` on average). Undocumented
    residents of most states could have no driver's license, which turns a stop into an arrestable
    offense [Truthout 2010]: ``no_license_arrest_ratio`` times as often.
    """
    if status == UNDOCUMENTED:
        return min(share * p.no_license_arrest_ratio, 1.0)
    return share


@rule
def pretext_probability(arrest: float, force: float, foreign: bool, propensity: float) -> float:
    """Return the probability that an encounter ends in a pretextual arrest.

    Only what would have ended in a warning or a citation can become one, and only as far as the
    check has ``force`` for the officer, who has the ``propensity`` and takes the person for
    ``foreign``.
    """
    return (1.0 - arrest) * propensity * force if foreign else 0.0


@rule
def encounter_outcome(p: Settings, arrest: float, pretext: float, u: float) -> int:
    """Decide how an encounter ends: warning, citation, arrest for cause or pretextual arrest.

    One draw decides all of it, nested, so that more propensity only adds arrests to the same ones.
    The draw's later digits decide about a citation, so pretextual arrests come from warnings and
    citations alike, and the same citations are left whatever the propensity.
    """
    if u < arrest:
        return MINOR_ARREST
    if u < arrest + pretext:
        return PRETEXT_ARREST
    later_digits = u * LEADING - math.floor(u * LEADING)
    return CITATION if later_digits < p.citation_share else WARNING


@rule
def inquiry_probability(p: Settings, status_inquiry: bool, foreign: bool, status: int) -> float:
    """Return the probability that a status inquiry turns a warning or citation into an arrest.

    Under a law like Arizona's SB 1070 officers ask about status where they suspect a person of
    being in the country unlawfully [Setting-the-record 2010].
    """
    if status_inquiry and foreign and status == UNDOCUMENTED:
        return p.inquiry_arrest_share
    return 0.0


@rule
def inquiry_arrest_probability(arrest: float, pretext: float, inquiry: float) -> float:
    """Return the probability that an encounter ends in an arrest after a status inquiry."""
    return (1.0 - arrest - pretext) * inquiry


@rule
def citation_probability(p: Settings, arrest: float, pretext: float, inquiry: float) -> float:
    """Return the probability that an encounter ends in a citation, not in an arrest or a warning.

    A status inquiry comes before the citation, so it takes its share of citations as of warnings.
    """
    return (1.0 - arrest - pretext) * p.citation_share * (1.0 - inquiry)
