"""The estimands: the single definition of each rate and share, as a ratio of sums with its unit.

``Outcomes``, the calibration targets and the contrasts of sweeps all use ``ESTIMANDS``. To add an
estimand, add it there; its measures must be columns of ``scomm.model.measures``.

An estimand supports up to two ways of counting. "count" sums the results of decisions.
"probability" sums the probability that each decision had when it was made; the two have the same
mean, the second far less variance. A rate supports probabilities if every decision in its numerator
has one, a share of a whole only if every decision of the whole has one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from scomm.model.errors import InputError, nearest, shown
from scomm.model.groups import SELECTIONS
from scomm.model.measures import EXPECTED
from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR

Counting = Literal["probability", "count"]
COUNTINGS: Final[tuple[Counting, ...]] = ("probability", "count")

# The suffix, in names of estimands, of a group standardized to its mix of statuses at the start.
STANDARDIZED: Final = "_standardized"
CRIMES: Final = {
    "all": ("violent", "property"),
    "violent": ("violent",),
    "property": ("property",),
}
REMOVALS: Final = tuple(f"removals_{level}" for level in ("none", "level1", "level2", "level3"))
GROUNDS: Final = ("index", "cause", "minor", "pretext")
# An officer's hours from an arrest to the end of its booking and report: design, from no source.
HOURS_PER_ARREST: Final = 3.0
# Citizens are not removed, so a share of their removals is undefined.
REMOVABLE: Final = ("all", "noncitizen", "hispanic", "other", "lawful", "undocumented")


@dataclass(frozen=True)
class Estimand:
    """A ratio of sums; tables show it times ``factor``, in ``unit``.

    ``kind`` is its class of crime, ground, level or step, "all" if there is only one. ``numerator``
    and ``denominator`` are counts of ``scomm.model.measures``, summed over the residents of a
    group. ``nothing`` describes what the denominator counts, for the message that explains why a
    ratio is undefined. ``groups`` are the groups for which it is reported, names of
    ``scomm.model.groups.SELECTIONS``.

    ``of`` is the group of the denominator where that is always the same, such as "all" for the
    share of Hispanic residents among all. ``share`` is true if the ratio is between 0 and 100 %,
    and ``hundredfold`` if ``factor`` includes the 100 of a percentage, or of "per 100", which the
    figures of ``Outcomes`` do not have. ``standardized`` is true if ethnicities are also reported
    standardized to the mix of the start, ``odds`` if contrasts are also reported as odds ratios.
    """

    name: str
    kind: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    factor: float
    unit: str
    nothing: str
    groups: tuple[str, ...] = SELECTIONS
    of: str = ""
    share: bool = False
    hundredfold: bool = False
    standardized: bool = False
    odds: bool = False

    @property
    def countings(self) -> tuple[Counting, ...]:
        """The ways of counting that it supports, the one with less variance first."""
        decided = {*self.numerator, *(self.denominator if self._whole else ())}
        return COUNTINGS if decided <= {*EXPECTED} else ("count",)

    @property
    def plain_factor(self) -> float:
        """The factor of the figures of ``Outcomes``: shares are from 0 to 1, not in percent."""
        return self.factor / 100.0 if self.hundredfold else self.factor

    @property
    def _whole(self) -> bool:
        """Whether the numerator is a part of the denominator, so both are counted the same way."""
        return {*self.numerator} <= {*self.denominator}

    def columns(self, counting: Counting | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the columns that are summed in the numerator, and those in the denominator.

        They are names of ``COUNTS`` and ``SUMS`` in ``scomm.model.measures``. ``counting`` None is
        the first way that is supported. Raises InputError for one that is not.

        >>> find("reporting_rate", "violent").columns()
        (('expected_reports_violent',), ('victimizations_violent',))
        """
        counting = self.counted(counting)
        # Probabilities of decisions are conditional on the cases, and the cases are counted.
        below = counting if self._whole else "count"
        return _columns(self.numerator, counting), _columns(self.denominator, below)

    def counted(self, counting: str | None) -> Counting:
        """Return ``counting``, for None the first way that is supported. Raises InputError."""
        for known in self.countings:
            if counting in (None, known):
                return known
        raise InputError(
            f"The counting of {self.name} ({self.kind}) is {shown(counting)}, but must be one of "
            f"{', '.join(self.countings)}."
        )

    def figure(
        self,
        total: Callable[[str, str], float],
        group: str = "all",
        counting: Counting | None = None,
    ) -> float:
        """Compute the figure for a group; a share is from 0 to 1, not in percent.

        ``total`` returns the sum of a column over a group, such as
        ``total("expected_reports_violent", "hispanic")``. The figure is nan if the denominator is
        0.

        >>> find("reporting_rate", "violent").figure(lambda column, group: 2.0, "hispanic")
        1.0
        """
        above, below = self.columns(counting)
        top = sum(total(column, group) for column in above)
        bottom = sum(total(column, self.of or group) for column in below)
        return self.plain_factor * top / bottom if bottom > 0.0 else math.nan


