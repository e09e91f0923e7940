"""Screening after Morris: how far each setting moves the effect, and how unevenly.

The mean size of a setting's elementary effects says whether it matters at all; their standard
deviation whether it does so unevenly, by itself or together with others.

Morris (1991), Technometrics 33, 161–174; Campolongo and others (2007), Environmental Modelling &
Software 22, 1509–1518, for the mean of sizes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.look import COLORS, bars, canvas, letter, wrapped
from scomm.sweeps.figures.measured import analyzed, caption, effect
from scomm.sweeps.store.results import Results

NAME: Final = "screening"
SENTENCE: Final = "Which settings move the effect, by Morris' elementary effects."
NEEDS: Final = "a morris design"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row a setting: mean size and spread of its elementary effects, with intervals.

    The columns are those of ``scomm.sweeps.sensitivity.Sensitivity``. Raises Unfit for another
    design, or where too few points have an answer.
    """
    return analyzed(store, asked, Morris, NEEDS)[0].table


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: the settings in falling order of their mean size. Raises Unfit."""
    found, estimates = analyzed(store, asked, Morris, NEEDS)
    table = found.table
    quantity = effect(asked.ratio, list(store.spec.arms))
    width = asked.width or 170.0
    text = (
        "An elementary effect is the change in the quantity as one setting moves, over the whole "
        f"of its range. Bars: 95 % intervals. {found.sentence}\n{caption(estimates, asked.ratio)}"
    )
    figure = canvas(asked, width, 28.0 + (7.5 if asked.narrow else 6.5) * len(table), text)
    first, second = figure.subplots(1, 2, sharey=True)
    position = np.arange(float(len(table)))
    for axes, name, color, marker in (
        (first, "mean_size", COLORS[0], "o"),
        (second, "deviation", COLORS[1], "s"),
    ):
        ends = (name, f"{name}_low", f"{name}_high")
        bars(axes, position, table, ends, flat=True, color=color, marker=marker)
    names = [wrapped(name.replace("_", " "), width * 0.33) for name in table["setting"]]
    first.set_yticks(position, names)
    first.set_ylim(len(table) - 0.5, -0.5)
    for number, (axes, title) in enumerate(
        zip((first, second), ("Mean size", "Standard deviation"), strict=True)
    ):
        axes.set_xlim(left=0.0)
        letter(axes, number, title, asked, width * 0.3)
        axes.set_xlabel(wrapped(f"{title.lower()}, {quantity.apart}", width * 0.3))
    if asked.caption:
        figure.suptitle(wrapped(quantity.label, width * 0.9), fontsize="medium")
    return figure
