"""The calibration targets: figures from sources, and the model's figures to compare with them.

Parameters may be fitted to these alone. Published estimates of the program's effects are kept for
validation: the model must predict them, so no parameter is tuned to them. The targets stand in
``targets.toml`` beside this file; a user's file of the same form is read in the same way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from scomm.model.errors import InputError, nearest, plain, shown
from scomm.model.estimands import REMOVALS, named
from scomm.model.groups import CITIZEN, ETHNICITIES, HISPANIC, UNDOCUMENTED, group_number
from scomm.model.outcomes import Outcomes
from scomm.model.reading import checks
from scomm.model.reading.files import parse_toml, read_text
from scomm.model.reading.values import rounded
from scomm.model.rules.reporting import exposure
from scomm.model.run_tables import FISCAL_YEAR, PERIODS
from scomm.model.scenarios import SCENARIOS
from scomm.model.start import prepare

FILE: Final = Path(__file__).with_name("targets.toml")
NATION: Final = "nation"
"""The scenario of the targets that a posterior is sampled from, and of predictions."""
MEASURES: Final = ("estimand", "removals", "relative", "exposure")
SHARE: Final = "share"

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NEEDED: Final = ("number", "quantity", "scenario", "unit", "value", "error", "source")
_OPTIONAL: Final = ("measure", "estimands", "period", "first", "last", "group")

Parts = tuple[float, float]
"""What a run adds to the two parts of a ratio of sums over runs."""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A figure of the model, a ratio of sums over runs, in ``unit``.

    ``number`` tells it from others, and ``quantity`` says in words what it is. ``scenario`` names
    the scenario in which it is measured. ``parts`` returns the terms of one run, for the numerator
    and the denominator. ``last_month`` is the last month that the figure needs, such as "2011-02";
    "" where any period will do.
    """

    number: str
    quantity: str
    scenario: str
    unit: str
    parts: Callable[[Outcomes], Parts]
    last_month: str = ""

    @property
    def is_share(self) -> bool:
        """True for a share from 0 to 1, which is compared in logits; other figures in logs."""
        return self.unit == SHARE


@dataclass(frozen=True, kw_only=True)
class Target(Quantity):
    """One figure to fit: its source gives ``value`` with an ``error``.

    The errors of targets of one ``group`` are correlated by ``correlation``.
    """

    value: float
    error: float
    source: str
    group: str = ""
    correlation: float = 0.0

    @property
    def low(self) -> float:
        """The least figure that meets the target."""
        return rounded(self.value - self.error)

    @property
    def high(self) -> float:
        """The greatest figure that meets the target."""
        return rounded(self.value + self.error)


def read_targets(path: str | Path = FILE) -> tuple[Target, ...]:
    """Read a file of targets, TOML; by default the project's own.

    Args:
        path: a file with tables [[target]] and, where errors are correlated, [groups]: see
            docs/calibration.md.

    Raises:
        InputError: for a mistake in the file; the sentence names the target and the key.

    Example:
        >>> [target.number for target in read_targets()][:3]
        ['1', '2', '3']
    """
    where = plain(str(path))
    return parse_targets(read_text(path, f"The targets file {where}"), where)


def parse_targets(text: str, where: str = "the targets file") -> tuple[Target, ...]:
    """Read targets from the text of a file; ``where`` names it in the message of an InputError."""
    try:
        return _targets(parse_toml(text, "it"))
    except InputError as error:
        raise InputError(f"In {where}: {error}") from None


def _targets(content: Mapping[str, Any]) -> tuple[Target, ...]:
    for key in content:
        if key not in ("target", "groups"):
            raise InputError(f"{shown(key)} is no table of a targets file; write [[target]].")
    given = content.get("target")
    if not isinstance(given, list) or not given or not all(isinstance(x, dict) for x in given):
        raise InputError("there is no target; each is a table headed [[target]].")
    groups = content.get("groups", {})
    if not isinstance(groups, dict):
        raise InputError("'groups' must be a table such as [groups] removals = 0.5.")
    for name, correlation in groups.items():
        checks.number(f"[groups] {name}", correlation, 0.0, 0.99)
    found = tuple(_target(number, each, groups) for number, each in enumerate(given, start=1))
    numbers = [each.number for each in found]
    for number in numbers:
        if numbers.count(number) > 1:
            raise InputError(f"two targets have the number {shown(number)}; give each its own.")
    return found


def _target(place: int, given: Mapping[str, Any], groups: Mapping[str, Any]) -> Target:
    where = f"target {given.get('number', place)}"
    checks.keys(where, given, _NEEDED, _OPTIONAL)
    for key in given:
        if key not in ("value", "error", "estimands") and (key, given[key]) != ("group", ""):
            checks.text(f"{where}, {key},", given[key])
    if given["scenario"] not in SCENARIOS:
        raise InputError(
            f"{where}: no scenario is called {shown(given['scenario'])}."
            + nearest(given["scenario"], SCENARIOS)
        )
    value = checks.number(f"{where}, value,", given["value"], 0.0)
    most = math.inf
    if given["unit"] == SHARE:
        value, most = checks.number(f"{where}, value,", value, 0.0, 1.0), min(value, 1.0 - value)
    if not value > 0.0:
        raise InputError(f"{where} needs a value above 0.")
    error = checks.number(f"{where}, error,", given["error"], 0.0, min(most, value))
    if not error > 0.0:
        raise InputError(f"{where} needs an error above 0.")
    group = given.get("group", "")
    if group and group not in groups:
        raise InputError(f"{where}: [groups] has no correlation for the group {shown(group)}.")
    return Target(
        number=given["number"],
        quantity=given["quantity"],
        scenario=given["scenario"],
        unit=given["unit"],
        value=value,
        error=error,
        source=given["source"],
        parts=parts_of(where, given),
        last_month=last_month(given),
        group=group,
        correlation=float(groups.get(group, 0.0)),
    )


