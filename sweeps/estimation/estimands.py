"""What is estimated: ratios of sums of measures, each with its unit and what it is a share of.

The definitions are those of ``Outcomes``, in the form that sums over replicates need; a test holds
the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError, nearest
from scomm.model.groups import ETHNICITIES, SELECTIONS, select
from scomm.model.measures import EXPECTED
from scomm.model.outcomes import CRIMES, GROUNDS, REMOVALS
from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from scomm.sweeps.estimation.totals import COLUMNS, START, Sums

COUNTINGS: Final = ("probability", "count")
# Citizens are not removed, so a share of their removals says nothing.
REMOVABLE: Final = ("all", "noncitizen", "hispanic", "other", "lawful", "undocumented")


@dataclass(frozen=True)
class Estimand:
    """A ratio of sums, times ``factor``, in ``unit``.

    ``kind`` is the crime class, ground or level it is of. ``nothing`` names what the denominator
    counts, for the sentence that says why a ratio is undefined. ``share`` is true where the ratio
    cannot leave 0–100 %; ``standardized`` where ethnicities are also given at the mix of the start.
    """

    name: str
    kind: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    factor: float
    unit: str
    nothing: str
    groups: tuple[str, ...] = SELECTIONS
    share: bool = False
    standardized: bool = False

    def countings(self) -> tuple[str, ...]:
        """Return the ways to count it: with probabilities too if the numerator has them."""
        return COUNTINGS if {*self.numerator} <= {*EXPECTED} else ("count",)


def _estimands() -> Iterator[Estimand]:
    for crime, classes in CRIMES.items():
        reports = tuple(f"reports_{each}" for each in classes)
        victims = tuple(f"victimizations_{each}" for each in classes)
        weeks = ("resident_weeks",)
        yield Estimand(
            "reporting_rate",
            crime,
            reports,
            victims,
            100.0,
            "% of victimizations",
            "victimizations",
            share=True,
            standardized=True,
        )
        # A property crime has one victim, the resident who answers for the household.
        yield Estimand(
            "victimization_rate",
            crime,
            victims,
            weeks,
            100.0 * WEEKS_PER_MONTH,
            "per 100 resident-months",
            "resident-weeks",
            standardized=True,
        )
        yield Estimand(
            "recorded_crime",
            crime,
            reports,
            weeks,
            1e5 * WEEKS_PER_YEAR,
            "per 100,000 residents a year",
            "resident-weeks",
        )
    for ground in ("all", *GROUNDS):
        arrests = tuple(f"arrests_{each}" for each in GROUNDS if ground in ("all", each))
        yield Estimand(
            "arrest_rate",
            ground,
            arrests,
            ("resident_weeks",),
            1e5 * WEEKS_PER_YEAR,
            "per 100,000 residents a year",
            "resident-weeks",
            standardized=True,
        )
    removed = "removals that began with a fingerprint match"
    yield Estimand(
        "non_criminal_share",
        "all",
        ("removals_none",),
        REMOVALS,
        100.0,
        "% of removals",
        removed,
        REMOVABLE,
        share=True,
    )
    for level in ("1", "2", "3"):
        yield Estimand(
            "level_share",
            level,
            (f"removals_level{level}",),
            REMOVALS,
            100.0,
            "% of removals",
            removed,
            REMOVABLE,
            share=True,
        )
    for step, numerator, denominator in (
        ("matches / prints", ("matches",), "prints"),
        ("detainers / matches", ("detainers",), "matches"),
        ("custody / matches", ("custody",), "matches"),
        ("removed / custody", REMOVALS, "custody"),
    ):
        yield Estimand(
            "pipeline",
            step,
            numerator,
            (denominator,),
            100.0,
            f"% of {denominator}",
            denominator,
            REMOVABLE,
        )
    for name, measure, factor, unit in (
        ("trust", "panel_trust", 1.0, "mean over residents"),
        ("perceived_risk", "panel_risk", 1.0, "mean over residents"),
        ("heard_share", "panel_heard", 100.0, "% of residents"),
    ):
        yield Estimand(
            name,
            "all",
            (measure,),
            ("panel_residents",),
            factor,
            unit,
            "residents in the panel",
            standardized=True,
        )


ESTIMANDS: Final = tuple(_estimands())


@dataclass(frozen=True)
class Ratio:
    """An estimand for one group and one counting, as a function of sums."""

    estimand: Estimand
    group: str
    counting: str
    standardized: bool

    @property
    def label(self) -> str:
        """The group, with "_standardized" where it is taken at the mix of the start."""
        return self.group + ("_standardized" if self.standardized else "")

    def __call__(self, sums: Sums) -> NDArray[np.float64]:
        """Return the ratio of ``sums``[..., group, column]: float64[...], nan where undefined."""
        groups = sums[..., list(select(self.group)), :]
        if not self.standardized:
            return self.estimand.factor * self._ratio(groups.sum(axis=-2))
        weights = groups[..., COLUMNS.index(START)]
        # A group that had no residents at the start has no weight, whatever its rate.
        rates = np.where(weights > 0, self._ratio(groups), 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (weights * rates).sum(axis=-1) / weights.sum(axis=-1)
        return self.estimand.factor * np.asarray(mean, dtype=np.float64)

    def columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the columns of sums that are added up above, and those below the line."""
        # A probability is that of a decision given the case: the cases themselves are counted. Only
        # where the numerator is a part of the denominator must both be counted alike.
        whole = set(self.estimand.numerator) <= set(self.estimand.denominator)
        return (
            _counted(self.estimand.numerator, self.counting),
            _counted(self.estimand.denominator, self.counting if whole else "count"),
        )

    def _ratio(self, sums: Sums) -> NDArray[np.float64]:
        top, bottom = (
            sums[..., [COLUMNS.index(name) for name in names]].sum(axis=-1)
            for names in self.columns()
        )
        return divided(top, bottom)


