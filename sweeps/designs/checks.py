"""Checks of values in a user's file: each returns the value, or says in a sentence what is wrong.

``where`` is the place in the file that the sentence names, such as "[sweep] seed".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from scomm.model.errors import InputError, nearest

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def table(where: str, given: object, example: str) -> Mapping[str, object]:
    """Return a table of the file, name -> value. Raises InputError for anything else."""
    if not isinstance(given, Mapping):
        raise InputError(f"{where} is {given!r}, but must be a table such as {example}.")
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
                f"{where} has no key {key!r}; its keys are {listed}." + nearest(key, known)
            )
    for key in needed:
        if key not in given:
            raise InputError(f"{where} lacks the key {key!r}; its keys are {listed}.")


def text(where: str, given: object) -> str:
    """Return a text that is not empty."""
    if not isinstance(given, str) or not given:
        raise InputError(f"{where} is {given!r}, but must be a text that is not empty.")
    return given


def name(where: str, given: object) -> str:
    """Return a name that can stand in a file's name and on a command line."""
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise InputError(
            f"{where} is {given!r}, but must be made of letters, digits, '-' and '_', "
            "and begin with a letter or a digit."
        )
    return given


def one_of(where: str, given: object, choices: Iterable[str]) -> str:
    """Return one of the texts in ``choices``."""
    choices = tuple(choices)
    if not isinstance(given, str) or given not in choices:
        close = nearest(given, choices) if isinstance(given, str) else ""
        raise InputError(f"{where} is {given!r}, but must be one of {', '.join(choices)}.{close}")
    return given


def flag(where: str, given: object) -> bool:
    """Return true or false."""
    if not isinstance(given, bool):
        raise InputError(f"{where} is {given!r}, but must be true or false.")
    return given


def whole(where: str, given: object, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``, both included."""
    # In Python, but not in TOML, true is also the number 1.
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise InputError(
            f"{where} is {given!r}, but must be a whole number from {low:,} to {high:,}."
        )
    return given


def number(where: str, given: object) -> int | float:
    """Return a finite number."""
    if not isinstance(given, int | float) or isinstance(given, bool) or not math.isfinite(given):
        raise InputError(f"{where} is {given!r}, but must be a number.")
    return given


def scalar(where: str, given: object) -> object:
    """Return one number, text or true/false as settings hold it; a date becomes its text.

    A number may be infinite, as some settings are; whether this one may is for the model to say.
    """
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()  # Settings hold dates as text; TOML has dates of its own.
    if not isinstance(given, str | int | float):
        raise InputError(f"{where} is {given!r}, but must be one number, text, date or true/false.")
    if isinstance(given, float) and math.isnan(given):
        raise InputError(f"{where} is {given!r}, but must be a number.")
    return given
