"""Checks of values in a user's file: each returns the value, or raises InputError.

``where`` is the place in the file that the error names, such as "[sweep] seed".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Final

from scomm.model.errors import InputError, nearest, shown
from scomm.model.reading import values

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
#: Names become part of the names of files and of a cluster's jobs.
_LONGEST_NAME: Final = 100


def table(where: str, given: object, example: str) -> Mapping[str, object]:
    """Check a table of the file, name -> value."""
    if not isinstance(given, Mapping):
        raise InputError(f"{where} is {shown(given)}, but must be a table such as {example}.")
    return given


def keys(
    where: str, given: Mapping[str, object], needed: Iterable[str], optional: Iterable[str] = ()
) -> None:
    """Raise InputError if the table ``given`` lacks a key that is needed, or has an unknown one."""
    needed = tuple(needed)
    known = (*needed, *optional)
    listed = ", ".join(known)
    for key in given:
        if key not in known:
            raise InputError(
                f"{where} has no key {shown(key)}; its keys are {listed}." + nearest(key, known)
            )
    for key in needed:
        if key not in given:
            raise InputError(f"{where} lacks the key {shown(key)}; its keys are {listed}.")


def text(where: str, given: object) -> str:
    """Check a text that is not empty."""
    if not isinstance(given, str) or not given:
        raise InputError(f"{where} is {shown(given)}, but must be a text that is not empty.")
    return given


def name(where: str, given: object) -> str:
    """Check a name that can be part of a file's name and of a command line."""
    if not isinstance(given, str) or not _NAME.fullmatch(given) or len(given) > _LONGEST_NAME:
        raise InputError(
            f"{where} is {shown(given)}, but must be made of letters, digits, '-' and '_', "
            f"and begin with a letter or a digit; at most {_LONGEST_NAME} of them."
        )
    return given


def one_of(where: str, given: object, choices: Iterable[str]) -> str:
    """Check one of the texts in ``choices``."""
    choices = tuple(choices)
    if not isinstance(given, str) or given not in choices:
        close = nearest(given, choices) if isinstance(given, str) else ""
        raise InputError(
            f"{where} is {shown(given)}, but must be one of {', '.join(choices)}.{close}"
        )
    return given


def flag(where: str, given: object) -> bool:
    """Check true or false."""
    if not isinstance(given, bool):
        raise InputError(f"{where} is {shown(given)}, but must be true or false.")
    return given


def whole(where: str, given: object, low: int, high: int) -> int:
    """Check a whole number from ``low`` to ``high``, both included."""
    try:
        number = low - 1 if isinstance(given, str) else values.read_whole(given)
    except InputError:
        number = low - 1
    if not low <= number <= high:
        raise InputError(
            f"{where} is {shown(given)}, but must be a whole number from {low:,} to {high:,}."
        )
    return number


def number(where: str, given: object, low: float = -math.inf, high: float = math.inf) -> float:
    """Check a finite number from ``low`` to ``high``, both included."""
    try:
        found = math.nan if isinstance(given, str) else values.read_number(given)
    except InputError:
        found = math.nan
    if not (math.isfinite(found) and low <= found <= high):
        bounds = f" from {low:g}" if math.isfinite(low) else ""
        bounds += f" to {high:g}" if math.isfinite(high) else ""
        raise InputError(f"{where} is {shown(given)}, but must be a number{bounds}.")
    return found
