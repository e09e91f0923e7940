"""A panel for each quantity, in it a line with its band of intervals for each value of trust."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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

# Okabe and Ito's colors, told apart with any color vision; markers, for print without color.
COLORS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")


def lines(table: pd.DataFrame, arms: Sequence[str]) -> Figure:
    """Return the figure of a table of estimates with at most ``len(COLORS)`` values of trust."""
    figure = Figure(figsize=(8.0, 4.4), layout="constrained")
    left, right = panels = figure.subplots(1, 2)
    for axes, each in zip(panels, measured(arms), strict=True):
        _panel(axes, each.rows(table), each)
        axes.set_title(each.title)
        axes.set_ylabel(each.unit)
        axes.set_xlabel(textwrap.fill(f"{ACROSS_NAME} ({ACROSS_MEANING})", 52))
    if len(arms) > 1:
        left.axhline(0.0, color="black", linewidth=0.8)
    if TRUST in table:
        handles, labels = right.get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            title=TRUST_LABEL,
            loc="outside upper center",
            ncols=len(labels),
            frameon=False,
        )
    figure.supxlabel(f"Bands: {caption(table)}", fontsize=7.5, x=0.01, ha="left")
    return figure


def _panel(axes: Axes, table: pd.DataFrame, shown: Measured) -> None:
    groups = table.groupby(TRUST, sort=True) if TRUST in table else [("", table)]
    for (trust, rows), color, marker in zip(groups, COLORS, MARKERS, strict=False):
        ordered = rows.sort_values(ACROSS)
        across = ordered[ACROSS].to_numpy(float)
        axes.fill_between(
            across,
            ordered[shown.low].to_numpy(float),
            ordered[shown.high].to_numpy(float),
            color=color,
            alpha=0.2,
            linewidth=0,
        )
        axes.plot(
            across,
            ordered[shown.value].to_numpy(float),
            color=color,
            marker=marker,
            markersize=4,
            label=str(trust),
        )
