"""The counties of the United States: the data file of the real nation, read and checked.

``data/README.md`` beside the file documents the source of each column. The file must have the
content of this version of the model, checked by the SHA-256 below. Any other content, also the same
rows in another order, raises an error that names the first difference, so that a changed file never
makes a different world without notice.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError

PATH: Final = Path(__file__).parent / "data" / "counties.csv"
SHA256: Final = "e05c97651f3c7d4bd483d120f48bc569bfad8e6da0c37001c0eb58f5804d7fee"
COLUMNS: Final = (
    "fips",
    "county",
    "state",
    "population",
    "hispanic_share",
    "adult_citizens",
    "foreign_born_share",
    "activated",
)
#: Counties and equivalents in the file.
COUNTIES: Final = 3_142

#: Counties activated by the end of a day, and the number of their states, in the data of the
#: roll-out. The press reported 169 in 20 states for May 2010, 574 in 30 for September 2010 and 969
#: in 37 for January 2011.
ACTIVATED: Final = (
    (datetime.date(2008, 10, 27), 1, 1),
    (datetime.date(2008, 12, 31), 14, 5),
    (datetime.date(2009, 12, 31), 105, 15),
    (datetime.date(2010, 5, 15), 180, 20),
    (datetime.date(2010, 9, 15), 617, 31),
    (datetime.date(2011, 1, 18), 970, 37),
    (datetime.date(2013, 1, 22), 3_142, 51),
)

_SUBJECT: Final = "The file of counties, scomm/model/places/data/counties.csv,"
_REMEDY: Final = "; install scomm again, or restore the file"


@dataclass(frozen=True, eq=False)
class Counties:
    """The counties in the order of their FIPS codes; arrays have one element per county.

    Attributes:
        fips: int64[J], such as 48201.
        name: J names, such as "Harris".
        state: J names of states.
        population: int64[J], residents.
        hispanic_share: float64[J], 0 to 1.
        adult_citizens: int64[J], citizens of voting age, at most ``population``.
        foreign_born_share: float64[J], 0 to 1, nan if it was not published.
        activated: J dates of activation.
    """

    fips: NDArray[np.int64]
    name: tuple[str, ...]
    state: tuple[str, ...]
    population: NDArray[np.int64]
    hispanic_share: NDArray[np.float64]
    adult_citizens: NDArray[np.int64]
    foreign_born_share: NDArray[np.float64]
    activated: tuple[datetime.date, ...]


@cache
def counties() -> Counties:
    """Load the counties of the United States; the file is read once per process.

    Raises:
        InputError: The file is missing, or its content has changed.

    Example:
        >>> counties().name[:2]
        ('Autauga', 'Baldwin')
    """
    try:
        content = PATH.read_bytes()
    except OSError as error:
        raise InputError(f"{_SUBJECT} cannot be read ({error.strerror}){_REMEDY}.") from None
    return parse_counties(content)


def parse_counties(content: bytes) -> Counties:
    """Parse and check the content of the file of counties.

    Raises:
        InputError: The content is invalid. The message names the first error in this order:
            encoding, header, each line, number of rows, roll-out, SHA-256.
    """
    content = content.replace(b"\r\n", b"\n")  # as some checkouts write it
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(f"cannot be read as comma-separated values ({error})") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _wrong(f"must begin with the header {','.join(COLUMNS)}")
    lines = rows[1:]
    for number, cells in enumerate(lines, start=2):
        problem = _problem_of(cells)
        if not problem and number > 2 and cells[0] <= lines[number - 3][0]:
            problem = f"fips {cells[0]} must be above {lines[number - 3][0]} of the line before"
        if problem:
            raise _wrong(f"is wrong on line {number}: {problem}")
    if len(lines) != COUNTIES:
        raise _wrong(f"has {len(lines):,} rows where {COUNTIES:,} are needed")
    found = _as_arrays(lines)
    for day, places, states in ACTIVATED:
        active = [k for k, date in enumerate(found.activated) if date <= day]
        in_states = len({found.state[k] for k in active})
        if (len(active), in_states) != (places, states):
            raise _wrong(
                f"has {len(active):,} counties in {in_states} states activated by {day} where"
                f" {places:,} in {states} are needed"
            )
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise _wrong("has content other than that with which this version was made")
    return found


def _wrong(what: str) -> InputError:
    return InputError(f"{_SUBJECT} {what}{_REMEDY}.")


def _problem_of(cells: Sequence[str]) -> str:
    """Describe the first error in a line's values; "" if there is none."""
    if len(cells) != len(COLUMNS):
        return f"it has {len(cells)} values where the header has {len(COLUMNS)}"
    fips, county, state, population, hispanic, adults, foreign_born, activated = cells
    if not (len(fips) == 5 and fips.isascii() and fips.isdigit()):
        return f"fips must be five digits, not {fips!r}"
    for name, text in (("county", county), ("state", state)):
        if not text.strip():
            return f"{name} must not be empty"
    for name, text in (("population", population), ("adult_citizens", adults)):
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            return f"{name} must be a whole number above 0, not {text!r}"
    if int(adults) > int(population):
        return f"adult_citizens {adults} must be at most the population, {population}"
    for name, text in (("hispanic_share", hispanic), ("foreign_born_share", foreign_born)):
        if text == "" and name == "foreign_born_share":
            continue
        if not _is_share(text):
            return f"{name} must be a number from 0 to 1, not {text!r}"
    first, last = ACTIVATED[0][0], ACTIVATED[-1][0]
    if not first <= _date(activated) <= last:
        return f"activated must be a date from {first} to {last}, not {activated!r}"
    return ""


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False


def _date(text: str) -> datetime.date:
    """Parse a date written as year-month-day; the earliest possible date for any other text."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.date.min
    except ValueError:
        return datetime.date.min


def _as_arrays(lines: Sequence[Sequence[str]]) -> Counties:
    columns = dict(zip(COLUMNS, zip(*lines, strict=True), strict=True))

    def whole(name: str) -> NDArray[np.int64]:
        return np.array([int(text) for text in columns[name]], dtype=np.int64)

    def shares(name: str) -> NDArray[np.float64]:
        return np.array([float(text) if text else math.nan for text in columns[name]])

    found = Counties(
        fips=whole("fips"),
        name=columns["county"],
        state=columns["state"],
        population=whole("population"),
        hispanic_share=shares("hispanic_share"),
        adult_citizens=whole("adult_citizens"),
        foreign_born_share=shares("foreign_born_share"),
        activated=tuple(datetime.date.fromisoformat(text) for text in columns["activated"]),
    )
    for value in vars(found).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return found
