"""Quantities that nobody here has fitted, which the model predicts on the real roll-out.

They stand in ``predictions.toml`` beside this file: what is counted, and by which calendar. They
are predicted before anybody compares them with what was observed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scomm.model.errors import InputError, plain, shown
from scomm.model.reading import checks
from scomm.model.reading.files import parse_toml, read_text
from scomm.model.targets import NATION, Quantity, last_month, parts_of

FILE: Final = Path(__file__).with_name("predictions.toml")
CALENDARS: Final = ("fiscal-year", "year", "quarter")
"""Federal fiscal years, which begin in October; calendar years; quarters of calendar years."""

_NEEDED: Final = ("quantity", "unit", "by", "first", "last")
_OPTIONAL: Final = ("measure", "estimands")
_MONTHS: Final = {"fiscal-year": 12, "year": 12, "quarter": 3}
# The month of the year, counted from 0, in which the calendar's periods begin.
_BEGIN: Final = {"fiscal-year": 9, "year": 0, "quarter": 0}
_MOST: Final = 400


@dataclass(frozen=True, kw_only=True)
class Prediction(Quantity):
    """A quantity in one ``window``, such as "FY2010" or "2010 Q3"."""

    window: str


def read_predictions(path: str | Path = FILE) -> tuple[Prediction, ...]:
    """Read a file of predictions, TOML; by default the project's own.

    Args:
        path: a file with tables [[prediction]]: see docs/calibration.md.

    Raises:
        InputError: for a mistake in the file; the sentence names the prediction and the key.

    Example:
        >>> read_predictions()[0].window
        'FY2009'
    """
    where = plain(str(path))
    return parse_predictions(read_text(path, f"The predictions file {where}"), where)


def parse_predictions(text: str, where: str = "the predictions file") -> tuple[Prediction, ...]:
    """Read predictions from the text of a file; ``where`` names it in an InputError."""
    try:
        content = parse_toml(text, "it")
        checks.keys("it", content, ("prediction",))
        given = content["prediction"]
        if not isinstance(given, list) or not given or not all(isinstance(x, dict) for x in given):
            raise InputError("there is no prediction; each is a table headed [[prediction]].")
        found = tuple(each for table in given for each in _predictions(table))
    except InputError as error:
        raise InputError(f"In {where}: {error}") from None
    numbers = [each.number for each in found]
    for number in numbers:
        if numbers.count(number) > 1:
            raise InputError(f"In {where}: {shown(number)} is predicted twice; name each apart.")
    return found


def _predictions(given: Mapping[str, Any]) -> Iterator[Prediction]:
    where = f"prediction {shown(given.get('quantity', ''))}"
    checks.keys(where, given, _NEEDED, _OPTIONAL)
    for key in ("quantity", "unit", "first", "last"):
        checks.text(f"{where}, {key},", given[key])
    calendar = checks.one_of(f"{where}, by,", given["by"], CALENDARS)
    for window, first, last in _windows(where, calendar, given["first"], given["last"]):
        months = {**given, "first": first, "last": last}
        yield Prediction(
            number=f"{given['quantity']}, {window}",
            quantity=given["quantity"],
            scenario=NATION,
            unit=given["unit"],
            parts=parts_of(where, months),
            last_month=last_month(months),
            window=window,
        )


def _windows(where: str, calendar: str, first: str, last: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name, first and last month of each whole period from ``first`` to ``last``."""
    begin, end = (
        _month(f"{where}, {key},", each) for key, each in (("first", first), ("last", last))
    )
    length = _MONTHS[calendar]
    if (begin - _BEGIN[calendar]) % length or (end + 1 - begin) % length or end < begin:
        raise InputError(
            f"{where}: from {first} to {last} are no whole periods of the calendar {calendar}; "
            "such as 2008-10 to 2014-09 for fiscal years, 2009-01 to 2014-12 for the others."
        )
    if (end + 1 - begin) // length > _MOST:
        raise InputError(f"{where}: there are more than {_MOST} periods from {first} to {last}.")
    for month in range(begin, end + 1, length):
        yield _name(calendar, month), _text(month), _text(month + length - 1)


def _month(where: str, given: str) -> int:
    year, _, month = given.partition("-")
    if not (len(given) == 7 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise InputError(f"{where} is {shown(given)}, but must be a month such as 2008-10.")
    return int(year) * 12 + int(month) - 1


def _text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02}"


def _name(calendar: str, month: int) -> str:
    year, of = divmod(month, 12)
    if calendar == "fiscal-year":
        return f"FY{year + 1}"
    return f"{year}" if calendar == "year" else f"{year} Q{of // 3 + 1}"
