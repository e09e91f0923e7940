"""Readers of single values of tables and settings.

Each reader validates one value and converts it to the model's type. An invalid value raises
InputError with the predicate of a sentence ("must be ..."), to which the caller adds the subject: a
setting, or a column and a line.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence

from scomm.model.calendar import parse_week
from scomm.model.errors import InputError, nearest, shown
from scomm.model.reading import values
from scomm.model.reading.spelling import tidy


def meant(text: str, names: Sequence[str]) -> str:
    """Return " (did you mean 'x'?)" for the closest of ``names``, or "" if none is close."""
    question = nearest(text, names).strip()
    return f" ({question[0].lower()}{question[1:]})" if question else ""


def read_share(value: object) -> float:
    """Read a number from 0 to 1."""
    try:
        share = values.read_number(value)
    except InputError:
        share = math.nan
    if not 0.0 <= share <= 1.0:
        percent = isinstance(value, str) and value.endswith("%")
        hint = ", such as 0.25 for 25 %" if percent else ""
        raise InputError(f"must be a number from 0 to 1{hint}, not {shown(value)}")
    return share


def read_flag(value: object) -> int:
    """Read a flag: 1 for true, yes or 1, and 0 for false, no or 0; case is ignored."""
    return int(values.read_flag(value))


def whole_number_reader(low: int, high: int) -> Callable[[object], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(value: object) -> int:
        try:
            number = values.read_whole(value)
        except InputError:
            number = low - 1
        if not low <= number <= high:
            raise InputError(
                f"must be a whole number from {low} to {high}, in digits alone, not {shown(value)}"
            )
        return number

    return read


def choice_reader(choices: Sequence[str]) -> Callable[[object], int]:
    """Return a reader of one of several words, as its position among them."""

    def read(value: object) -> int:
        text = values.read_text(value)
        if text not in choices:
            raise InputError(
                f"must be one of {', '.join(choices)}, not {shown(value)}{meant(text, choices)}"
            )
        return choices.index(text)

    return read


def read_name(value: object) -> str:
    """Read a name that is not empty, normalized to one line, single spaces, composed characters."""
    given = value if type(value) is str else values.simple(value)
    name = tidy(given if isinstance(given, str) else values.read_text(given))
    if not name:
        raise InputError("must not be empty")
    return name


def week_reader(start: datetime.date) -> Callable[[object], int]:
    """Return a reader of a date, or "never", as the week counted from ``start``, or NEVER."""
    return lambda value: parse_week(values.read_date_text(value), start)
