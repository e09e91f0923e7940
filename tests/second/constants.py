"""Names and numbers that odd.md fixes (section 2 and the tables of A, B and C)."""

from __future__ import annotations

# Section 2, constants.
WEEK_ZERO = 1024
NEVER = 1000000
CRIME_FLOOR = 0.5
CRIME_CEILING = 2.0
LEADING = 4096.0
RISK_STEPS = 4096.0
TRUST_STEPS = 32768.0
MOST_STEPS = 65535
LEAST_LEARNED = -1.0
MOST_LEARNED = 3.0
LONGEST_CUSTODY = 520
LONGEST_CASE = 520
LARGEST_HOUSEHOLD = 8
SMALLEST = 20
PANEL = 1000
YEAR = 52
BED = 1024
ONE = 67108864.0

# Section 2, groups: ethnicity * 3 + status.
GROUPS = [
    "hispanic_citizen",
    "hispanic_lawful",
    "hispanic_undocumented",
    "other_citizen",
    "other_lawful",
    "other_undocumented",
]
CITIZEN, LAWFUL, UNDOCUMENTED = 0, 1, 2
HISPANIC, OTHER = 0, 1

# Section 2, places of a resident.
COMMUNITY = "community"
JAIL = "jail"
ICE_CUSTODY = "ICE custody"
REMOVED = "removed"

# Section 2, streams of opportunities; a pair is for Hispanic residents and for others.
BASE_CRIME = (0, 1)
EXCESS_CRIME = (2, 3)
CAUSE = 4
ENCOUNTER = (5, 6)
PROFILED = (7, 8)
MOVE = 9
# Added to the stream of a case's origin for what follows an arrest at large.
AFTER_ARREST_AT_LARGE = 10

# Sections 7.5 and 7.6, grounds of an arrest.
VIOLENT, PROPERTY, OTHER_CAUSE, MINOR, PRETEXT = 0, 1, 2, 3, 4

# Section 7.7, charges.
PETTY, MISDEMEANOR, FELONY = 0, 1, 2

# Section 7.7 to 7.9, stages of a case.
RELEASE_DUE = "release due"
AT_LARGE = "at large"
HELD_TO_DISPOSITION = "held to disposition"
SERVING = "serving"
IN_PRISON = "in prison"
TRANSFER_DUE = "transfer due"

# Section A, blocks of random numbers.
BLOCKS = {
    "world": 0,
    "neighborhood": 1,
    "household": 2,
    "slot": 3,
    "resident": 4,
    "awareness": 5,
    "officer": 6,
    "jurisdiction": 7,
    "tie": 8,
    "counts": 9,
    "excess counts": 10,
    "crime": 11,
    "report": 12,
    "cause": 13,
    "encounter": 14,
    "inquiry": 15,
    "move": 16,
    "arrest": 17,
    "case": 18,
    "sentence": 19,
    "custody": 20,
    "news": 21,
    "investigation": 22,
    "encounter counts": 23,
    "sample": 24,
    "practice": 25,
    "prints": 26,
    "order": 27,
    "at large": 28,
}

# Section B, kinds of events.
KINDS = [
    "activated",
    "asked to opt out",
    "opt-out resolved",
    "deactivated",
    "victim of violence",
    "victim of property crime",
    "reported",
    "reported by a witness",
    "did not report",
    "arrested for an index crime",
    "arrested for cause",
    "warned",
    "cited",
    "arrested over a minor offense",
    "arrested after a status inquiry",
    "arrested on a pretext",
    "booked",
    "matched in IDENT",
    "found by other screening",
    "detainer",
    "held for ICE",
    "released before disposition",
    "convicted",
    "case dismissed",
    "case dropped",
    "released from jail",
    "taken by ICE",
    "let go for want of a bed",
    "removed",
    "released by ICE",
    "helped by an arrest",
    "heard of a removal",
    "heard of a pretextual arrest",
    "moved in",
    "ordered to appear",
    "arrested at large",
    "order to appear came due",
]
KIND = {name: number for number, name in enumerate(KINDS)}

# Section C, names of the removals by the level of the record.
REMOVALS_BY_LEVEL = ["removals_none", "removals_level1", "removals_level2", "removals_level3"]