def _columns(measures: tuple[str, ...], counting: Counting) -> tuple[str, ...]:
    if counting == "count":
        return measures
    return tuple(f"expected_{name}" if name in EXPECTED else name for name in measures)


def _share(
    name: str,
    kind: str,
    numerator: tuple[str, ...],
    denominator: tuple[str, ...],
    nothing: str,
) -> Estimand:
    """Define a share in percent, between 0 and 100 %."""
    return Estimand(
        *(name, kind, numerator, denominator, 100.0, f"% of {nothing}", nothing),
        share=True,
        hundredfold=True,
    )


def _yearly(
    name: str, kind: str, numerator: tuple[str, ...], *, standardized: bool = False
) -> Estimand:
    """Define a rate per 100,000 residents in the community and year."""
    return Estimand(
        name,
        kind,
        numerator,
        ("resident_weeks",),
        1e5 * WEEKS_PER_YEAR,
        "per 100,000 residents a year",
        "resident-weeks",
        standardized=standardized,
    )


def _crime() -> Iterator[Estimand]:
    for crime, classes in CRIMES.items():
        reports = tuple(f"reports_{each}" for each in classes)
        victims = tuple(f"victimizations_{each}" for each in classes)
        share = _share("reporting_rate", crime, reports, victims, "victimizations")
        yield replace(share, standardized=True, odds=True)
        # A property crime has one victim, the household's respondent.
        yield Estimand(
            *("victimization_rate", crime, victims, ("resident_weeks",)),
            factor=100.0 * WEEKS_PER_MONTH,
            unit="per 100 resident-months",
            nothing="resident-weeks",
            hundredfold=True,
            standardized=True,
        )
        yield _yearly("recorded_crime", crime, reports)


def _arrests() -> Iterator[Estimand]:
    every = tuple(f"arrests_{ground}" for ground in GROUNDS)
    yield _yearly("arrest_rate", "all", every, standardized=True)
    for ground, measure in zip(GROUNDS, every, strict=True):
        yield _yearly("arrest_rate", ground, (measure,), standardized=True)
    for ground, measure in zip(GROUNDS, every, strict=True):
        yield _share("arrest_share", ground, (measure,), every, "arrests")
    pretext = ("arrests_pretext",)
    # In the unit in which officers' propensity could be observed in a place's arrest data.
    yield Estimand(
        *("pretextual_arrests", "all", pretext, ("resident_weeks",)),
        factor=1e3 * WEEKS_PER_YEAR,
        unit="per 1,000 residents a year",
        nothing="resident-weeks",
    )
    for kind, measures in (("all", every), ("pretext", pretext)):
        yield Estimand(
            *("officer_hours", kind, measures, ("resident_weeks",)),
            factor=HOURS_PER_ARREST * 1e5 * WEEKS_PER_YEAR,
            unit="officer hours per 100,000 residents a year",
            nothing="resident-weeks",
        )


def _removals() -> Iterator[Estimand]:
    def of_removals(name: str, kind: str, measure: str) -> Estimand:
        # A removal counts where it began with a fingerprint match.
        removed = "removals that began with a fingerprint match"
        share = _share(name, kind, (measure,), REMOVALS, removed)
        return replace(share, unit="% of removals", groups=REMOVABLE)

    yield replace(_yearly("removal_rate", "all", REMOVALS), groups=REMOVABLE)
    yield of_removals("non_criminal_share", "all", "removals_none")
    for level in ("1", "2", "3"):
        yield of_removals("level_share", level, f"removals_level{level}")


