"""A check that a peer simulates the same county: its totals compared with scomm's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scomm import Settings, run

#: Each total, and the measures of scomm whose sum it is.
MEASURES: Final[dict[str, tuple[str, ...]]] = {
    "victimizations": ("victimizations_violent", "victimizations_property"),
    "reports": ("reports_violent", "reports_property"),
    "encounters": ("encounters",),
    "arrests_index": ("arrests_index",),
    "arrests_cause": ("arrests_cause",),
    "arrests_minor": ("arrests_minor",),
    "arrests_pretext": ("arrests_pretext",),
    "prints": ("prints",),
    "matches": ("matches",),
    "custody": ("custody",),
    "other_custody": ("other_custody",),
    "removals": ("removals_none", "removals_level1", "removals_level2", "removals_level3"),
    "other_removals": ("other_removals",),
}
#: Largest difference in standard errors due to noise: false-alarm rate below 1e-4 for 13 totals.
NOISE: Final = 4.5


@dataclass(frozen=True)
class Comparison:
    """The largest difference in standard errors, a sentence about it, and all totals as text."""

    largest: float
    sentence: str
    table: str


def of_scomm(settings: Settings, seed: int) -> dict[str, int]:
    """Return scomm's totals outside the burn-in."""
    outcomes = run(settings, seed)
    return {
        name: int(sum(outcomes.total(measure, period="all") for measure in measures))
        for name, measures in MEASURES.items()
    }


def compared(ours: Mapping[str, int], theirs: Mapping[str, int]) -> Comparison:
    """Compare totals as two independent Poisson counts each."""
    distance = {
        name: (theirs.get(name, 0) - ours.get(name, 0))
        / math.sqrt(max(ours.get(name, 0) + theirs.get(name, 0), 1))
        for name in MEASURES
    }
    worst = max(distance, key=lambda name: abs(distance[name]))
    within = abs(distance[worst]) <= NOISE
    return Comparison(
        largest=abs(distance[worst]),
        sentence="totals agree within noise" if within else f"TOTALS DIFFER, most: {worst}",
        table="scomm | peer: "
        + ", ".join(f"{name} {ours.get(name, 0)} | {theirs.get(name, 0)}" for name in MEASURES),
    )
