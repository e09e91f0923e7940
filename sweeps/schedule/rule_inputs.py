"""The inputs of the stopping rule, two numbers for each finished run of an adaptive sweep."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.catalog.columns import Columns, columns_of, sums_of
from scomm.sweeps.catalog.identity_map import IdentityMap
from scomm.sweeps.estimation.totals import Block
from scomm.sweeps.plan.identities import Keys
from scomm.sweeps.schedule.stopping_rule import Rule


class RuleInputs:
    """The rule's numerator and denominator of each finished run: 40 bytes a run with its key.

    They are those of the focal jurisdiction after activation, the defaults of ``estimates``.
    """

    def __init__(self, rule: Rule, catalog: Catalog) -> None:
        """Read the inputs of the runs that have already finished."""
        self._rule: Final = rule
        self._rows: Final = IdentityMap()
        self._values: NDArray[np.float64] = np.empty((1024, 2))
        self._count = 0
        for _, keys, columns in catalog.every(rule.columns):
            self._take(keys, columns)

    def add(self, keys: Keys, block: Block) -> None:
        """Add runs that have finished."""
        self._take(keys, columns_of([block], self._rule.columns))

    def of(self, keys: Keys) -> NDArray[np.float64]:
        """Return the inputs of each run: float64[run, 2], nan where it has not finished."""
        rows = self._rows.get(keys)
        return np.where(rows[:, None] < 0, np.nan, self._values[rows])

    def _take(self, keys: Keys, columns: Columns) -> None:
        begin = self._count
        self._append(self._rule.kept(sums_of(columns, "focal", "after")))
        self._rows.put(keys, np.arange(begin, self._count))

    def _append(self, values: NDArray[np.float64]) -> None:
        end = self._count + len(values)
        if end > len(self._values):
            longer = np.empty((max(end, 2 * len(self._values)), 2))
            longer[: self._count] = self._values[: self._count]
            self._values = longer
        self._values[self._count : end] = values
        self._count = end
