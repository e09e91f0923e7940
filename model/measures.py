"""The measures of a run by month, jurisdiction and group, and the fixed-point format of sums.

``COUNTS`` are plain counts. ``SUMS`` are sums of real numbers: the probability of each decision,
summed beside its outcome, and the panel's trust and perceived risk. A sum of probabilities has
the same mean as the count and far less variance, since the luck of the last draw is averaged out
(the Rao-Blackwell theorem). Sums are kept as whole multiples of 2**-26, so they do not depend on
the order of addition, and those of the nation over six years still fit into 64 bits.
"""

from __future__ import annotations

from typing import Final

from scomm.model.compiling.jit import rule

COUNTS: Final = (
    "resident_weeks",
    "victimizations_violent",
    "victimizations_property",
    "reports_violent",
    "reports_property",
    "encounters",
    "citations",
    "arrests_index",
    "arrests_cause",
    "arrests_minor",
    "arrests_pretext",
    "prints",
    "matches",
    "detainers",
    "holds",
    "custody",
    "removals_none",
    "removals_level1",
    "removals_level2",
    "removals_level3",
    "other_custody",
    "other_removals",
    "unrecognized_releases",  # before disposition; not those from a crowded jail
    "weeks_held_for_ice",  # in jail, beyond what the person would have stayed
    "panel_residents",
    "panel_heard",
)

(
    RESIDENT_WEEKS,
    VICTIMIZATIONS_VIOLENT,
    VICTIMIZATIONS_PROPERTY,
    REPORTS_VIOLENT,
    REPORTS_PROPERTY,
    ENCOUNTERS,
    CITATIONS,
    ARRESTS_INDEX,
    ARRESTS_CAUSE,
    ARRESTS_MINOR,
    ARRESTS_PRETEXT,
    PRINTS,
    MATCHES,
    DETAINERS,
    HOLDS,
    CUSTODY,
    REMOVALS_NONE,
    REMOVALS_LEVEL1,
    REMOVALS_LEVEL2,
    REMOVALS_LEVEL3,
    OTHER_CUSTODY,
    OTHER_REMOVALS,
    UNRECOGNIZED_RELEASES,
    WEEKS_HELD_FOR_ICE,
    PANEL_RESIDENTS,
    PANEL_HEARD,
) = range(len(COUNTS))

# The measures whose decisions each have a known probability at the time they are made.
EXPECTED: Final = (
    "victimizations_violent",
    "victimizations_property",
    "reports_violent",
    "reports_property",
    "citations",
    "arrests_index",
    "arrests_minor",
    "arrests_pretext",
    "detainers",
    "removals_none",
    "removals_level1",
    "removals_level2",
    "removals_level3",
    "other_removals",
    "unrecognized_releases",
)

SUMS: Final = (*(f"expected_{name}" for name in EXPECTED), "panel_trust", "panel_risk")

(
    EXPECTED_VICTIMIZATIONS_VIOLENT,
    EXPECTED_VICTIMIZATIONS_PROPERTY,
    EXPECTED_REPORTS_VIOLENT,
    EXPECTED_REPORTS_PROPERTY,
    EXPECTED_CITATIONS,
    EXPECTED_ARRESTS_INDEX,
    EXPECTED_ARRESTS_MINOR,
    EXPECTED_ARRESTS_PRETEXT,
    EXPECTED_DETAINERS,
    EXPECTED_REMOVALS_NONE,
    EXPECTED_REMOVALS_LEVEL1,
    EXPECTED_REMOVALS_LEVEL2,
    EXPECTED_REMOVALS_LEVEL3,
    EXPECTED_OTHER_REMOVALS,
    EXPECTED_UNRECOGNIZED_RELEASES,
    PANEL_TRUST,
    PANEL_RISK,
) = range(len(SUMS))

ONE: Final = 2.0**26

# The largest number of residents of a jurisdiction of whom trust and risk are measured.
PANEL: Final = 1000
# Weeks within which having heard of a removal counts as "in the past year".
YEAR: Final = 52


@rule
def fixed(value: float) -> int:
    """Convert a real number to fixed point: the nearest whole multiple of 2**-26."""
    return int(value * ONE + 0.5)


@rule
def panel_stride(residents: int) -> int:
    """Compute the distance between successive members of the panel, in resident numbers.

    In a jurisdiction of up to ``PANEL`` residents it is 1: the panel is all residents.
    """
    return (residents + PANEL - 1) // PANEL
