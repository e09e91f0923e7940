"""What a value of a table or a setting must look like, and how it is read.

Each reader takes the text of one value and returns it as the model keeps it. A mistake raises
InputError with the predicate of a sentence ("must be ..."), to which the caller adds the subject:
a setting, or a column and a line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from scomm.model.errors import InputError, nearest

# Data frames write whole numbers as 48453.0, and flags as 1.0, where a column misses a value.
_WHOLE = re.compile(r"([0-9]{1,18})(\.0)?")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_YES = ("true", "yes", "1", "1.0")
_NO = ("false", "no", "0", "0.0")
_SHOWN = 40


def shown(text: str) -> str:
    """Return the text in quotes, cut where it is long."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def meant(text: str, names: Sequence[str]) -> str:
    """Return " (did you mean 'x'?)" for the closest of ``names``, or "" if none is close."""
    question = nearest(text, names).strip()
    return f" ({question[0].lower()}{question[1:]})" if question else ""


def read_share(text: str) -> float:
    """Return a number from 0 to 1."""
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not 0.0 <= value <= 1.0:
        hint = ", such as 0.25 for 25 %" if text.endswith("%") else ""
        raise InputError(f"must be a number from 0 to 1{hint}, not {shown(text)}")
    return value


def read_flag(text: str) -> int:
    """Return 1 for true, yes or 1 and 0 for false, no or 0, in capitals or not."""
    if text.lower() in _YES:
        return 1
    if text.lower() in _NO:
        return 0
    raise InputError(f"must be true or false, not {shown(text)}")


def whole_number_reader(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        match = _WHOLE.fullmatch(text)
        if match is None or not low <= int(match[1]) <= high:
            raise InputError(
                f"must be a whole number from {low} to {high}, in digits alone, not {shown(text)}"
            )
        return int(match[1])

    return read


def choice_reader(choices: Sequence[str]) -> Callable[[str], int]:
    """Return a reader of one of several words, as its place among them."""

    def read(text: str) -> int:
        if text not in choices:
            raise InputError(
                f"must be one of {', '.join(choices)}, not {shown(text)}{meant(text, choices)}"
            )
        return choices.index(text)

    return read


def read_name(text: str) -> str:
    """Return a name, which must not be empty."""
    if not text:
        raise InputError("must not be empty")
    return text
