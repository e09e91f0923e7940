"""A panel for each quantity, in it a line with its band of intervals for each value of trust."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.look import COLORS, MARKERS, canvas, column, letter, wrapped, zero
from scomm.sweeps.figures.measured import (
    ACROSS,
    ACROSS_MEANING,
    ACROSS_NAME,
    TRUST,
    TRUST_LABEL,
    Measured,
    caption,
    measured,
)


def lines(table: pd.DataFrame, arms: Sequence[str], asked: Asked = PLAIN) -> Figure:
    """Return the figure of a table of estimates with at most ``len(COLORS)`` values of trust."""
    quantities = measured(arms, asked)
    below = asked.narrow
    figure = canvas(
        *(asked, 203.0, 130.0 if below else 95.0),
        f"Bands: {caption(table, quantities[0].ratio)}",
    )
    shape = (2, 1) if below else (1, 2)
    panels = figure.subplots(*shape, sharex=True, squeeze=False).flat
    room = (asked.width or 203.0) * (0.8 if below else 0.38)
    height = 55.0 if below else 60.0
    for number, (axes, each) in enumerate(zip(panels, quantities, strict=True)):
        _panel(axes, each.rows(table), each)
        letter(axes, number, each.title, asked, room)
        axes.set_ylabel(wrapped(each.unit if asked.caption else each.label, height))
        if number or not below:
            axes.set_xlabel(wrapped(f"{ACROSS_NAME} ({ACROSS_MEANING})", room))
        if len(arms) > 1 and not number:
            zero(axes)
    if TRUST in table:
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            title=TRUST_LABEL,
            loc="outside upper center",
            ncols=len(labels),
            frameon=False,
        )
    return figure


def _panel(axes: Axes, table: pd.DataFrame, shown: Measured) -> None:
    groups = table.groupby(TRUST, sort=True) if TRUST in table else [("", table)]
    for (trust, rows), color, marker in zip(groups, COLORS, MARKERS, strict=False):
        ordered = rows.sort_values(ACROSS)
        across = column(ordered, ACROSS)
        low, high = column(ordered, shown.low), column(ordered, shown.high)
        axes.fill_between(across, low, high, color=color, alpha=0.2, linewidth=0)
        axes.plot(
            across,
            column(ordered, shown.value),
            color=color,
            marker=marker,
            markersize=4,
            label=str(trust),
        )
