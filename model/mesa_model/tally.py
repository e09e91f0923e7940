"""The Mesa execution's way of writing to the tables of counts and sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scomm.model.measures import fixed
from scomm.model.start import Start
from scomm.model.tally import Counts, Table, spread_removal

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction


@dataclass
class Tally:
    """The Mesa execution's way of writing to the tables.

    ``week`` and ``month`` are the current ones.
    """

    start: Start
    counts: Counts
    sums: Table
    week: int = 0
    month: int = -1

    def count(self, jurisdiction: Jurisdiction, group: int, measure: int, number: int = 1) -> None:
        """Add to a count."""
        self.counts[self.month, jurisdiction.number, group, measure] += number

    def expect(
        self,
        jurisdiction: Jurisdiction,
        group: int,
        measure: int,
        probability: float,
        times: int = 1,
    ) -> None:
        """Add a probability, or another real number, to a sum, ``times`` over."""
        self.sums[self.month, jurisdiction.number, group, measure] += fixed(probability) * times

    def expect_removal(
        self,
        jurisdiction: Jurisdiction,
        group: int,
        measure: int,
        probability: float,
        prior_order: bool,
    ) -> None:
        """Add the probability of a removal to the months in which it may come, from now on."""
        sums = self.sums[:, jurisdiction.number, group, measure]
        p, month_ends = self.start.numbers, self.start.month_ends
        spread_removal(p, sums, self.month, self.week, month_ends, probability, prior_order)
