"""The values over which a setting varies in a sweep file: a list, or a range of numbers.

A grid takes the steps of a range; a design that samples takes any number in it. The setting's
bounds and type determine the valid ranges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from scomm.model import settings
from scomm.model.errors import InputError, nearest, shown
from scomm.model.parameters.parameter import Parameter
from scomm.model.reading import checks
from scomm.model.reading.values import rounded

SCALES: Final = ("linear", "log")
MOST_STEPS: Final = 10_000


@dataclass(frozen=True)
class Range:
    """The numbers from ``low`` to ``high``, both included, of one setting.

    ``log`` spaces them evenly by their logarithms; ``whole`` admits whole numbers only.
    """

    low: float
    high: float
    log: bool
    whole: bool


def setting(where: str, name: str) -> Parameter:
    """Look up the parameter named ``name``. Raises InputError if there is none."""
    known = _settings()
    if name not in known:
        raise _unknown(where, name)
    return known[name]


def _unknown(where: str, name: str) -> InputError:
    return InputError(
        f"{where}: no setting is called {shown(name)}; `scomm parameters` lists them all."
        + nearest(name, _settings())
    )


@cache
def _settings() -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in settings.Settings.parameters()}


def typed(where: str, name: str, given: object) -> object:
    """Convert a value to the type of the setting ``name``, numbers to 12 significant digits.

    ``where`` begins the message of an InputError, followed by the name. Bounds are checked when the
    sweep's settings are made.
    """
    try:
        value = settings.typed(name, given)
    except KeyError:
        raise _unknown(where.rstrip(" .:"), name) from None
    except InputError as error:
        raise InputError(f"{where}{error}") from None
    return rounded(value) if isinstance(value, float) else value


def reader(name: str) -> Callable[[object], object]:
    """Make a function that converts values of a setting as ``typed`` does, fast for many values.

    It raises InputError without the place that ``typed`` adds. Raises KeyError for an unknown
    setting.
    """
    read = settings.reader(name)
    if isinstance(_settings()[name].value, float):
        return lambda given: rounded(read(given))
    return read


def listed(table: str, name: str, given: object, example: str) -> tuple[object, ...]:
    """Read the values of a list in a table such as "[vary]".

    ``example`` shows an alternative in error messages.
    """
    where = f"{table} {name}"
    if not isinstance(given, list) or not given:
        raise InputError(
            f"{where} is {shown(given)}, but must be a list of values such as [0.3, 0.5], "
            f"or {example}."
        )
    values: dict[object, None] = {}
    for each in given:
        value = typed(f"{table} ", name, each)
        if value in values:
            raise InputError(f"{where} lists the value {shown(value)} twice; give each value once.")
        values[value] = None
    return tuple(values)


def ranged(where: str, parameter: Parameter, given: Mapping[str, object]) -> Range:
    """Read the range in ``given``, by its keys from, to and scale."""
    if isinstance(parameter.value, bool) or not isinstance(parameter.value, int | float):
        values = ", ".join(repr(each) for each in parameter.choices) or "its values"
        raise InputError(
            f"{where} is a range, but {parameter.name} is no number; list {values} instead."
        )
    low = checks.number(f"{where}.from", given["from"])
    high = checks.number(f"{where}.to", given["to"])
    if low >= high:
        raise InputError(f"{where} goes from {low} to {high}; 'from' must be below 'to'.")
    for end, value in (("from", low), ("to", high)):
        _in_bounds(f"{where}.{end}", parameter, value)
    log = checks.one_of(f"{where}.scale", given.get("scale", "linear"), SCALES) == "log"
    if log and low <= 0:
        raise InputError(
            f"{where}.from is {low}, but must be above 0 where scale is 'log', "
            "since 0 has no logarithm."
        )
    return Range(low, high, log, isinstance(parameter.value, int))


def _in_bounds(where: str, parameter: Parameter, value: float) -> None:
    low = -math.inf if parameter.low is None else parameter.low
    high = math.inf if parameter.high is None else parameter.high
    if not low <= value <= high:
        raise InputError(
            f"{where} is {value}, but {parameter.name} can be from {low:g} to {high:g} "
            f"({parameter.unit})."
        )
    if isinstance(parameter.value, int) and value != int(value):
        raise InputError(f"{where} is {value}, but {parameter.name} is a whole number.")