def divided(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``top`` / ``bottom``, nan where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def _counted(measures: tuple[str, ...], counting: str) -> tuple[str, ...]:
    """Return the column of each measure, counted as ``counting`` says where there is a choice."""
    probable = EXPECTED if counting == "probability" else ()
    return tuple(f"expected_{name}" if name in probable else name for name in measures)


def ratios() -> list[Ratio]:
    """Return every estimand for each of its groups, each way of counting, and standardized."""
    return [
        Ratio(estimand, group, counting, standardized)
        for estimand in ESTIMANDS
        for group in estimand.groups
        for counting in estimand.countings()
        for standardized in (False, True)
        if not standardized or (estimand.standardized and group in ETHNICITIES)
    ]


def pick(name: str, kinds: tuple[str, ...], groups: tuple[str, ...]) -> list[Ratio]:
    """Return an estimand for some kinds and groups, counted the better way that it has."""
    return [
        Ratio(estimand, group, estimand.countings()[0], standardized=False)
        for estimand in ESTIMANDS
        if estimand.name == name and estimand.kind in kinds
        for group in groups
    ]


def named(text: str) -> Ratio:
    """Return the ratio called "name.group" or "name.kind.group", counted the better way it has.

    Without a kind it is of all: "reporting_rate.hispanic" is that of crimes of all classes.
    Raises InputError, which says what there is instead, for a part that does not exist.
    """
    name, *rest = text.split(".")
    if len(rest) not in (1, 2):
        raise InputError(
            f"{text!r} names no estimand; write its name, its class if not all, and the group, "
            'with dots between them, as in "reporting_rate.violent.hispanic".'
        )
    *kinds, group = rest
    kind = kinds[0] if kinds else "all"
    known = {each.kind: each for each in ESTIMANDS if each.name == name}
    if not known:
        names = tuple(dict.fromkeys(each.name for each in ESTIMANDS))
        raise _unknown("estimand", name, text, names)
    if kind not in known:
        raise _unknown(f"class of {name}", kind, text, tuple(known))
    estimand = known[kind]
    if group not in estimand.groups:
        raise _unknown(f"group of {name}", group, text, estimand.groups)
    return Ratio(estimand, group, estimand.countings()[0], standardized=False)


def _unknown(what: str, given: str, text: str, known: tuple[str, ...]) -> InputError:
    return InputError(
        f"{given!r} in {text!r} is no {what}; there are {', '.join(known)}." + nearest(given, known)
    )
