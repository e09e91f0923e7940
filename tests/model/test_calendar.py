"""Weeks, dates and months."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.calendar import (
    NEVER,
    Calendar,
    date_of,
    parse_date,
    parse_date_or_never,
    parse_monday,
    parse_week,
    week_of,
)
from scomm.model.errors import InputError
from scomm.model.settings import Settings

START = datetime.date(2008, 10, 6)
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2008-10-06", 0),
        ("2008-10-12", 0),
        ("2008-10-13", 1),
        ("2008-10-27", 3),  # Harris County
        ("2010-06-01", 86),  # a Tuesday, 603 days on
        ("2013-01-22", 224),
        ("never", NEVER),
    ],
)
def test_hand_counted_weeks(text: str, week: int) -> None:
    assert parse_week(text, START) == week


def test_weeks_before_the_start_are_counted_down() -> None:
    assert week_of(datetime.date(2008, 10, 5), START) == -1
    assert week_of(datetime.date(2008, 9, 29), START) == -1
    assert week_of(datetime.date(2008, 9, 28), START) == -2
    assert date_of(-104, START) == datetime.date(2006, 10, 9)


@given(DATES)
def test_a_date_lies_in_its_week(date: datetime.date) -> None:
    monday = date_of(week_of(date, START), START)
    assert monday.weekday() == 0
    assert datetime.timedelta(0) <= date - monday < datetime.timedelta(weeks=1)


def test_never_is_later_than_any_date() -> None:
    assert week_of(datetime.date.max, datetime.date.min) < NEVER


@pytest.mark.parametrize(
    "text",
    ["", "Never", "6/1/2010", "20100601", "2010-W22-2", "2010-6-1", "2010-02-30", "2010-06-01 ",
     "2010-06-01T00:00", "0000-01-01", "201\uff10-06-01", "2010-13-01"],
)  # fmt: skip
def test_other_ways_of_writing_a_date_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="such as 2010-06-01, or never, not"):
        parse_week(text, START)
    with pytest.raises(InputError, match="such as 2010-06-01, not"):
        parse_date(text)


def test_never_is_no_date_where_a_date_is_needed() -> None:
    assert parse_date_or_never("never") is None
    with pytest.raises(InputError, match="'never'"):
        parse_date("never")


def test_a_date_before_the_start_is_refused() -> None:
    with pytest.raises(InputError, match="before the start of the model, 2008-10-06"):
        parse_week("2008-10-05", START)


def test_the_default_run_reports_75_months() -> None:
    calendar = Calendar(START, weeks=326, burn_in=104)
    assert len(calendar.months) == 75
    assert (calendar.months[0], calendar.months[-1]) == ("2008-10", "2014-12")
    assert calendar.months[3] == "2009-01"


def test_a_week_belongs_to_the_month_of_its_monday() -> None:
    calendar = Calendar(START, weeks=326, burn_in=104)
    # Mondays of October 2008: 6, 13, 20 and 27; the next is 3 November.
    assert [calendar.month_of_week(week) for week in range(-1, 5)] == [-1, 0, 0, 0, 0, 1]
    assert calendar.month_of_week(-104) == -1
    assert calendar.month_of_week(325) == 74


@pytest.mark.parametrize("week", [-105, 326])
def test_weeks_outside_the_run_have_no_month(week: int) -> None:
    with pytest.raises(InputError, match="from -104 to 325"):
        Calendar(START, weeks=326, burn_in=104).month_of_week(week)


@given(st.integers(1, 520), st.integers(0, 520), st.integers(0, 200))
def test_months_follow_each_other_and_every_week_has_one(
    weeks: int, burn_in: int, later: int
) -> None:
    calendar = Calendar(date_of(later, START), weeks, burn_in)
    found = [calendar.month_of_week(week) for week in range(weeks)]
    assert sorted(set(found)) == list(range(len(calendar.months)))
    assert found == sorted(found)
    assert calendar.months == sorted(calendar.months)
    assert max(map(found.count, set(found))) <= 5
    for week in range(weeks):
        assert f"{date_of(week, calendar.start):%Y-%m}" == calendar.months[found[week]]


def test_a_start_that_is_no_monday_is_refused_with_the_monday_before() -> None:
    assert parse_monday("2008-10-06") == START
    with pytest.raises(InputError, match=r"a Monday such as 2008-10-06, but .* is a Sunday"):
        parse_monday("2008-10-12")
    with pytest.raises(InputError, match="Monday such as 0001-01-01"):
        parse_monday("0001-01-03")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "2008-10-07"}, "start must be a Monday such as 2008-10-06"),
        ({"start": "October 2008"}, "start must be a date"),
        ({"start": "1899-12-25"}, "1900 to 2100"),
        ({"start": "2101-01-03"}, "1900 to 2100"),
        ({"weeks": 0}, "weeks is 0"),
        ({"weeks": 521}, "weeks is 521"),
        ({"burn_in_weeks": -1}, "burn_in_weeks is -1"),
        ({"burn_in_weeks": 521}, "burn_in_weeks is 521"),
        ({"weeks": 1.5}, "weeks is 1.5"),
    ],
)
def test_settings_of_time_that_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Settings(**changes)
