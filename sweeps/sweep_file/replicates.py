"""The number of replicates of a point: fixed, or as many as an estimand needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scomm.model.errors import InputError, shown
from scomm.model.reading import checks

MOST_REPLICATES: Final = 1_000_000
#: Fewer estimate the variance of replicates too poorly for a valid interval.
FEWEST_AT_FIRST: Final = 8
DEFAULT_FIRST: Final = 20
#: A wider half-width of a share, 25 percentage points, was probably meant in percentage points.
WIDEST_SHARE: Final = 0.25

_EXAMPLE: Final = '{ until = "reporting_rate.hispanic", half_width = 0.005, most = 400 }'


@dataclass(frozen=True)
class Fixed:
    """The same number of replicates, ``count``, at every point."""

    count: int

    @property
    def first(self) -> int:
        """The initial number of replicates of a point: all of them."""
        return self.count

    @property
    def most(self) -> int:
        """The largest number of replicates of a point: all of them."""
        return self.count


@dataclass(frozen=True)
class Until:
    """Replicates until an interval for ``estimand`` is as narrow as ± ``half_width``.

    ``estimand`` is "name.group" or "name.class.group" (see ``scomm.sweeps.estimation.estimands``).
    ``half_width`` is a share where the estimand is in percent (0.005: half a percentage point),
    else in its unit. Every point begins with ``first`` replicates and has ``most`` at most. ``arm``
    "" stands for the contrast of every other arm with the last, a name for that arm's own value.
    """

    estimand: str
    half_width: float
    most: int
    first: int = DEFAULT_FIRST
    arm: str = ""


def read_replicates(given: object, arms: Iterable[str]) -> Fixed | Until:
    """Read the key ``replicates`` of [sweep]. Raises InputError."""
    where = "[sweep] replicates"
    if isinstance(given, dict):
        return _until(where, given, tuple(arms))
    if not isinstance(given, int) or isinstance(given, bool):
        raise InputError(
            f"{where} is {shown(given)}, but must be a whole number such as 50, or {_EXAMPLE}."
        )
    return Fixed(checks.whole(where, given, 1, MOST_REPLICATES))


def _until(where: str, given: dict[str, object], arms: tuple[str, ...]) -> Until:
    checks.keys(where, given, ("until", "half_width", "most"), ("first", "arm"))
    estimand = checks.text(f"{where}.until", given["until"])
    half_width = _half_width(where, given["half_width"], estimand)
    most = checks.whole(f"{where}.most", given["most"], FEWEST_AT_FIRST, MOST_REPLICATES)
    first = checks.whole(
        f"{where}.first", given.get("first", min(DEFAULT_FIRST, most)), FEWEST_AT_FIRST, most
    )
    arm = given.get("arm", "")
    if arm != "":
        checks.one_of(f"{where}.arm", arm, arms)
    elif len(arms) < 2:
        raise InputError(
            f"{where} asks for the contrast of arms, but there is only the arm {shown(arms[0])}; "
            f"add another arm, or arm = {shown(arms[0])} for that arm's own value."
        )
    return Until(estimand, half_width, most, first, str(arm))


def _half_width(where: str, given: object, estimand: str) -> float:
    from scomm.model.estimands import (
        STANDARDIZED,  # Slow to import: only adaptive replicates need it.
        named,
    )

    try:
        found, group = named(plain := estimand.removesuffix(STANDARDIZED))
    except InputError as error:
        raise InputError(f"{where}.until: {error}") from None
    if plain != estimand:
        raise InputError(
            f"{where}.until is {shown(estimand)}, but must not be standardized; write "
            f"{shown(group)} for {shown(group + STANDARDIZED)}."
        )
    unit = found.unit
    value = checks.number(f"{where}.half_width", given)
    if value <= 0:
        raise InputError(f"{where}.half_width is {value}, but must be above 0 ({unit}).")
    if unit.startswith("%") and value > WIDEST_SHARE:
        raise InputError(
            f"{where}.half_width is {value}, but must be at most {WIDEST_SHARE}: {estimand} is a "
            "percentage, and its half-width is given as a share, 0.005 for half a percentage point."
        )
    return float(value)
