"""Answers over what is only assumed: every point's interval in order, and how they spread."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.designs.drawn import FromPosterior, FromPriors
from scomm.sweeps.designs.latin_hypercube import LatinHypercube
from scomm.sweeps.designs.sobol import Sobol
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, bars, canvas, column, letter, number, wrapped, zero
from scomm.sweeps.figures.measured import caption, effect, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "uncertainty"
SENTENCE: Final = "Answers over a design that fills a space evenly, in order, and their spread."
NEEDS: Final = "a latin-hypercube or a sobol design, or draws of the priors or a posterior"

_EVEN: Final = LatinHypercube | Sobol | FromPriors | FromPosterior
_SHARES: Final = (0.05, 0.5, 0.95)


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates in rising order. Raises Unfit for a design that is not even."""
    designs = store.spec.designs
    if len(designs) != 1 or not isinstance(designs[0], _EVEN):
        raise Unfit(f"The figure needs {NEEDS}; {store.spec.name!r} has another design.")
    quantity = effect(asked.ratio, list(store.spec.arms))
    table = shown_of(store, [asked.ratio])
    return table.sort_values([quantity.value, "point"], ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure. Raises Unfit as ``data`` does, and where every answer is undefined."""
    table = data(store, asked)
    quantity = effect(asked.ratio, list(store.spec.arms))
    values = column(table, quantity.value)
    known = values[~np.isnan(values)]
    if not len(known):
        raise Unfit(f"The figure needs answers, but {store.spec.name!r} has none that is defined.")
    low, middle, high = (float(np.quantile(known, share)) for share in _SHARES)
    width, below = asked.width or 190.0, asked.narrow
    text = (
        f"Solid line: median of the answers; dashed: 5 and 95 % of them lie below. Their spread is "
        f"that over {_over(store)}.\n"
        f"Bars in (a): {caption(table, asked.ratio)}"
    )
    figure = canvas(asked, width, 120.0 if below else 85.0, text)
    shape = (2, 1) if below else (1, 2)
    first, second = figure.subplots(*shape, sharex=True, squeeze=False).flat
    position = np.arange(1.0, len(table) + 1.0)
    bars(first, position, table, quantity.columns, flat=True, color=COLORS[0], markersize=2.0)
    first.set_ylabel("points, in order")
    second.hist(known, bins="auto", color=COLORS[0], alpha=0.6, edgecolor="white")
    second.set_ylabel("points")
    room = width * (0.85 if below else 0.4)
    for axes in (first, second):
        if quantity.value == "effect":
            zero(axes, flat=True)
        for end, line in ((low, "--"), (middle, "-"), (high, "--")):
            axes.axvline(end, color=COLORS[1], linestyle=line, linewidth=1.0)
        if axes is second or not below:
            axes.set_xlabel(wrapped(quantity.label, room))
    spread = f"{number(round(middle, 2))} ({number(round(low, 2))} to {number(round(high, 2))})"
    letter(first, 0, "Every answer", asked, room)
    letter(second, 1, f"Median (5 to 95 %): {spread}", asked, room)
    return figure


def _over(store: Results) -> str:
    """Describe what the points of the sweep are spread over."""
    design = store.spec.designs[0]
    if isinstance(design, FromPosterior):
        return "draws of the posterior of the settings that the facts leave open"
    if isinstance(design, FromPriors):
        return "draws of the priors of the settings that the facts leave open"
    return "the ranges of the sweep file, each taken as equally likely throughout"
