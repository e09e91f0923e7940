"""The calibration targets: what sources found, beside what the model gives.

Only these may be fitted to. Published estimates of the program's effects are kept for validation:
the model must predict them, so nothing is tuned to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scomm.model.groups import CITIZEN, HISPANIC, UNDOCUMENTED, select
from scomm.model.measures import COUNTS, EXPECTED, ONE, SUMS
from scomm.model.outcomes import REMOVALS, Outcomes
from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from scomm.model.rules.reporting import exposure
from scomm.model.start import prepare

_ARRESTS: Final = ("arrests_index", "arrests_cause", "arrests_minor", "arrests_pretext")


@dataclass(frozen=True)
class Target:
    """One figure to fit: ``low`` to ``high`` is what its source allows, in ``unit``.

    ``scenario`` names the world that it is measured in, ``until`` the last month that counts.
    """

    number: str
    quantity: str
    scenario: str
    unit: str
    low: float
    high: float
    source: str
    measure: Callable[[Sequence[Outcomes]], float]


def total(
    runs: Sequence[Outcomes],
    measures: str | Sequence[str],
    group: str = "all",
    *,
    since: str = "0000-00",
    until: str = "9999-99",
    period: str = "all",
) -> float:
    """Return measures summed over runs, groups, jurisdictions and months, with probabilities.

    ``period`` is relative to each jurisdiction's scheduled activation.
    """
    names = [measures] if isinstance(measures, str) else list(measures)
    groups = list(select(group))
    value = 0.0
    for run in runs:
        month = np.array([since <= m <= until for m in run.months])
        inside = (run.months_in(period) & month[:, None])[:, :, None]
        for name in names:
            table: npt.NDArray[Any]
            if name in EXPECTED:
                table = run.sum_table[..., SUMS.index(f"expected_{name}")] / ONE
            else:
                table = run.count_table[..., COUNTS.index(name)]
            value += float((table[:, :, groups] * inside).sum())
    return value


def _share(
    numerator: str | Sequence[str],
    denominator: str | Sequence[str],
    group: str = "all",
    *,
    of: str | None = None,
    since: str = "0000-00",
    until: str = "9999-99",
    period: str = "all",
) -> Callable[[Sequence[Outcomes]], float]:
    """Return the measurement of a ratio of sums; ``of`` is the denominator's group."""

    def measured(runs: Sequence[Outcomes]) -> float:
        above = total(runs, numerator, group, since=since, until=until, period=period)
        below = total(runs, denominator, of or group, since=since, until=until, period=period)
        return above / below if below > 0.0 else float("nan")

    return measured


_REPORTS: Final = ("reports_violent", "reports_property")
_VICTIMIZATIONS: Final = ("victimizations_violent", "victimizations_property")


def _victimization(runs: Sequence[Outcomes]) -> float:
    crimes = total(runs, _VICTIMIZATIONS, "hispanic", period="before")
    months = total(runs, "resident_weeks", "hispanic", period="before") / WEEKS_PER_MONTH
    return crimes / months


def _removals(since: str, until: str) -> Callable[[Sequence[Outcomes]], float]:
    """Return the measurement of removals in the whole nation, runs being samples of it."""

    def measured(runs: Sequence[Outcomes]) -> float:
        scale = sum(run.settings.scale for run in runs)
        return total(runs, REMOVALS, since=since, until=until) / scale

    return measured


def _fear_ratio(runs: Sequence[Outcomes]) -> float:
    """Return mean exposure of Hispanic citizens over that of undocumented Hispanic residents."""
    start = prepare(runs[0].settings, runs[0].seed)
    p, people = start.numbers, start.population
    share = np.repeat(people.undocumented_share, people.neighborhoods.residents)
    group = people.state & 7
    means = []
    for wanted in (HISPANIC * 3 + CITIZEN, HISPANIC * 3 + UNDOCUMENTED):
        exposures = [
            exposure(
                wanted % 3,
                True,
                int(status),
                float(undocumented),
                p.exposure_lawful,
                p.exposure_household,
                p.exposure_neighborhood,
                p.exposure_hispanic,
            )
            for status, undocumented in zip(
                people.household[group == wanted] >> 6, share[group == wanted], strict=True
            )
        ]
        means.append(float(np.mean(exposures)))
    return means[0] / means[1]


