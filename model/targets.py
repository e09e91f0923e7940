"""The calibration targets: figures from sources, and the model's figures to compare with them.

Parameters may be fitted to these alone. Published estimates of the program's effects are kept for
validation: the model must predict them, so no parameter is tuned to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from scomm.model.estimands import REMOVALS, Counting, named
from scomm.model.groups import CITIZEN, ETHNICITIES, HISPANIC, UNDOCUMENTED, group_number
from scomm.model.outcomes import Outcomes
from scomm.model.rules.reporting import exposure
from scomm.model.start import prepare

Parts = tuple[float, float]
"""What a run adds to the two parts of a ratio of sums over runs."""


@dataclass(frozen=True)
class Target:
    """One figure to fit: its source allows the range from ``low`` to ``high``, in ``unit``.

    ``scenario`` names the scenario in which it is measured. The model's figure is a ratio of sums
    over runs; ``parts`` returns the terms of one run, for the numerator and the denominator.
    """

    number: str
    quantity: str
    scenario: str
    unit: str
    low: float
    high: float
    source: str
    parts: Callable[[Outcomes], Parts]


def _estimand(
    name: str,
    *,
    period: str = "all",
    first: str = "",
    last: str = "",
    counting: Counting | None = None,
) -> Callable[[Outcomes], Parts]:
    """Return a function that computes the numerator and denominator of an estimand for a run.

    ``period`` is relative to each jurisdiction's scheduled activation, or a fiscal year; ``first``
    and ``last`` are the first and the last month included, such as "2010-06".
    """
    estimand, group = named(name)
    above, below = estimand.columns(counting)

    def parts(run: Outcomes) -> Parts:
        inside = run.months_in(period) & run.months_between(first, last)
        top = sum(run.sum_of(column, group, inside) for column in above)
        bottom = sum(run.sum_of(column, estimand.of or group, inside) for column in below)
        return estimand.plain_factor * top, bottom

    return parts


def _relative(name: str, *, period: str = "all") -> Callable[[Outcomes], Parts]:
    """Return the rate called ``name`` of Hispanic residents, and of others, run by run."""
    of_each = [_estimand(f"{name}.{group}", period=period) for group in ETHNICITIES]

    def parts(run: Outcomes) -> Parts:
        hispanic, other = (top / bottom for top, bottom in (of(run) for of in of_each))
        return hispanic, other

    return parts


def _removals(
    *, period: str = "all", first: str = "", last: str = ""
) -> Callable[[Outcomes], Parts]:
    """Return a function that computes removals in the nation from a run at a smaller scale."""

    def parts(run: Outcomes) -> Parts:
        inside = run.months_in(period) & run.months_between(first, last)
        removed = sum(run.sum_of(f"expected_{name}", "all", inside) for name in REMOVALS)
        return removed, run.settings.scale

    return parts


def _levels_2_and_3(run: Outcomes) -> Parts:
    """Return removals of Levels 2 and 3 to June 2010, and all until then."""
    of_each = [_estimand(f"level_share.{level}.all", last="2010-06")(run) for level in (2, 3)]
    return sum(top for top, _ in of_each), of_each[0][1]


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


TARGETS: Final = (
    Target("1", "IDENT matches per print submitted, to Feb 2011", "nation", "share",
           0.057, 0.087, "ICE 2011",
           _estimand("pipeline.matches / prints.all", last="2011-02", period="after")),
    Target("2", "ICE custody per match, to Mar 2011", "nation", "share",
           0.31, 0.47, "ICE 2011", _estimand("pipeline.custody / matches.all", last="2011-03")),
    Target("3", "removed per custody, by Mar 2011", "nation", "share",
           0.47, 0.57, "ICE 2011", _estimand("pipeline.removed / custody.all", last="2011-03")),
    Target("4", "removals to Jun 2010", "nation", "people",
           43_900.0, 49_900.0, "ICE 2011", _removals(first="2008-10", last="2010-06")),
    Target("4a", "removals, FY2010", "nation", "people",
           46_000.0, 52_000.0, "ICE 2011", _removals(period="FY2010")),
    Target("4b", "removals, FY2009", "nation", "people",
           11_500.0, 17_500.0, "ICE 2011", _removals(period="FY2009")),
    Target("13", "removals, Oct 2008 to Mar 2012", "nation", "people",
           174_000.0, 192_000.0, "GAO 2012", _removals(first="2008-10", last="2012-03")),
    Target("13a", "non-criminal share of removals, Oct 2008 to Mar 2012", "nation", "share",
           0.25, 0.27, "GAO 2012",
           _estimand("non_criminal_share", first="2008-10", last="2012-03")),
    Target("5", "non-criminal share of removals, to Jun 2010", "nation", "share",
           0.252, 0.272, "ICE 2011", _estimand("non_criminal_share", last="2010-06")),
    Target("5a", "non-criminal share of removals, FY2009", "nation", "share",
           0.249, 0.269, "ICE 2011",
           _estimand("non_criminal_share", period="FY2009")),
    Target("5b", "non-criminal share of removals, FY2010", "nation", "share",
           0.267, 0.287, "ICE 2011",
           _estimand("non_criminal_share", period="FY2010")),
    Target("6", "Level 1 share of removals, to Jun 2010", "nation", "share",
           0.16, 0.26, "ICE 2011", _estimand("level_share.1.all", last="2010-06")),
    Target("6a", "Levels 2 and 3 share of removals, to Jun 2010", "nation", "share",
           0.48, 0.58, "ICE 2011", _levels_2_and_3),
    Target("7", "Hispanic share of people taken into ICE custody", "nation", "share",
           0.895, 0.935, "Kohli 2011",
           _estimand("custody_share.hispanic", last="2011-03")),
    Target("8", "violent crimes reported, before enrollment", "nation", "share",
           0.48, 0.52, "NCVS 2010",
           _estimand("reporting_rate.violent.all", period="before")),
    Target("8a", "property crimes reported, before enrollment", "nation", "share",
           0.37, 0.41, "NCVS 2010",
           _estimand("reporting_rate.property.all", period="before")),
    Target("8c", "reporting by Hispanic victims relative to others, before enrollment", "nation",
           "ratio", 0.9, 1.1, "BJS 2002; Comino 2020",
           _relative("reporting_rate", period="before")),
    Target("9", "fear of Hispanic citizens, relative to undocumented residents", "nation", "ratio",
           0.42, 0.52, "Asad 2020", _fear),
    Target("10", "victimization of Hispanic residents relative to others, before enrollment",
           "nation", "ratio", 0.99, 1.14, "Comino 2020",
           _relative("victimization_rate", period="before")),
    Target("11", "arrests, traffic left out, to Dec 2010", "nation",
           "1/100,000 residents a year", 4158.0, 4358.0, "FBI 2010",
           _estimand("arrest_rate", last="2010-12")),
    Target("11a", "index crimes among arrests, to Dec 2010", "nation", "share",
           0.16, 0.18, "FBI 2010", _estimand("arrest_share.index.all", last="2010-12")),
    Target("12", "non-criminal share of removals, Travis County", "travis", "share",
           0.79, 0.85, "Travis 2010", _estimand("non_criminal_share", last="2010-04")),
)  # fmt: skip