def parts_of(where: str, given: Mapping[str, Any]) -> Callable[[Outcomes], Parts]:
    """Return a function that computes the parts of a quantity for a run.

    ``given`` may have the keys measure, estimands, period, first and last, as in a targets file.
    Raises InputError; ``where`` names the quantity.
    """
    measure = given.get("measure", "estimand")
    if measure not in MEASURES:
        raise InputError(
            f"{where}: the measure is {shown(measure)}, but must be one of {', '.join(MEASURES)}."
            + nearest(measure, MEASURES)
        )
    names = given.get("estimands", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f'{where}: estimands must be a list such as ["non_criminal_share"].')
    if (measure in ("estimand", "relative")) != bool(names):
        raise InputError(f"{where}: the measure {shown(measure)} {_NAMES[measure]}.")
    window = _Window(given.get("period", "all"), given.get("first", ""), given.get("last", ""))
    _check_window(where, window)
    try:
        if measure == "estimand":
            return _together([_estimand(name, window) for name in names])
        if measure == "relative":
            return _relative(names[0], window)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    return _fear if measure == "exposure" else _removals(window)


_NAMES: Final = {
    "estimand": "needs estimands",
    "relative": "needs estimands",
    "removals": "takes no estimands",
    "exposure": "takes no estimands",
}


@dataclass(frozen=True)
class _Window:
    """The months that count.

    ``period`` is relative to each jurisdiction's scheduled activation, or a fiscal year; ``first``
    and ``last`` are the first and the last month included, such as "2010-06".
    """

    period: str
    first: str
    last: str

    def of(self, run: Outcomes) -> Any:
        return run.months_in(self.period) & run.months_between(self.first, self.last)


def last_month(given: Mapping[str, Any]) -> str:
    """Return the last month that a quantity needs, "" if any period will do."""
    year = FISCAL_YEAR.fullmatch(given.get("period", "all"))
    return f"{year[1]}-09" if year else given.get("last", "")


def _check_window(where: str, window: _Window) -> None:
    if not (window.period in PERIODS or FISCAL_YEAR.fullmatch(window.period)):
        raise InputError(
            f"{where}: no period is called {shown(window.period)}; the periods are "
            f"{', '.join(PERIODS)}, and fiscal years such as FY2010."
            + nearest(window.period, PERIODS)
        )
    for month in (window.first, window.last):
        if month and not _MONTH.fullmatch(month):
            raise InputError(f"{where}: {shown(month)} is no month; write one such as 2010-06.")


def _estimand(name: str, window: _Window) -> Callable[[Outcomes], Parts]:
    """Return a function that computes the numerator and denominator of an estimand for a run."""
    estimand, group = named(name)
    above, below = estimand.columns(None)

    def parts(run: Outcomes) -> Parts:
        inside = window.of(run)
        top = sum(run.sum_of(column, group, inside) for column in above)
        bottom = sum(run.sum_of(column, estimand.of or group, inside) for column in below)
        return estimand.plain_factor * top, bottom

    return parts


def _together(each: list[Callable[[Outcomes], Parts]]) -> Callable[[Outcomes], Parts]:
    """Return a function that adds estimands with one denominator, such as shares of levels."""

    def parts(run: Outcomes) -> Parts:
        found = [of(run) for of in each]
        return sum(top for top, _ in found), found[0][1]

    return parts


def _relative(name: str, window: _Window) -> Callable[[Outcomes], Parts]:
    """Return the rate called ``name`` of Hispanic residents, and of others, run by run."""
    of_each = [_estimand(f"{name}.{group}", window) for group in ETHNICITIES]

    def parts(run: Outcomes) -> Parts:
        hispanic, other = (top / bottom for top, bottom in (of(run) for of in of_each))
        return hispanic, other

    return parts


def _removals(window: _Window) -> Callable[[Outcomes], Parts]:
    """Return a function that computes removals in the nation from a run at a smaller scale."""

    def parts(run: Outcomes) -> Parts:
        inside = window.of(run)
        removed = sum(run.sum_of(f"expected_{name}", "all", inside) for name in REMOVALS)
        return removed, run.settings.scale

    return parts


def _fear(run: Outcomes) -> Parts:
    """Return the mean exposure of Hispanic citizens and of undocumented Hispanic residents."""
    start = prepare(run.settings, run.seed)
    p, people = start.numbers, start.population
    share = np.repeat(people.undocumented_share, people.neighborhoods.residents)
    group = people.state & 7
    means = []
    for wanted in (group_number(HISPANIC, CITIZEN), group_number(HISPANIC, UNDOCUMENTED)):
        exposures = [
            exposure(p, wanted, int(status), float(undocumented))
            for status, undocumented in zip(
                people.household[group == wanted] >> 6, share[group == wanted], strict=True
            )
        ]
        means.append(float(np.mean(exposures)))
    return means[0], means[1]
