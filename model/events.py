"""The event log: every decision and its result, in one order that both executions share.

An event is (week, kind, jurisdiction, who, by, probability, draw). ``who`` is the resident it
is about, ``by`` the person who acted or is concerned (see ``KINDS``); both are numbers within the
jurisdiction, -1 for no person. ``probability`` is the probability of the decision and ``draw`` the
uniform with which it was compared (the event happened if draw < probability); both are -1 if the
event was certain.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

DTYPE: Final = np.dtype(
    [
        ("week", np.int16),
        ("kind", np.uint8),
        ("jurisdiction", np.int32),
        ("who", np.int32),
        ("by", np.int32),
        ("probability", np.float64),
        ("draw", np.float64),
    ]
)

# Name and meaning of ``by``. The events of a week are listed in this order.
KINDS: Final = (
    ("activated", "-"),
    ("asked to opt out", "-"),
    ("opt-out resolved", "0 denied, 1 delayed, 2 released"),
    ("deactivated", "-"),
    ("victim of violence", "offender"),
    ("victim of property crime", "offender"),
    ("reported", "-"),
    ("reported by a witness", "witness"),
    ("did not report", "witness, if there was one"),
    ("arrested for an index crime", "officer"),
    ("arrested for cause", "officer"),
    ("warned", "officer"),
    ("cited", "officer"),
    ("arrested over a minor offense", "officer"),
    ("arrested after a status inquiry", "officer"),
    ("arrested on a pretext", "officer"),
    ("booked", "0 petty offense, 1 misdemeanor, 2 felony"),
    ("matched in IDENT", "-"),
    ("found by other screening", "-"),
    ("detainer", "-"),
    ("held for ICE", "-"),
    ("released before disposition", "-"),
    ("convicted", "0 petty offense, 1 misdemeanor, 2 felony"),
    ("case dismissed", "-"),
    ("case dropped", "-"),
    ("released from jail", "-"),
    ("taken by ICE", "-"),
    ("let go for want of a bed", "-"),
    ("removed", "ICE level, 0 without a conviction"),
    ("released by ICE", "-"),
    ("helped by an arrest", "victim"),
    ("heard of a removal", "who was removed"),
    ("heard of a pretextual arrest", "who was arrested"),
    ("moved in", "-"),
    ("ordered to appear", "-"),
    ("arrested at large", "-"),
    ("order to appear came due", "-"),
)

(
    ACTIVATED,
    ASKED_OUT,
    RESOLVED,
    DEACTIVATED,
    VIOLENT_CRIME,
    PROPERTY_CRIME,
    REPORTED,
    WITNESS_REPORTED,
    NOT_REPORTED,
    ARRESTED_INDEX,
    ARRESTED_CAUSE,
    WARNED,
    CITED,
    ARRESTED_MINOR,
    ARRESTED_INQUIRY,
    ARRESTED_PRETEXT,
    BOOKED,
    MATCHED,
    FOUND,
    DETAINER,
    HELD,
    RELEASED_EARLY,
    CONVICTED,
    DISMISSED,
    DROPPED,
    RELEASED,
    TAKEN,
    NO_BED,
    REMOVED,
    ICE_RELEASED,
    HELPED,
    HEARD_REMOVAL,
    HEARD_PRETEXT,
    MOVED_IN,
    ORDERED,
    AT_LARGE_ARREST,
    ORDER_DUE,
) = range(len(KINDS))

NOBODY: Final = -1
CERTAIN: Final = -1.0

Events = npt.NDArray[np.void]


def in_order(events: Events) -> Events:
    """Sort events by all their fields, the order in which both executions keep a log."""
    keys = [events[name] for name in reversed(DTYPE.names or ())]
    return np.asarray(events[np.lexsort(keys)])
