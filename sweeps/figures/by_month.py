"""Both arms, and the effect, by month since activation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from scomm.model.errors import InputError
from scomm.sweeps.estimation.estimands import Ratio
from scomm.sweeps.estimation.headlines import rows_of
from scomm.sweeps.figures.look import COLORS, column, wrapped, zero
from scomm.sweeps.figures.measured import title_of

MOST: Final = 6
_WIDE: Final = 4.0
_TALL: Final = 5.0


def figure(table: pd.DataFrame, arms: Sequence[str], ratios: Sequence[Ratio]) -> Figure:
    """Draw a column of two panels for each ratio: both arms above, the effect below.

    Args:
        table: contrasts by month of one point and part, with the column ``month`` since activation.
        arms: the columns of the arms' levels, the first of which is compared with the last.
        ratios: one to six ratios that the table has.

    Raises:
        InputError: for more than six ratios.
    """
    if not 1 <= len(ratios) <= MOST:
        raise InputError(
            f"There are {len(ratios)} estimands to draw, but a figure shows 1 to {MOST}; name "
            "those that you want."
        )
    found = Figure(figsize=(max(6.0, _WIDE * len(ratios)), _TALL), layout="constrained")
    panels = found.subplots(2, len(ratios), sharex=True, squeeze=False)
    for place, ratio in enumerate(ratios):
        rows = rows_of(table, [ratio]).sort_values("month")
        levels, effects = panels[:, place]
        for number, arm in enumerate(arms):
            look = {"color": COLORS[number], "label": arm}
            _band(levels, rows, (arm, f"{arm}_low", f"{arm}_high"), **look)
        _band(effects, rows, ("effect", "low", "high"), color=COLORS[2])
        zero(effects)
        for axes in (levels, effects):
            axes.axvline(0.0, color="black", linewidth=0.8, linestyle=":")
        unit = ratio.estimand.unit
        levels.set_title(title_of(ratio), fontsize="medium")
        levels.set_ylabel(wrapped(unit, 50.0))
        points = "percentage points" if unit.startswith("%") else unit
        effects.set_ylabel(wrapped(f"{arms[0]} − {arms[-1]}, {points}", 50.0))
        effects.set_xlabel("months since activation")
    panels[0, 0].legend(frameon=False)
    return found


def _band(axes: Any, rows: pd.DataFrame, names: tuple[str, str, str], **look: Any) -> None:
    """Draw a line with its 95 % interval as a band."""
    at, (value, low, high) = column(rows, "month"), (column(rows, name) for name in names)
    axes.plot(at, value, linewidth=1.2, **look)
    axes.fill_between(at, low, high, color=look["color"], alpha=0.2, linewidth=0.0)
