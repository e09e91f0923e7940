"""Weeks, dates and months: the model's clock.

A week is an integer counted from the start of the settings, a Monday: week 0 begins on that day,
and the weeks of the burn-in are negative. Reports are by calendar month; a week belongs to the
month in which its Monday falls, so that every week has exactly one month.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from scomm.model.errors import InputError, shown

#: The week of something that never happens: later than any date Python can hold.
NEVER: Final = 1_000_000

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONDAY: Final = 0


def parse_date(text: str) -> datetime.date:
    """Parse a date written as year-month-day, such as 2010-06-01.

    Raises InputError for any other format: 6/1/2010 is ambiguous.
    """
    date = _date(text)
    if date is None:
        raise InputError(
            f"must be a date written year-month-day, such as 2010-06-01, not {shown(text)}"
        )
    return date


def parse_date_or_never(text: str) -> datetime.date | None:
    """Parse a date written as year-month-day, or the word "never" as None.

    Raises InputError for any other text.
    """
    if text == "never":
        return None
    date = _date(text)
    if date is None:
        raise InputError(
            f"must be a date written year-month-day, such as 2010-06-01, or never, not "
            f"{shown(text)}"
        )
    return date


def parse_monday(text: str) -> datetime.date:
    """Parse a date that must be a Monday, since every week of the model begins on one.

    Raises InputError, which suggests the Monday before the date.
    """
    date = parse_date(text)
    if date.weekday() != _MONDAY:
        # The year 1 begins on a Monday, so the date always has a Monday before it.
        monday = date - datetime.timedelta(days=date.weekday())
        raise InputError(f"must be a Monday such as {monday}, but {date} is a {date:%A}")
    return date


def week_of(date: datetime.date, start: datetime.date) -> int:
    """Return the number of the week that contains ``date``; negative before ``start``."""
    return (date - start).days // 7


def date_of(week: int, start: datetime.date) -> datetime.date:
    """Return the Monday on which ``week`` begins."""
    return start + datetime.timedelta(weeks=week)


def parse_week(text: str, start: datetime.date) -> int:
    """Parse an ISO date as its week, or the word "never" as NEVER.

    Raises InputError for any other text and for a date before ``start``: the burn-in is the
    baseline before the program, against which trust, fear and reporting are measured, so no event
    of the program may fall into it, and moving the date to week 0 would invent a roll-out.
    """
    date = parse_date_or_never(text)
    if date is None:
        return NEVER
    if date < start:
        raise InputError(
            f"must not be before the start of the model, {start}, but is {date};"
            " an earlier start would be right"
        )
    return week_of(date, start)


@dataclass(frozen=True)
class Calendar:
    """The weeks of a run: ``burn_in`` weeks before ``start`` and ``weeks`` weeks after it."""

    start: datetime.date
    weeks: int
    burn_in: int

    @cached_property
    def months(self) -> list[str]:
        """The months reported, such as "2008-10", in order; the burn-in has none."""
        first, last = self._number(0), self._number(self.weeks - 1)
        return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]

    @cached_property
    def month_of_weeks(self) -> npt.NDArray[np.int64]:
        """The position in ``months`` of every week, the burn-in's first; -1 in the burn-in."""
        weeks = np.arange(-self.burn_in, self.weeks)
        mondays = np.datetime64(self.start, "D") + 7 * weeks
        number = mondays.astype("datetime64[M]").astype(np.int64)
        return np.asarray(np.where(weeks < 0, -1, number - number[self.burn_in]), dtype=np.int64)

    @cached_property
    def month_bounds(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The first and the last week of each of ``months``."""
        month = self.month_of_weeks[self.burn_in :]
        each = np.arange(len(self.months))
        return np.searchsorted(month, each), np.searchsorted(month, each, side="right") - 1

    def month_of_week(self, week: int) -> int:
        """Return the position of the week's month in ``months``; -1 in the burn-in.

        Raises InputError for a week outside the run.
        """
        if not -self.burn_in <= week < self.weeks:
            raise InputError(
                f"Week {week} is outside the run, from {-self.burn_in} to {self.weeks - 1}."
            )
        return int(self.month_of_weeks[week + self.burn_in])

    def _number(self, week: int) -> int:
        """Return the number of the month in which the week begins, counted from the year 0."""
        monday = date_of(week, self.start)
        return monday.year * 12 + monday.month - 1


@lru_cache(maxsize=256)
def _date(text: str) -> datetime.date | None:
    """Parse a date; None if the text is not a date."""
    # Python would accept 20100601 and 2010-W22-2 as well.
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:  # such as 2010-02-30
        return None
