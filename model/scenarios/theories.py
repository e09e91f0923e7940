"""Rival theories of fear, and rival baselines of reporting, each in the typical enrolled county.

No fact settles between them, so results are shown under each. In the county itself the theories
are mixed, and Hispanic victims reported as often as others. The sizes of the three theories are
alike by design: the step at enrollment is what enforcement teaches where it rises as much as it
does in the typical county.
"""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

THEORIES: Final = (
    Scenario(
        name="fear-label",
        sentence=("A county where enrollment itself frightens, for good, whatever ICE then does."),
        source="FCIR 2011; design",
        changes={**COUNTY, "learned_share": 0.0, "step_half_life": float("inf")},
    ),
    Scenario(
        name="fear-media",
        sentence="A county where the fear that enrollment brings fades, by half a year at a time.",
        source="design",
        changes={**COUNTY, "learned_share": 0.0, "step_half_life": 26.0},
    ),
    Scenario(
        name="fear-learned",
        sentence="A county where residents fear as much as recent enforcement gives reason.",
        source="design",
        changes={**COUNTY, "learned_share": 1.0},
    ),
    Scenario(
        name="baseline-0.85",
        sentence=(
            "A county where Hispanic victims reported 0.85 times as often as others before "
            "enrollment."
        ),
        source="Comino 2020; design",
        changes={**COUNTY, "hispanic_report_offset": 0.581},
    ),
    Scenario(
        name="baseline-0.69",
        sentence=(
            "A county where Hispanic victims reported 0.69 times as often as others before "
            "enrollment."
        ),
        source="Xie Baumer 2019; design",
        changes={**COUNTY, "hispanic_report_offset": 0.231},
    ),
)
