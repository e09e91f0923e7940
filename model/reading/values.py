"""Readers of values, shared by settings, sweep files and cells of tables.

A value is text (from the command line or CSV), or has a type of TOML or Parquet; the required type
depends on its use. Surrounding white space of text is ignored. Each reader returns the typed value,
or raises InputError with the predicate of a sentence ("must be ..."), to which the caller adds the
subject: a setting, or a column and a line.

* A number is written with the digits 0 to 9, with optional underscores between digits as in TOML. A
  whole number can be written with decimals (48.0, 4.8e1), as data frames do if a value is missing.
  True, false and "not a number" are not numbers. -0.0 is 0.0.
* A flag is true or false, yes or no, on or off, or 1 or 0, in capitals or not.
* A date is a date, or text that is written year-month-day; a time of day must be midnight.
* Text is one line without control characters. Bytes are UTF-8 text.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from scomm.model.errors import InputError, shown

_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?")
# A longer number is out of all bounds, and slow to convert.
_MOST_DIGITS: Final = 400
# Above this, floats do not represent all whole numbers, so a float may have been rounded.
_EXACT: Final = 2.0**53
_YES: Final = ("true", "yes", "on", "t", "y", "1", "1.0")
_NO: Final = ("false", "no", "off", "f", "n", "0", "0.0")


def rounded(value: float) -> float:
    """Round a number to 12 significant digits.

    Then a step of a range and the same number in a list are one setting and one run, and so are the
    results of a logarithm on two machines, whose last bits can differ.
    """
    return float(f"{value:.12g}") + 0.0


def missing(value: object) -> bool:
    """Return whether a table's cell is empty: "", null, or the "not a number" of data frames."""
    return not value if type(value) is str else value is None or value == "" or value != value


def read_whole(value: object) -> int:
    """Read a whole number."""
    if type(value) is int:
        return value
    given: Any = simple(value)
    if type(given) is int:
        return given
    if isinstance(given, str):
        found = _number(given)
        if abs(found) < _EXACT or not found.is_integer():
            given = found
        else:
            with suppress(ValueError):  # convert the text, not a rounded float
                return int(given)
    if isinstance(given, float | Decimal) and -_EXACT < given < _EXACT:
        whole = int(given)
        if whole == given:
            return whole
    raise InputError(f"must be a whole number, not {shown(value)}")


def read_number(value: object) -> float:
    """Read a number, which can be infinite."""
    if type(value) is float and value == value:
        return value + 0.0
    given = value if type(value) is str else simple(value)
    found = math.nan
    if isinstance(given, str):
        found = _number(given)
    elif isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        with suppress(OverflowError, ValueError):  # for a whole number beyond the range of floats
            found = float(given)
    if math.isnan(found):
        raise InputError(f"must be a number, not {shown(value)}")
    return found + 0.0


def read_flag(value: object) -> bool:
    """Read a flag."""
    if isinstance(value, bool):
        return value
    given = simple(value)
    if isinstance(given, bool):
        return given
    if isinstance(given, str):
        given = given.lower()
    elif isinstance(given, int | float | Decimal) and given in (0, 1):
        given = str(int(given))
    if given in _YES:
        return True
    if given in _NO:
        return False
    raise InputError(f"must be true or false, not {shown(value)}")


def read_text(value: object) -> str:
    """Read one line of text, which can be empty; dates and numbers are converted to text."""
    if type(value) is str and value.isprintable():
        return value.strip()
    given: Any = simple(value)
    if isinstance(given, datetime.datetime):
        if given.time() != datetime.time():
            raise InputError(f"must be a day without a time of day, not {shown(value)}")
        given = given.date()
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, float | Decimal) and -_EXACT < given < _EXACT:
        given = int(given) if int(given) == given else given
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        with suppress(ValueError):  # more digits than Python prints
            given = str(given)
    if not isinstance(given, str):
        raise InputError(f"must be text, not {shown(value)}")
    if not given.isprintable() and any(_breaks(each) for each in given):
        raise InputError(f"must be one line of text without control characters, not {shown(value)}")
    return given


def read_date_text(value: object) -> str:
    """Read a date, or "never", as text that is not checked; a time of midnight is dropped."""
    text = read_text(value)
    midnight = _MIDNIGHT.fullmatch(text)
    return midnight[1] if midnight else text


#: The reader of a setting by the type of its default.
READERS: Final[Mapping[type, Callable[[object], Any]]] = {
    int: read_whole,
    float: read_number,
    bool: read_flag,
    str: read_text,
}


def _number(text: str) -> float:
    """Parse a number; nan for any other text, and for digits other than 0 to 9."""
    if len(text) > _MOST_DIGITS or not text.isascii():
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def simple(value: object) -> Any:
    """Strip text, convert NumPy's scalars to Python's, and decode bytes."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8").strip()
        except UnicodeDecodeError:
            return value
    item = getattr(value, "item", None)  # NumPy's
    return item() if item is not None and getattr(value, "shape", None) == () else value


def _breaks(letter: str) -> bool:
    """Return whether a character is a line break or control character, by Unicode's categories."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
