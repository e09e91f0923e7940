"""The tables of a finished run, and their sums over months, jurisdictions and groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from scomm.model.changed_rules import ChangedRules
from scomm.model.errors import InputError, nearest, shown
from scomm.model.estimands import Counting
from scomm.model.events import Events
from scomm.model.groups import GROUPS, select
from scomm.model.measures import COUNTS, EXPECTED, ONE, SUMS
from scomm.model.places import Places
from scomm.model.settings import Settings
from scomm.model.start import calendar_of
from scomm.model.tally import Counts, Table

if TYPE_CHECKING:
    import pandas as pd

PERIODS: Final = ("before", "after", "all")
FISCAL_YEAR: Final = re.compile(r"FY([0-9]{4})")


@dataclass(frozen=True)
class RunTables:
    """The tables of one run.

    ``count_table`` is int32[month, jurisdiction, group, measure], the measures being
    ``scomm.model.measures.COUNTS``; ``sum_table`` is int64[month, jurisdiction, group, measure],
    the measures being ``SUMS``, in multiples of 2**-26. ``events`` is the event log
    (``scomm.model.events.DTYPE``), None unless the run kept one. ``rules`` are the rules that the
    run had changed, with the hash ``rules.sha256``; None for those of the model.
    """

    settings: Settings
    seed: int
    places: Places
    months: tuple[str, ...]
    count_table: Counts
    sum_table: Table
    events: Events | None = None
    rules: ChangedRules | None = None

    @property
    def monthly(self) -> pd.DataFrame:
        """A data frame with one row per month, jurisdiction and group.

        It has a column for each count (people or events), then one for each sum. ``month`` is a
        pandas Period, so that ``frame["month"] >= "2010-06"`` selects months.

        Example:
            >>> from scomm import run, scenario
            >>> table = run(scenario("county"), seed=1).monthly
            >>> june = table[table["month"] == "2010-06"]
            >>> len(june)  # a row for each of six groups
            6
        """
        import pandas as pd  # Slow to import, and of no use to a sweep's worker.

        months, jurisdictions, groups = self.count_table.shape[:3]
        frame = pd.DataFrame(
            {
                "month": pd.PeriodIndex(self.months, freq="M").repeat(jurisdictions * groups),
                "jurisdiction": np.tile(
                    np.repeat(np.array(self.places.name, dtype=object), groups), months
                ),
                "group": np.tile(np.array(GROUPS, dtype=object), months * jurisdictions),
            }
        )
        # 64 bits, so that multiplying them, say by 100,000, does not overflow.
        counts = self.count_table.reshape(-1, len(COUNTS)).astype(np.int64)
        sums = self.sum_table.reshape(-1, len(SUMS)) / ONE
        return pd.concat(
            [frame, pd.DataFrame(counts, columns=COUNTS), pd.DataFrame(sums, columns=SUMS)], axis=1
        )

    def totals(self) -> pd.DataFrame:
        """Build a data frame with one row per period and group, summed over jurisdictions.

        A sweep stores these totals of each run. "after" begins with the first whole month after
        each jurisdiction's scheduled activation, enrolled or not, so that the periods are the same
        in every arm.
        """
        import pandas as pd

        rows = []
        for period in ("before", "after"):
            inside = self.months_in(period)
            counts, sums = (self.totals_in(inside, table) for table in self.tables)
            for g, group in enumerate(GROUPS):
                rows.append(
                    {
                        "period": period,
                        "group": group,
                        **dict(zip(COUNTS, counts[g].tolist(), strict=True)),
                        **dict(zip(SUMS, (sums[g] / ONE).tolist(), strict=True)),
                    }
                )
        return pd.DataFrame(rows)

    @property
    def tables(self) -> tuple[Counts, Table]:
        """The counts and the sums, each int[month, jurisdiction, group, measure]."""
        return self.count_table, self.sum_table

    def totals_in(
        self, inside: npt.NDArray[np.bool_], table: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Sum a table over some months of each jurisdiction and over jurisdictions.

        Args:
            inside: bool[month, jurisdiction], the months to include, as ``months_in`` returns them.
            table: int[month, jurisdiction, ...], such as one of ``tables``.

        Returns:
            int64[...]; for a sample of the nation the weighted totals, rounded to whole numbers.
        """
        months = inside.astype(np.int64)
        if not self.places.sampled:
            return np.asarray(np.einsum("mj...,mj->...", table, months), dtype=np.int64)
        total = self.places.total(np.einsum("mj...,mj->j...", table, months))
        return np.asarray(np.rint(total), dtype=np.int64)

    def months_in(self, period: str) -> npt.NDArray[np.bool_]:
        """Select the months of each jurisdiction that belong to a period.

        Args:
            period: "before" or "after" each jurisdiction's scheduled activation, "all" months, or a
                federal fiscal year such as "FY2010", October 2009 to September 2010. The month in
                which a jurisdiction is activated belongs neither to "before" nor to "after", unless
                the activation is in its first week.

        Returns:
            bool[month, jurisdiction].

        Raises:
            InputError: The period is none of these.
        """
        if year := FISCAL_YEAR.fullmatch(period):
            return self.months_between(f"{int(year[1]) - 1}-10", f"{year[1]}-09")
        if period not in PERIODS:
            raise InputError(
                f"No period is called {shown(period)}; the periods are "
                f"{', '.join(PERIODS)}, and fiscal "
                "years such as FY2010." + nearest(period, PERIODS)
            )
        scheduled = self.places.scheduled_week.astype(np.int64)[None, :]
        first, last = calendar_of(self.settings).month_bounds
        if period == "before":
            return np.asarray(last[:, None] < scheduled)
        if period == "after":
            return np.asarray(first[:, None] >= scheduled)
        return np.ones((len(self.months), len(self.places)), dtype=np.bool_)

    def months_between(self, first: str, last: str) -> npt.NDArray[np.bool_]:
        """Select the months from ``first`` to ``last``, both included: bool[month, jurisdiction].

        Months are strings such as "2010-06"; an empty string leaves that end open.
        """
        within = [first <= month and (not last or month <= last) for month in self.months]
        return np.repeat(np.array(within)[:, None], len(self.places), axis=1)

    def total(
        self, measure: str, group: str = "all", period: str = "after", counting: Counting = "count"
    ) -> float:
        """Sum a measure over a group, all jurisdictions and the months of a period.

        For a sample of the nation's counties the sum is weighted: it estimates the nation's.

        Args:
            measure: A name of ``scomm.model.measures.COUNTS`` or ``SUMS``, such as "matches".
            group: A name of ``scomm.model.groups.SELECTIONS``.
            period: A period of ``months_in``.
            counting: "count", or "probability" for the sum of probabilities, if the measure has it.

        Returns:
            The sum, in the unit of the measure: people, events or resident-weeks.

        Raises:
            InputError: The measure, group or period does not exist.

        Example:
            >>> from scomm import run, scenario
            >>> outcomes = run(scenario("county"), seed=1)
            >>> outcomes.total("matches") <= outcomes.total("prints")
            True
        """
        if counting == "probability" and measure in EXPECTED:
            measure = f"expected_{measure}"
        return self.sum_of(measure, group, self.months_in(period))

    def sum_of(self, column: str, group: str, inside: npt.NDArray[np.bool_]) -> float:
        """Sum a column of ``COUNTS`` or ``SUMS`` over a group and the months ``inside``.

        ``inside`` is bool[month, jurisdiction]. Raises InputError for a column or group that does
        not exist.
        """
        groups, within = list(select(group)), inside[:, :, None]
        if column in SUMS:
            sums = self.sum_table[:, :, groups, SUMS.index(column)]
            return float(self.places.total((sums * within).sum(axis=(0, 2))) / ONE)
        if column not in COUNTS:
            raise InputError(
                f"No measure is called {shown(column)}." + nearest(column, (*COUNTS, *SUMS))
            )
        counts = self.count_table[:, :, groups, COUNTS.index(column)]
        return float(self.places.total((counts * within).sum(axis=(0, 2))))
