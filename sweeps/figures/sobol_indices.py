"""Sobol' indices: the share of the answers' variance that each setting carries.

The first order is what a setting carries alone, the total what it carries alone and together with
others. Intervals are those of the jackknife over the base samples.

First order after Saltelli and others (2010), Computer Physics Communications 181, 259–270; total
after Jansen (1999), the same journal 117, 35–43.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.designs.saltelli import Saltelli
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.look import COLORS, bars, canvas, wrapped, zero
from scomm.sweeps.figures.measured import analyzed, caption, effect
from scomm.sweeps.store.results import Results

NAME: Final = "sobol_indices"
SENTENCE: Final = "Shares of the variance of the effect that each setting carries."
NEEDS: Final = "a saltelli design"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row a setting: its first-order and total index with their intervals.

    The columns are those of ``scomm.sweeps.sensitivity.Sensitivity``. Raises Unfit for another
    design, where too few points have an answer, and where none differ.
    """
    return analyzed(store, asked, Saltelli, NEEDS)[0].table


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: the settings in falling order of the total. Raises Unfit."""
    found, estimates = analyzed(store, asked, Saltelli, NEEDS)
    table = found.table
    quantity = effect(asked.ratio, list(store.spec.arms))
    width = asked.width or 150.0
    text = f"Bars: 95 % intervals. {found.sentence}\n{caption(estimates, asked.ratio)}"
    figure = canvas(asked, width, 32.0 + 9.0 * len(table), text)
    axes = figure.subplots()
    position = np.arange(float(len(table)))
    for aside, kind, color, marker, name in (
        (-0.13, "first", COLORS[0], "o", "first order"),
        (0.13, "total", COLORS[1], "s", "total"),
    ):
        ends = (kind, f"{kind}_low", f"{kind}_high")
        bars(axes, position + aside, table, ends, flat=True, color=color, marker=marker, label=name)
    zero(axes, flat=True)
    axes.set_yticks(
        position, [wrapped(name.replace("_", " "), width * 0.35) for name in table["setting"]]
    )
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlabel("share of the variance")
    axes.legend(loc="lower right", frameon=False)
    if asked.caption:
        figure.suptitle(wrapped(quantity.label, width * 0.9), fontsize="medium")
    return figure
