"""Limits on the number of points of a design."""

from __future__ import annotations

from typing import Final

from scomm.model.errors import InputError
from scomm.model.reading import checks

#: Far more than can be run, and few enough to be validated one by one in a minute.
MOST_POINTS: Final = 1_000_000


def power_of_two(where: str, given: object) -> int:
    """Check a power of two from 2 to ``MOST_POINTS``. Raises InputError for other numbers."""
    number = checks.whole(where, given, 2, MOST_POINTS)
    if number & (number - 1):
        below = 1 << (number.bit_length() - 1)
        raise InputError(
            f"{where} is {number}, but must be a power of two, such as {below} or {2 * below}: "
            "a Sobol' sequence is balanced only there."
        )
    return number