def _arrest_rate(runs: Sequence[Outcomes]) -> float:
    years = total(runs, "resident_weeks", until="2010-12") / WEEKS_PER_YEAR
    return 100_000.0 * total(runs, _ARRESTS, until="2010-12") / years


TARGETS: Final = (
    Target("1", "IDENT matches per print submitted, to Feb 2011", "nation", "share",
           0.057, 0.087, "ICE 2011", _share("matches", "prints", until="2011-02", period="after")),
    Target("2", "ICE custody per match, to Mar 2011", "nation", "share",
           0.31, 0.47, "ICE 2011", _share("custody", "matches", until="2011-03")),
    Target("3", "removed per custody, by Mar 2011", "nation", "share",
           0.47, 0.57, "ICE 2011", _share(REMOVALS, "custody", until="2011-03")),
    Target("4", "removals to Jun 2010", "nation", "people",
           43_900.0, 49_900.0, "ICE 2011", _removals("2008-10", "2010-06")),
    Target("4a", "removals, FY2010", "nation", "people",
           46_000.0, 52_000.0, "ICE 2011", _removals("2009-10", "2010-09")),
    Target("5", "non-criminal share of removals, to Jun 2010", "nation", "share",
           0.252, 0.272, "ICE 2011", _share("removals_none", REMOVALS, until="2010-06")),
    Target("5a", "non-criminal share of removals, FY2009", "nation", "share",
           0.249, 0.269, "ICE 2011",
           _share("removals_none", REMOVALS, until="2009-09")),
    Target("5b", "non-criminal share of removals, FY2010", "nation", "share",
           0.267, 0.287, "ICE 2011",
           _share("removals_none", REMOVALS, since="2009-10", until="2010-09")),
    Target("6", "Level 1 share of removals, to Jun 2010", "nation", "share",
           0.16, 0.26, "ICE 2011", _share("removals_level1", REMOVALS, until="2010-06")),
    Target("7", "Hispanic share of people taken into ICE custody", "nation", "share",
           0.895, 0.935, "Kohli 2011",
           _share("custody", "custody", "hispanic", of="all", until="2011-03")),
    Target("8", "violent crimes reported, before enrollment", "nation", "share",
           0.48, 0.52, "NCVS 2010",
           _share("reports_violent", "victimizations_violent", period="before")),
    Target("8a", "property crimes reported, before enrollment", "nation", "share",
           0.37, 0.41, "NCVS 2010",
           _share("reports_property", "victimizations_property", period="before")),
    Target("8b", "crimes reported by undocumented victims, before enrollment", "nation", "share",
           0.12, 0.22, "Comino 2020",
           _share(_REPORTS, _VICTIMIZATIONS, "undocumented", period="before")),
    Target("8c", "crimes reported by Hispanic victims, before enrollment", "nation", "share",
           0.30, 0.37, "Comino 2020",
           _share(_REPORTS, _VICTIMIZATIONS, "hispanic", period="before")),
    Target("9", "fear of Hispanic citizens, relative to undocumented residents", "nation", "ratio",
           0.34, 0.46, "Theodore 2013", _fear_ratio),
    Target("10", "victimization of Hispanic residents, before enrollment", "nation",
           "1/resident-month", 0.0087, 0.0097, "Comino 2020", _victimization),
    Target("11", "arrests, traffic left out, to Dec 2010", "nation",
           "1/100,000 residents a year", 4158.0, 4358.0, "FBI 2010", _arrest_rate),
    Target("11a", "index crimes among arrests, to Dec 2010", "nation", "share",
           0.16, 0.18, "FBI 2010", _share("arrests_index", _ARRESTS, until="2010-12")),
    Target("12", "non-criminal share of removals, Travis County", "travis", "share",
           0.79, 0.85, "Travis 2010", _share("removals_none", REMOVALS, until="2010-04")),
)  # fmt: skip
