"""Counts and sums by month, jurisdiction and group (section C)."""

from __future__ import annotations

from .calendar import Calendar
from .constants import GROUPS
from .formulas import fixed

COUNTS = [
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
    "unrecognized_releases",
    "weeks_held_for_ice",
    "panel_residents",
    "panel_heard",
]
SUMS = [
    "expected_victimizations_violent",
    "expected_victimizations_property",
    "expected_reports_violent",
    "expected_reports_property",
    "expected_citations",
    "expected_arrests_index",
    "expected_arrests_minor",
    "expected_arrests_pretext",
    "expected_detainers",
    "expected_removals_none",
    "expected_removals_level1",
    "expected_removals_level2",
    "expected_removals_level3",
    "expected_other_removals",
    "expected_unrecognized_releases",
    "panel_trust",
    "panel_risk",
]

Row = tuple[int, int, int]  # month, jurisdiction, group
Table = dict[Row, dict[str, int]]


class Tables:
    """Counts, and sums as whole multiples of 1 / ONE, for weeks from 0 on."""

    def __init__(self, calendar: Calendar, jurisdictions: int) -> None:
        self.calendar = calendar
        self.counts: Table = {}
        self.sums: Table = {}
        for month in range(calendar.months):
            for jurisdiction in range(jurisdictions):
                for group in range(len(GROUPS)):
                    row = (month, jurisdiction, group)
                    self.counts[row] = {name: 0 for name in COUNTS}
                    self.sums[row] = {name: 0 for name in SUMS}

    def count(
        self, week: int, jurisdiction: int, group: int, measure: str, number: int = 1
    ) -> None:
        """Add to a count, unless the week lies in the burn-in."""
        if week >= 0:
            row = (self.calendar.month_of(week), jurisdiction, group)
            self.counts[row][measure] += number

    def add(self, week: int, jurisdiction: int, group: int, measure: str, x: float) -> None:
        """Add a real number to a sum as `fixed(x)`, unless the week lies in the burn-in."""
        if week >= 0:
            self.add_whole(self.calendar.month_of(week), jurisdiction, group, measure, fixed(x))

    def add_whole(
        self, month: int, jurisdiction: int, group: int, measure: str, number: int
    ) -> None:
        """Add a number that is fixed already to a sum of a month."""
        self.sums[(month, jurisdiction, group)][measure] += number
