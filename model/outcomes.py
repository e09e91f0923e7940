"""What a run measures: the estimands, each with its denominator.

Every rate is a ratio of sums over months, jurisdictions and groups. ``counting`` says which
numerator: "probability" sums the probability of each decision, "count" what came of it; the two
have one mean, the first far less variance. A removal counts where it began with a fingerprint
match, so the shares of removals are undefined (nan) where nobody is enrolled; they are never 0
for want of removals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scomm.model.errors import InputError, nearest
from scomm.model.events import Events
from scomm.model.groups import GROUPS, select
from scomm.model.measures import COUNTS, EXPECTED, ONE, SUMS
from scomm.model.places import Places
from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from scomm.model.settings import Settings
from scomm.model.start import calendar_of
from scomm.model.tally import Counts, Table

Counting = Literal["probability", "count"]
PERIODS: Final = ("before", "after", "all")
CRIMES: Final = {
    "all": ("violent", "property"),
    "violent": ("violent",),
    "property": ("property",),
}
REMOVALS: Final = tuple(f"removals_{level}" for level in ("none", "level1", "level2", "level3"))
GROUNDS: Final = ("index", "cause", "minor", "pretext")


@dataclass(frozen=True)
class Outcomes:
    """The tables of one run.

    ``count_table`` is int32[month, jurisdiction, group, measure] of
    ``scomm.model.measures.COUNTS``; ``sum_table`` is int64 and the same of ``SUMS``, in multiples
    of 2**-26. ``events`` is the event log (``scomm.model.events.DTYPE``) where one was kept.
    """

    settings: Settings
    seed: int
    places: Places
    months: tuple[str, ...]
    count_table: Counts
    sum_table: Table
    events: Events | None = None

    # Tables

    @property
    def monthly(self) -> pd.DataFrame:
        """A row a month, jurisdiction and group; a column a count, then a column a sum."""
        months, jurisdictions, groups = self.count_table.shape[:3]
        frame = pd.DataFrame(
            {
                "month": np.repeat(np.array(self.months, dtype=object), jurisdictions * groups),
                "jurisdiction": np.tile(
                    np.repeat(np.array(self.places.name, dtype=object), groups), months
                ),
                "group": np.tile(np.array(GROUPS, dtype=object), months * jurisdictions),
            }
        )
        # Whoever multiplies them, say by 100,000, finds room.
        counts = self.count_table.reshape(-1, len(COUNTS)).astype(np.int64)
        sums = self.sum_table.reshape(-1, len(SUMS)) / ONE
        return pd.concat(
            [frame, pd.DataFrame(counts, columns=COUNTS), pd.DataFrame(sums, columns=SUMS)], axis=1
        )

    def totals(self) -> pd.DataFrame:
        """A row a period and group, summed over jurisdictions: what a sweep keeps of a run.

        "after" begins with the first whole month since each jurisdiction's scheduled activation,
        enrolled or not, so that the periods are the same in every arm.
        """
        rows = []
        for period in ("before", "after"):
            inside = self.months_in(period)
            counts = (self.count_table * inside[:, :, None, None]).sum(axis=(0, 1))
            sums = (self.sum_table * inside[:, :, None, None]).sum(axis=(0, 1)) / ONE
            for g, group in enumerate(GROUPS):
                rows.append(
                    {
                        "period": period,
                        "group": group,
                        **dict(zip(COUNTS, counts[g].tolist(), strict=True)),
                        **dict(zip(SUMS, sums[g].tolist(), strict=True)),
                    }
                )
        return pd.DataFrame(rows)

    def months_in(self, period: str) -> npt.NDArray[np.bool_]:
        """Say which months of which jurisdictions lie in a period, bool[month, jurisdiction].

        The month in which a jurisdiction is activated, where that is not its first week, lies
        neither "before" nor "after".
        """
        if period not in PERIODS:
            raise InputError(
                f"No period is called {period!r}; the periods are {', '.join(PERIODS)}."
                + nearest(period, PERIODS)
            )
        scheduled = self.places.scheduled_week.astype(np.int64)[None, :]
        first, last = calendar_of(self.settings).month_bounds
        if period == "before":
            return np.asarray(last[:, None] < scheduled)
        if period == "after":
            return np.asarray(first[:, None] >= scheduled)
        return np.ones((len(self.months), len(self.places)), dtype=np.bool_)

    def total(
        self, measure: str, group: str = "all", period: str = "after", counting: Counting = "count"
    ) -> float:
        """Return a measure summed over groups, jurisdictions and the months of a period."""
        groups = list(select(group))
        inside = self.months_in(period)[:, :, None]
        if counting == "probability" and measure in EXPECTED:
            measure = f"expected_{measure}"
        if measure in SUMS:
            table = self.sum_table[..., SUMS.index(measure)]
            return float((table[:, :, groups] * inside).sum() / ONE)
        if measure not in COUNTS:
            raise InputError(
                f"No measure is called {measure!r}." + nearest(measure, (*COUNTS, *SUMS))
            )
        return float((self.count_table[:, :, groups, COUNTS.index(measure)] * inside).sum())

    def _totals(
        self, measures: tuple[str, ...], group: str, period: str, counting: Counting
    ) -> float:
        return sum(self.total(measure, group, period, counting) for measure in measures)

    # Estimands

    def reporting_rate(
        self,
        group: str = "all",
        crime: str = "all",
        period: str = "after",
        counting: Counting = "probability",
    ) -> float:
        """Return the share of victimizations reported to the police, 0 to 1; nan without any.

        Group is the victim's, who for a property crime is the resident who
        answers for the household.
        """
        classes = _classes(crime)
        reports = self._totals(tuple(f"reports_{c}" for c in classes), group, period, counting)
        crimes = self._totals(tuple(f"victimizations_{c}" for c in classes), group, period, "count")
        return _ratio(reports, crimes)

    def victimization_rate(
        self,
        group: str = "all",
        crime: str = "all",
        period: str = "after",
        counting: Counting = "probability",
    ) -> float:
        """Return victimizations per resident-month spent in the community."""
        measures = tuple(f"victimizations_{c}" for c in _classes(crime))
        weeks = self.total("resident_weeks", group, period)
        return _ratio(self._totals(measures, group, period, counting), weeks / WEEKS_PER_MONTH)

    def recorded_crime(self, period: str = "after", counting: Counting = "probability") -> float:
        """Return reported crimes per 100,000 residents a year: what the police see."""
        reports = self._totals(("reports_violent", "reports_property"), "all", period, counting)
        return 100_000.0 * _ratio(reports, self._years("all", period))

    def arrest_rate(
        self,
        group: str = "all",
        ground: str = "all",
        period: str = "after",
        counting: Counting = "count",
    ) -> float:
        """Return arrests per 100,000 residents a year on a ground: index, cause, minor, pretext."""
        if ground not in (*GROUNDS, "all"):
            raise InputError(
                f"No ground is called {ground!r}; the grounds are {', '.join(GROUNDS)}, all."
                + nearest(ground, GROUNDS)
            )
        grounds = GROUNDS if ground == "all" else (ground,)
        arrests = self._totals(tuple(f"arrests_{g}" for g in grounds), group, period, counting)
        return 100_000.0 * _ratio(arrests, self._years(group, period))

    def non_criminal_share(
        self, group: str = "all", period: str = "after", counting: Counting = "probability"
    ) -> float:
        """Return the share of removals of people without a conviction on record when removed.

        Of the removals that began with a fingerprint match; nan (undefined) where there were none.
        """
        removals = self._totals(REMOVALS, group, period, counting)
        return _ratio(self.total("removals_none", group, period, counting), removals)

    def level_share(
        self,
        level: int,
        group: str = "all",
        period: str = "after",
        counting: Counting = "probability",
    ) -> float:
        """Return the share of removals of people of ICE level 1, 2 or 3; nan without removals."""
        if level not in (1, 2, 3):
            raise InputError(f"There is no ICE level {level}; the levels are 1, 2 and 3.")
        removals = self._totals(REMOVALS, group, period, counting)
        return _ratio(self.total(f"removals_level{level}", group, period, counting), removals)

    def pipeline(
        self, period: str = "after", counting: Counting = "probability"
    ) -> dict[str, float]:
        """Return the shares that pass each stage from prints to removal, nan where one is empty."""
        prints, matches, custody = (
            self.total(measure, "all", period) for measure in ("prints", "matches", "custody")
        )
        return {
            "matches per print": _ratio(matches, prints),
            "detainers per match": _ratio(
                self.total("detainers", "all", period, counting), matches
            ),
            "custody per match": _ratio(custody, matches),
            "removed per custody": _ratio(self._totals(REMOVALS, "all", period, counting), custody),
        }

    def trust(self, group: str = "all", period: str = "after") -> float:
        """Return mean trust in the police over the panel in the community, 0 to 1."""
        people = self.total("panel_residents", group, period)
        return _ratio(self.total("panel_trust", group, period), people)

    def perceived_risk(self, group: str = "all", period: str = "after") -> float:
        """Return mean perceived risk over the panel in the community, 0 or more."""
        people = self.total("panel_residents", group, period)
        return _ratio(self.total("panel_risk", group, period), people)

    def heard_share(self, group: str = "all", period: str = "after") -> float:
        """Return the share of the panel who heard of a removal within the year before."""
        people = self.total("panel_residents", group, period)
        return _ratio(self.total("panel_heard", group, period), people)

    def _years(self, group: str, period: str) -> float:
        return self.total("resident_weeks", group, period) / WEEKS_PER_YEAR


def _classes(crime: str) -> tuple[str, ...]:
    if crime not in CRIMES:
        raise InputError(
            f"No class of crime is called {crime!r}; the classes are violent, property, all."
            + nearest(crime, CRIMES)
        )
    return CRIMES[crime]


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0.0 else math.nan
