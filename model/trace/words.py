"""Descriptions of events: what happened, who acted, the probability and the draw."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from scomm.model import events
from scomm.model.calendar import date_of
from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes

CHARGES: Final = ("petty", "misdemeanor", "felony")
RESOLUTIONS: Final = ("denied", "granted as a delay of its activation", "granted")

# Descriptions from the view of the resident whom the event is about; "{by}" is the event's ``by``.
_ABOUT: Final = {
    events.VIOLENT_CRIME: "is the victim of a violent crime by resident {by}",
    events.PROPERTY_CRIME: "answers for the household in a property crime by resident {by}",
    events.REPORTED: "reports the crime to the police",
    events.WITNESS_REPORTED: "does not report the crime, but resident {by}, a witness, does",
    events.ARRESTED_INDEX: "is arrested by officer {by} for a crime that was reported",
    events.ARRESTED_CAUSE: "is arrested by officer {by} for cause, without a report",
    events.WARNED: "is warned by officer {by} over a minor offense",
    events.CITED: "is cited by officer {by} over a minor offense",
    events.ARRESTED_MINOR: "is arrested by officer {by} over a minor offense",
    events.ARRESTED_INQUIRY: "is arrested by officer {by} after a status inquiry",
    events.ARRESTED_PRETEXT: "is arrested by officer {by} on a pretext",
    events.BOOKED: "is booked on a {charge} charge",
    events.MATCHED: "is matched in IDENT, and ICE is told",
    events.FOUND: "is found by ICE by other means than fingerprints",
    events.DETAINER: "is put under a detainer by ICE",
    events.HELD: "is held by the jail for ICE",
    events.RELEASED_EARLY: "is released from jail before the case has ended",
    events.CONVICTED: "is convicted on a {charge} charge",
    events.DISMISSED: "is not convicted: the case is dismissed",
    events.DROPPED: "has an open case dropped",
    events.RELEASED: "is released from jail",
    events.TAKEN: "is taken into ICE custody",
    events.NO_BED: "is let go, since ICE has no free bed",
    events.REMOVED: "is removed, with {level}",
    events.ICE_RELEASED: "is released by ICE",
    events.HEARD_REMOVAL: "hears of the removal of resident {by}",
    events.HEARD_PRETEXT: "hears of the pretextual arrest of resident {by}",
    events.MOVED_IN: "is followed by a newcomer of the same group",
    events.ORDERED: "is ordered to appear",
    events.AT_LARGE_ARREST: "was arrested at large by ICE",
    events.ORDER_DUE: "had been ordered to appear, and the order comes due",
}

# Descriptions of a jurisdiction's events.
_OF_JURISDICTION: Final = {
    events.ACTIVATED: "is activated",
    events.ASKED_OUT: "asks to opt out",
    events.RESOLVED: "has its request {resolution}",
    events.DEACTIVATED: "is no longer active",
}

# The meaning of an event's probability, which for some events is that of the opposite outcome.
_PROBABILITY_OF: Final = {
    events.VIOLENT_CRIME: "of the crime",
    events.PROPERTY_CRIME: "of the crime",
    events.REPORTED: "of reporting",
    events.WITNESS_REPORTED: "of the witness's reporting",
    events.NOT_REPORTED: "of the victim's reporting",
    events.ARRESTED_INDEX: "of clearance",
    events.ARRESTED_MINOR: "of arrest",
    events.ARRESTED_INQUIRY: "of arrest",
    events.ARRESTED_PRETEXT: "of arrest, on a pretext or not,",
    events.DETAINER: "of a detainer",
    events.CONVICTED: "of conviction",
    events.DISMISSED: "of conviction",
    events.TAKEN: "of removal in the end",
    events.HEARD_REMOVAL: "of hearing",
    events.HEARD_PRETEXT: "of hearing",
    events.ORDERED: "of an order",
    events.AT_LARGE_ARREST: "of an arrest at large",
    events.ORDER_DUE: "of removal",
}


def level_in_words(level: int) -> str:
    """Describe a record of convictions by its ICE level, 0 to 3."""
    return f"a Level {level} record" if level else "no conviction on record"


def week_in_words(outcomes: Outcomes, week: int) -> str:
    """Format a week as its Monday and its number."""
    return f"{date_of(week, date.fromisoformat(outcomes.settings.start))} (week {week})"


def what_happened(event: Any) -> str:
    """Describe an event from the view of the resident, or the jurisdiction, that it is about."""
    kind, who, by = int(event["kind"]), int(event["who"]), int(event["by"])
    if kind == events.NOT_REPORTED:
        witness = f"nor does resident {by}, a witness" if by >= 0 else "and nobody else saw it"
        said = f"does not report the crime, {witness}"
    elif kind == events.HELPED:
        whose = "their own" if by == who else f"resident {by}'s"
        said = f"gains trust, since {whose} report led to an arrest"
    elif kind in _OF_JURISDICTION:
        said = _OF_JURISDICTION[kind].format(resolution=RESOLUTIONS[by] if by >= 0 else "")
    else:
        said = _ABOUT[kind].format(
            by=by,
            charge=CHARGES[by] if kind in (events.BOOKED, events.CONVICTED) else "",
            level=level_in_words(by) if kind == events.REMOVED else "",
        )
    return said + chance(event)


def chance(event: Any) -> str:
    """Format an event's probability and draw in parentheses, "" for an event without them."""
    probability, draw = float(event["probability"]), float(event["draw"])
    if probability < 0.0:
        return ""
    digits = 3
    # Print enough digits that a draw close to its probability does not look equal to it.
    while digits < 12 and f"{probability:.{digits}f}" == f"{draw:.{digits}f}":
        digits += 1
    of = _PROBABILITY_OF[int(event["kind"])]
    return f" (probability {of} {probability:.{digits}f}, draw {draw:.{digits}f})"


def log_of(outcomes: Outcomes) -> events.Events:
    """Return the event log. Raises InputError if none was kept."""
    if outcomes.events is None:
        raise InputError("The run kept no event log; run it with events=True.")
    return outcomes.events
