"""The records that the compiled execution works on, and the arrays of a part.

What every opportunity reads of a resident is one byte, ``state``; the rest, which only who reports,
hears news or is booked needs, is a record of 16 bytes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from scomm.model import events
from scomm.model.compiling.jit import always
from scomm.model.compiling.lanes import LANES
from scomm.model.population.matching import QUESTIONS

PLACE: Final = np.dtype(
    [
        (name, np.int64)
        for name in (
            "number", "code", "origin", "first_cell", "last_cell", "first_officer", "officers",
            "planned", "active_since", "known_since", "asks_out", "request", "special", "approves",
            "agreement", "refuses_from", "results", "jail_287g", "inquiry", "dont_ask",
            "felony_only", "electronic_from", "policy", "jail_beds", "in_jail", "bed_parts",
            "excess", "enforced",
        )
    ]
    + [
        (name, np.float64)
        for name in (
            "opt_out_draw", "before_share", "minor_arrest_share", "conviction_log_odds",
            "detection", "force", "step_left", "learned",
        )
    ]
)  # fmt: skip
CELL: Final = np.dtype(
    [(name, np.int64) for name in ("place", "number", "step", "shift")]
    + [("undocumented", np.float64)]
)
# Of 16 bytes, though 14 would do: so none lies in two lines of the processor's cache.
PERSON: Final = np.dtype(
    [
        (name, np.uint16)
        for name in ("arrival", "risk", "trust_loss", "trust_gain", "touched", "heard")
    ]
    + [("household", np.uint8), ("convictions", np.uint8), ("unused", np.uint16)]
)
CASE: Final = np.dtype(
    [
        ("order", np.float64),
        ("conviction", np.float64),
        ("successor", np.float64),
        ("slot", np.int32),
        ("place", np.int32),
        ("cell", np.int32),
        ("number", np.int32),
        ("week", np.int16),
        ("disposition", np.int16),
        ("arrival", np.uint16),
        ("stream", np.int8),
        ("ground", np.int8),
        ("charge", np.int8),
        ("stage", np.int8),
        ("matched", np.int8),
        ("held", np.int8),
        ("would_leave", np.int8),
        ("removed", np.int8),
    ],
    align=True,
)
ARREST: Final = np.dtype(
    [
        ("place", np.int64),
        ("slot", np.int64),
        ("resident", np.int64),
        ("cell", np.int64),
        ("stream", np.int64),
        ("number", np.int64),
        ("ground", np.int64),
        ("inquiry", np.int64),
        ("victim", np.int64),
        ("loses", np.int64),
    ]
)
NEWS: Final = np.dtype(
    [(name, np.int64) for name in ("place", "slot", "cell", "pretext", "no_conviction")]
)
QUEUE: Final = np.dtype(
    [(name, np.int64) for name in ("case", "priority", "code", "slot", "bed_parts")]
    + [(name, np.float64) for name in ("order", "removal", "weeks", "successor")]
)

# Places in ``Part.numbers``: how full each list is, and how many parts of ICE's beds the people of
# this part of the world take.
CASES: Final = 0
ARRESTS: Final = 1
NEWS_ITEMS: Final = 2
DUE: Final = 3
QUEUED: Final = 4
EVENTS: Final = 5
IN_CUSTODY: Final = 6
DEAD_CASES: Final = 7
OVERFLOWED: Final = 8
CROWDED: Final = 9

# Who is named by an opportunity, and the draws that decide what comes of it (see ``naming.py``).
OPPORTUNITY: Final = np.dtype(
    [
        (name, np.int32)
        for name in ("cell", "stream", "number", "who", "by", "witness", "crime_class")
    ]
    + [
        (name, np.float64)
        for name in (
            "probability", "happens", "reports", "witness_reports", "clears", "foreign",
        )
    ]
)  # fmt: skip
# Rows of ``Part.named``, and how many are named before anything happens. Moves, which come last in
# a week, take the first row again.
CRIMES_NAMED: Final = always(0)
ARRESTS_FOR_CAUSE: Final = always(1)
ENCOUNTERS_NAMED: Final = always(2)
MOVES_NAMED: Final = always(0)
ENOUGH_NAMED: Final = 64
# Rows of ``Part.drawn``: these, and what decides about reporting a crime or who moves in.
REPORTS_DRAWN: Final = always(3)
NEWCOMERS_DRAWN: Final = always(1)

# Draws side by side: what their keys differ in, and their uniforms (see ``drawing.py``).
BATCH: Final = np.dtype(
    [(name, np.int64, (LANES,)) for name in ("a", "b", "code", "index")]
    + [("u", np.float64, (4, LANES))]
)
# Who moves.
MOVER: Final = np.dtype([("place", np.int64), ("slot", np.int64)])

# Rows of ``Part.arrest_drawn``.
OF_ARREST: Final = 0
OF_CASE: Final = 1

# Elements of ``Part.count_drawn``.
COUNTS_DRAWN: Final = 0
ENCOUNTER_COUNTS_DRAWN: Final = 1
EXCESS_COUNTS_DRAWN: Final = 2

# Kinds of opportunity, of Hispanic residents (or all), then of others; four are drawn by a block.
CRIMES: Final = 0
CAUSES: Final = 2
MOVES: Final = 3
ENCOUNTERS: Final = 4
PROFILED: Final = 6
EXCESS: Final = 8
KINDS: Final = 10

# How many of a kind a week brings in neighborhoods side by side: in the mean, and the probability
# that there is none.
RATE: Final = np.dtype([(name, np.float64, (LANES,)) for name in ("mean", "none")])

# Numbers of opportunities, neighborhoods side by side, and what they come from (``counting.py``):
# the probability of the number reached so far, and of that or less.
COUNTED: Final = np.dtype(
    [("number", np.int64, (LANES,))] + [(name, np.float64, (LANES,)) for name in ("term", "total")]
)

# Rows of ``Part.left``.
TRUST: Final = 0
RISK: Final = 1

# The arrays of a part: each one's type of element and number of dimensions. First what changes from
# week to week and says all that there is to say of a world.
STATE: Final[dict[str, tuple[Any, int]]] = {
    "place": (PLACE, 1),
    "enforcement": (np.float64, 2),  # [place, what residents know: see model/rules/fear.py]
    "memory": (np.float64, 3),  # [place, ethnicity, what offenders know: see model/rules/crime.py]
    "seen": (np.int64, 3),  # [place, ethnicity, this week's reports or victimizations]
    "community": (np.int64, 2),  # [place, group]
    "state": (np.uint8, 1),
    "person": (PERSON, 1),
    "case": (CASE, 1),
    "case_due": (np.int32, 1),
    "events": (events.DTYPE, 1),
    "numbers": (np.int64, 1),
    "counts": (np.int32, 4),  # [month, jurisdiction, group, measure]; so is the next
    "sums": (np.int64, 4),
}
# What nobody writes to.
CONSTANTS: Final[dict[str, tuple[Any, int]]] = {
    "cell": (CELL, 1),
    "cell_first": (np.int64, 1),
    "cell_residents": (np.int64, 1),
    "cell_hispanic": (np.int64, 1),
    "cell_before": (np.int64, 1),
    "rate": (RATE, 2),  # [batch of neighborhoods, KINDS]
    "propensity": (np.float64, 1),
    "left": (np.float64, 2),  # [TRUST or RISK, weeks]: of an excess, after so many weeks
    "aware_after": (np.float64, 1),  # the probability of being aware, so many weeks later
    "memo_weeks": (np.int64, 1),  # the weeks from which ICE's memos on priorities hold
    "given": (np.bool_, 1),  # a bed to everybody in the queue
}
# What is written and read within a week; 0 at first.
SCRATCH: Final[dict[str, tuple[Any, int]]] = {
    "count_drawn": (BATCH, 1),
    "counted": (COUNTED, 1),  # [KINDS]
    "moves": (np.int64, 1),  # how many leave a neighborhood
    "named": (OPPORTUNITY, 2),
    "drawn": (BATCH, 2),
    "acting": (np.int64, 1),  # which opportunities for crime are taken
    "movers": (MOVER, 1),
    "arrest": (ARREST, 1),
    "arrest_drawn": (BATCH, 2),
    "first_arrest": (np.int64, 1),
    "news": (NEWS, 1),
    "due": (np.int64, 1),
    "queue": (QUEUE, 1),
    "questions": (QUESTIONS, 1),
    "carries": (np.bool_, 1),  # news, by path
    "ties": (np.int64, 2),
    "asked": (np.int64, 1),
    "listed": (np.int64, 1),
    "slots": (np.int64, 1),
    "distances": (np.int64, 1),
    "along": (np.int64, 1),
    "usual": (np.int64, 1),  # residents of the panel like everybody, by group
}
ARRAYS: Final = {**STATE, **CONSTANTS, **SCRATCH}
