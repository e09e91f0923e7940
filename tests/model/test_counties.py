"""The file of counties: its content, and the error for any other content."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from scomm.model.errors import InputError
from scomm.model.places.counties import PATH, SHA256, counties, parse_counties
from scomm.model.places.roll_out import ROLL_OUT

CONTENT = PATH.read_bytes()
LINES = CONTENT.decode().splitlines(keepends=True)


def changed(line: int, column: int, text: str) -> bytes:
    """The content with one value replaced; the header is line 1."""
    cells = LINES[line - 1].rstrip("\n").split(",")
    cells[column] = text
    return "".join([*LINES[: line - 1], ",".join(cells) + "\n", *LINES[line:]]).encode()


def test_the_file_is_what_it_was() -> None:
    assert hashlib.sha256(CONTENT).hexdigest() == SHA256
    found = counties()
    assert len(found.name) == 3_142
    assert len(set(found.state)) == 51
    assert len(set(zip(found.name, found.state, strict=True))) == 3_142
    assert np.all(np.diff(found.fips) > 0)
    assert int(np.isnan(found.foreign_born_share).sum()) == 31
    assert int(found.population.sum()) == 316_515_021


@pytest.mark.parametrize(
    ("fips", "name", "state", "day"),
    [
        (48_201, "Harris", "Texas", "2008-10-27"),
        (51_013, "Arlington", "Virginia", "2010-04-01"),
        (6_085, "Santa Clara", "California", "2010-05-04"),
        (6_075, "San Francisco", "California", "2010-06-08"),
        (11_001, "District of Columbia", "District of Columbia", "2012-06-05"),
        (17_031, "Cook", "Illinois", "2013-01-22"),
    ],
)
def test_single_dates_are_those_of_the_list(fips: int, name: str, state: str, day: str) -> None:
    found = counties()
    (place,) = np.flatnonzero(found.fips == fips)
    assert (found.name[place], found.state[place]) == (name, state)
    assert found.activated[place] == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "places", "states"),
    [("2010-05-15", 180, 20), ("2010-09-15", 617, 31), ("2011-01-18", 970, 37)],
)
def test_the_roll_out_has_the_states_of_the_sources(day: str, places: int, states: int) -> None:
    found = counties()
    end = datetime.date.fromisoformat(day)
    active = [
        state for state, date in zip(found.state, found.activated, strict=True) if date <= end
    ]
    assert (len(active), len(set(active))) == (places, states)


def test_the_curve_of_the_synthetic_nation_is_that_of_the_counties() -> None:
    dates = counties().activated
    for day, count, source in ROLL_OUT:
        if source == "Activation list":
            # The curve is from a list with one more jurisdiction.
            assert abs(sum(date <= day for date in dates) - count) <= 3, day


def test_line_endings_of_a_checkout_do_not_matter() -> None:
    assert parse_counties(CONTENT.replace(b"\n", b"\r\n")).name == counties().name


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda: b"", "must begin with the header fips,county"),
        (lambda: CONTENT[:50_000], "is wrong on line 861: activated must be a date"),
        (lambda: "".join(LINES[:-1]).encode(), "has 3,141 rows where 3,142 are needed"),
        (lambda: "".join([*LINES[:4], *LINES[5:]]).encode(), "has 3,141 rows"),
        (
            lambda: "".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]).encode(),
            "line 3: fips 01001 must be above 01003",
        ),
        (
            lambda: "".join([*LINES[:3], LINES[2], *LINES[3:]]).encode(),
            "line 4: fips 01003 must be above 01003",
        ),
        (lambda: "".join(LINES[1:]).encode(), "must begin with the header"),
        (lambda: changed(7, 0, "1011"), "line 7: fips must be five digits, not '1011'"),
        (lambda: changed(7, 1, ""), "line 7: county must not be empty"),
        (lambda: changed(7, 3, "-5"), "line 7: population must be a whole number above 0"),
        (lambda: changed(7, 3, "5"), "line 7: adult_citizens .* must be at most the population, 5"),
        (lambda: changed(7, 4, "26"), "line 7: hispanic_share must be a number from 0 to 1"),
        (lambda: changed(7, 4, ""), "line 7: hispanic_share must be a number from 0 to 1"),
        (lambda: changed(7, 6, "nan"), "line 7: foreign_born_share must be a number from 0 to 1"),
        (lambda: changed(7, 7, "2008-10-26"), "line 7: activated must be a date from 2008-10-27"),
        (lambda: changed(7, 7, "20110426"), "line 7: activated must be a date"),
        (lambda: changed(7, 7, "2010-05-01"), "has 181 counties in 21 states .* by 2010-05-15"),
        (lambda: changed(7, 4, "0.123"), "has content other than that with which"),
        (lambda: b"\xff" + CONTENT, "cannot be read as comma-separated values"),
    ],
)
def test_any_other_content_is_refused_in_one_sentence(
    damage: Callable[[], bytes], said: str
) -> None:
    with pytest.raises(InputError, match=said) as error:
        parse_counties(damage())
    sentence = str(error.value)
    assert "scomm/model/places/data/counties.csv" in sentence
    assert sentence.endswith("install scomm again, or restore the file.")
    assert "\n" not in sentence
