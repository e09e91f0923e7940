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
from scomm.model.groups import CITIZEN, HISPANIC, UNDOCUMENTED, group_number
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


def _removals(
    *, period: str = "all", first: str = "", last: str = ""
) -> Callable[[Outcomes], Parts]:
    """Return a function that computes removals in the nation from a run at a smaller scale."""

    def parts(run: Outcomes) -> Parts:
        inside = run.months_in(period) & run.months_between(first, last)
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
    Target("7", "Hispanic share of people taken into ICE custody", "nation", "share",
           0.895, 0.935, "Kohli 2011",
           _estimand("custody_share.hispanic", last="2011-03")),
    Target("8", "violent crimes reported, before enrollment", "nation", "share",
           0.48, 0.52, "NCVS 2010",
           _estimand("reporting_rate.violent.all", period="before")),
    Target("8a", "property crimes reported, before enrollment", "nation", "share",
           0.37, 0.41, "NCVS 2010",
           _estimand("reporting_rate.property.all", period="before")),
    Target("8b", "crimes reported by undocumented victims, before enrollment", "nation", "share",
           0.12, 0.22, "Comino 2020",
           _estimand("reporting_rate.undocumented", period="before")),
    Target("8c", "crimes reported by Hispanic victims, before enrollment", "nation", "share",
           0.30, 0.37, "Comino 2020",
           _estimand("reporting_rate.hispanic", period="before")),
    Target("9", "fear of Hispanic citizens, relative to undocumented residents", "nation", "ratio",
           0.34, 0.46, "Theodore 2013", _fear),
    Target("10", "victimization of Hispanic residents, before enrollment", "nation",
           "1/resident-month", 0.0087, 0.0097, "Comino 2020",
           _estimand("victimization_rate.hispanic", period="before")),
    Target("11", "arrests, traffic left out, to Dec 2010", "nation",
           "1/100,000 residents a year", 4158.0, 4358.0, "FBI 2010",
           _estimand("arrest_rate", last="2010-12")),
    Target("11a", "index crimes among arrests, to Dec 2010", "nation", "share",
           0.16, 0.18, "FBI 2010", _estimand("arrest_share.index.all", last="2010-12")),
    Target("12", "non-criminal share of removals, Travis County", "travis", "share",
           0.79, 0.85, "Travis 2010", _estimand("non_criminal_share", last="2010-04")),
)  # fmt: skip