def _pipeline() -> Iterator[Estimand]:
    for step, numerator, denominator in (
        ("matches / prints", ("matches",), "prints"),
        ("detainers / matches", ("detainers",), "matches"),
        ("custody / matches", ("custody",), "matches"),
        ("removed / custody", REMOVALS, "custody"),
    ):
        # Not shares of one whole: people removed in a month were taken into custody in another, or
        # in none: they had been ordered to appear.
        yield Estimand(
            *("pipeline", step, numerator, (denominator,)),
            factor=100.0,
            unit=f"% of {denominator}",
            nothing=denominator,
            groups=REMOVABLE,
            hundredfold=True,
        )
    yield Estimand(
        *("days_held_for_ice", "all", ("weeks_held_for_ice",), ("resident_weeks",)),
        factor=7e5 * WEEKS_PER_YEAR,
        unit="days in jail per 100,000 residents a year",
        nothing="resident-weeks",
    )
    custody, unit = ("custody",), "% of people taken into ICE custody"
    groups = tuple(group for group in REMOVABLE if group != "all")
    share = _share("custody_share", "all", custody, custody, "people taken into ICE custody")
    yield replace(share, unit=unit, groups=groups, of="all")


def _panel() -> Iterator[Estimand]:
    for name, measure in (("trust", "panel_trust"), ("perceived_risk", "panel_risk")):
        yield Estimand(
            *(name, "all", (measure,), ("panel_residents",)),
            factor=1.0,
            unit="mean over residents",
            nothing="residents in the panel",
            standardized=True,
        )
    heard = ("panel_heard",)
    share = _share("heard_share", "all", heard, ("panel_residents",), "residents in the panel")
    yield replace(share, unit="% of residents", standardized=True)


ESTIMANDS: Final = (*_crime(), *_arrests(), *_removals(), *_pipeline(), *_panel())
NAMES: Final = tuple(dict.fromkeys(each.name for each in ESTIMANDS))


def kinds(name: str) -> tuple[str, ...]:
    """Return the classes, grounds, levels or steps of an estimand.

    >>> kinds("level_share")
    ('1', '2', '3')
    """
    return tuple(each.kind for each in ESTIMANDS if each.name == name)


def find(name: str, kind: str = "all", group: str = "all", *, within: str = "") -> Estimand:
    """Find an estimand by name and kind. Raises InputError if it or the group does not exist.

    ``within`` is the string that contained the three, for the error message.

    >>> find("non_criminal_share").unit
    '% of removals'
    """
    text = within or f"{name}.{kind}.{group}"
    known = {each.kind: each for each in ESTIMANDS if each.name == name}
    if not known:
        raise _unknown("estimand", name, text, NAMES)
    if kind not in known:
        raise _unknown(f"class of {name}", kind, text, tuple(known))
    estimand = known[kind]
    if group not in estimand.groups:
        raise _unknown(f"group of {name}", group, text, estimand.groups)
    return estimand


def named(text: str) -> tuple[Estimand, str]:
    """Find the estimand and the group for a name of the form "name.kind.group" of sweep files.

    A kind or a group that is omitted is "all", so "reporting_rate.hispanic" covers crimes of all
    classes and "non_criminal_share" all groups. Raises InputError, which lists the valid names, for
    a part that does not exist.

    >>> estimand, group = named("reporting_rate.hispanic")
    >>> estimand.kind, group
    ('all', 'hispanic')
    """
    name, *rest = text.split(".")
    if len(rest) > 2:
        raise InputError(
            f"{shown(text)} names no estimand; write its name, its class if not all, and "
            f"the group if "
            'not all, with dots between them, as in "reporting_rate.violent.hispanic".'
        )
    *kinds, group = rest or ["all"]
    return find(name, kinds[0] if kinds else "all", group, within=text), group


def _unknown(what: str, given: str, text: str, known: tuple[str, ...]) -> InputError:
    return InputError(
        f"{shown(given)} in {shown(text)} is no {what}; there are {', '.join(known)}."
        + nearest(given, known)
    )
