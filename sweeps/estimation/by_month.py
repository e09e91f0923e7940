"""Contrasts by month since activation, of sums by month: for an effect and for a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import Ratio
from scomm.sweeps.estimation.totals import COLUMNS, Sums

MONTH: Final = "month"
CALENDAR: Final = "calendar_month"
# Ratios × replicates × months per batch: 8 MB per array, and about 20 arrays.
_NUMBERS_AT_ONCE: Final = 1_000_000


def contrast_by_month(
    sums: tuple[Sums, Sums],
    names: tuple[str, str],
    wanted: Sequence[Ratio],
    months: pd.PeriodIndex,
    activation: int | None,
    first_look: int | None = None,
    columns: Sequence[str] = COLUMNS,
) -> pd.DataFrame:
    """Estimate the paired contrast of two arms in each month.

    Args:
        sums: those of the arms, each float64[replicate, month, group, column].
        names: the names of the two arms.
        wanted: the ratios.
        months: the calendar months.
        activation: the position of the month of activation; None if that is not among them.
        first_look: as for ``contrast``.
        columns: names of the last axis.

    Returns:
        A row for each ratio and month, the months of a ratio in order. The columns are ``month``,
        the number of the month since activation (month 0; negative before it; missing without
        activation), ``calendar_month``, a pandas Period, and those of ``contrast``.
    """
    first, second = sums
    each = max(1, _NUMBERS_AT_ONCE // (len(wanted) * (len(first) + 1)))
    parts = []
    for begin in range(0, len(months), each):
        some = slice(begin, begin + each)
        table = contrast(first[:, some], second[:, some], names, wanted, first_look, columns)
        table["element"] += begin
        parts.append(table)
    table = pd.concat(parts, ignore_index=True)
    # The months of each estimand are consecutive.
    order = np.arange(len(table)).reshape(len(months), -1).T.ravel()
    table = table.iloc[order].reset_index(drop=True)
    numbers = table.pop("element")
    missing = pd.Series([pd.NA] * len(numbers), dtype="Int64")
    table.insert(0, MONTH, missing if activation is None else numbers - activation)
    table.insert(1, CALENDAR, months[numbers])
    return table
