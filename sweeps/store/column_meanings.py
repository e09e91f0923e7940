"""Meaning and unit of each column of a store's files; ``docs/store.md`` is made from it."""

from __future__ import annotations

from typing import Final

from scomm.model.measures import COUNTS, EXPECTED, SUMS
from scomm.sweeps.catalog.columns import IDENTITY, LABELS
from scomm.sweeps.estimation.totals import START

_IDENTITY: Final = (
    "text",
    "64 hex digits: SHA-256 of model version, random scheme, settings and world seed",
)

RUNS: Final[dict[str, tuple[str, str]]] = {
    IDENTITY: _IDENTITY,
    "point": ("number", "the point's position in the sweep, from 0"),
    "arm": ("text", "the arm's name"),
    "replicate": (
        "number",
        "the replicate, from 0: the same world at every point and in every arm",
    ),
    "seed": ("number", "the seed of that world, a whole number below 2**63"),
    "status": ("text", "done, failed (the model's error), lost (the machine's) or waiting"),
    "error": ("text", "of a failed or lost run what was said, else empty"),
}
"""Column -> unit, meaning. The varied settings stand between ``seed`` and ``status``."""

FAILURES: Final[dict[str, tuple[str, str]]] = {
    IDENTITY: _IDENTITY,
    "stage": ("text", "set-up, simulation, measurement, or lost"),
    "message": ("text", "the error in one line"),
    "traceback": ("text", "where in the code it arose"),
}

POINTS: Final[dict[str, tuple[str, str]]] = {
    "point": RUNS["point"],
    "replicates": ("number", "replicates that are done in every arm"),
    "failed": ("number", "runs that failed or were lost, of all arms"),
}
"""Column -> unit, meaning. The varied settings stand after ``point``."""

ESTIMATES: Final[dict[str, tuple[str, str]]] = {
    "first_arm": ("text", "the arm that is compared"),
    "second_arm": ("text", "what it is compared with"),
    "point": RUNS["point"],
    "estimand": ("text", "what is estimated, such as reporting_rate"),
    "class": ("text", "of which crimes, grounds, levels or steps; all of them"),
    "group": ("text", "of which residents; with _standardized at the mix of the start"),
    "counting": ("text", "probability, or count"),
    "unit": ("text", "the unit of the columns that follow"),
    "arm": ("unit", "the value in the first arm"),
    "arm_low": ("unit", "the lower end of its 95 % interval"),
    "arm_high": ("unit", "the upper end"),
    "reference": ("unit", "the value in the second arm"),
    "reference_low": ("unit", "the lower end of its 95 % interval"),
    "reference_high": ("unit", "the upper end"),
    "effect": ("unit", "first − second, paired by world; percentage points where the unit is %"),
    "low": ("unit", "the lower end of its 95 % interval"),
    "high": ("unit", "the upper end"),
    "standard_error": ("unit", "of the effect"),
    "odds_ratio": ("1", "odds in the first arm over those in the second, of reporting; else nan"),
    "odds_ratio_low": ("1", "the lower end of its 95 % interval"),
    "odds_ratio_high": ("1", "the upper end"),
    "pairing_gain": ("1", "how many times as many independent runs would be needed"),
    "replicates": ("number", "pairs of runs that it is made of"),
    "note": ("text", "why something is undefined, and what else to know"),
}
"""Column -> unit, meaning. The varied settings stand after ``point``; undefined is NaN."""

_MEASURES: Final[dict[str, tuple[str, str]]] = {
    "resident_weeks": ("resident-weeks", "spent in the community"),
    "victimizations_violent": ("victimizations", "by violence"),
    "victimizations_property": (
        "victimizations",
        "by property crime: one for the household, that of the resident who answers for it",
    ),
    "reports_violent": ("reports", "to the police, of those by violence"),
    "reports_property": ("reports", "to the police, of those by property crime"),
    "encounters": ("encounters", "with officers over a minor offense"),
    "citations": ("citations", "in which encounters ended"),
    "arrests_index": ("arrests", "for an index crime that was cleared"),
    "arrests_cause": ("arrests", "for cause without a report"),
    "arrests_minor": ("arrests", "over a minor offense, those after a status inquiry included"),
    "arrests_pretext": ("arrests", "that would have been a warning or citation: pretextual"),
    "prints": ("bookings", "whose fingerprints were taken electronically, and so submitted"),
    "matches": ("bookings", "whose fingerprints matched a DHS record, where enrolled"),
    "detainers": ("detainers", "that ICE lodged after a match"),
    "holds": ("detainers", "of these, honored by the jail"),
    "custody": ("people", "taken into ICE custody after a match, from jail or at large"),
    "removals_none": ("removals", "after a match, of people with no conviction when removed"),
    "removals_level1": ("removals", "after a match, of ICE's level 1"),
    "removals_level2": ("removals", "after a match, of ICE's level 2"),
    "removals_level3": ("removals", "after a match, of ICE's level 3"),
    "other_custody": ("people", "taken into ICE custody who were found otherwise"),
    "other_removals": ("removals", "of people who were found otherwise"),
    "unrecognized_releases": (
        "releases",
        "before disposition of people whose serious record the jail could not know",
    ),
    "weeks_held_for_ice": (
        "weeks in jail",
        "that a hold for ICE added to a stay, of people matched or found otherwise",
    ),
    "panel_residents": ("residents", "in the panel, summed over the ends of months"),
    "panel_heard": ("residents", "of these, who heard of a removal within a year"),
    "panel_trust": ("1", "trust (0–1), summed over the same"),
    "panel_risk": ("1", "perceived risk (0 or more), summed over the same"),
}


def totals() -> dict[str, tuple[str, str]]:
    """Return the columns of the totals, column -> unit, meaning."""
    found = {IDENTITY: _IDENTITY}
    for name, labels in LABELS.items():
        found[name] = ("text", ", ".join(labels))
    for name in (*COUNTS, *SUMS):
        plain = name.removeprefix("expected_")
        unit, meaning = _MEASURES[plain]
        if plain in EXPECTED and plain != name:
            meaning = f"the same as `{plain}`, but the sum of the decisions' probabilities"
        found[name] = unit, meaning
    found[START] = ("resident-weeks", "in the first month: the mix at the start")
    return found
