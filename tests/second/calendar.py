"""Weeks, dates and months (sections 2, 5.1, 6, 7.14 and C)."""

from __future__ import annotations

from datetime import date, timedelta

from .constants import NEVER


class Calendar:
    """Weeks are counted from the Monday `start`, months from the month of week 0."""

    def __init__(self, start: str, weeks: int) -> None:
        self.start = date.fromisoformat(start)
        self.weeks = weeks
        self.months = self.month_of(weeks - 1) + 1
        self.last_weeks = [self._last_week(month) for month in range(self.months)]

    def week_of_day(self, day: date) -> int:
        """The number of days from `start` divided by 7, rounded down (section 5.1)."""
        return (day - self.start).days // 7

    def week_of(self, text: str) -> int:
        """The week of a date as a setting writes it, or NEVER (section 6)."""
        if text == "never":
            return NEVER
        return self.week_of_day(date.fromisoformat(text))

    def month_of(self, week: int) -> int:
        """The month of the week's Monday, 0 for the month of week 0 (section C)."""
        monday = self.start + timedelta(days=7 * week)
        return (monday.year - self.start.year) * 12 + monday.month - self.start.month

    def _last_week(self, month: int) -> int:
        """The last simulated week whose Monday lies in the month (section 7.14)."""
        return max(week for week in range(self.weeks) if self.month_of(week) == month)
