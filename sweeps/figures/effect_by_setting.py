"""Effect on a quantity against each setting of a design that samples, a panel for each."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.sweeps.designs.sampled import Sampled
from scomm.sweeps.designs.varied import Range
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import (
    COLORS,
    bars,
    canvas,
    column,
    label,
    letter,
    text_of,
    wrapped,
    zero,
)
from scomm.sweeps.figures.measured import caption, effect, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "effect_by_setting"
SENTENCE: Final = "Effect at every sampled point against each setting, a panel for each."
NEEDS: Final = "a design that samples: latin-hypercube, sobol, saltelli or morris"

_MOST: Final = 24


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates that are shown. Raises Unfit for a design that does not sample."""
    _design(store)
    return shown_of(store, [asked.ratio])


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure. Raises Unfit for a design that does not sample."""
    design, table = _design(store), data(store, asked)
    quantity = effect(asked.ratio, list(store.spec.arms))
    across = 2 if asked.narrow else min(4, len(design.names))
    down = math.ceil(len(design.names) / across)
    width = asked.width or 190.0
    text = f"Each point varies in all settings. Bars: {caption(table, asked.ratio)}"
    figure = canvas(asked, width, 14.0 + (34.0 if asked.narrow else 46.0) * down, text)
    panels = figure.subplots(down, across, sharey=True, squeeze=False)
    for axes in panels.flat[len(design.names) :]:
        axes.remove()
    for number, (axes, name) in enumerate(zip(panels.flat, design.names, strict=False)):
        axis = design.axes[name]
        at = _positions(axes, table, name)
        bars(axes, at, table, quantity.columns, color=COLORS[0], markersize=2.0, alpha=0.6)
        if isinstance(axis, Range) and axis.log:
            axes.set_xscale("log")
        if quantity.value == "effect":
            zero(axes)
        letter(axes, number, "", asked, width)
        axes.set_xlabel(wrapped(label(name), width / across * 0.85))
    figure.supylabel(wrapped(quantity.label, 40.0 * down), fontsize="medium")
    return figure


def _positions(
    axes: Axes, table: pd.DataFrame, name: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return where points stand on an axis: at their number, or at the position of their choice."""
    if pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype != np.bool_:
        return column(table, name)
    choices = list(dict.fromkeys(table[name].tolist()))
    axes.set_xticks(range(len(choices)), [text_of(each) for each in choices])
    axes.set_xlim(-0.5, len(choices) - 0.5)
    positions = np.array([choices.index(each) for each in table[name]], float)
    # Side by side, in the order of the points.
    aside = (table["point"].rank().to_numpy(float) / (len(table) + 1) - 0.5) * 0.6
    return positions + aside


def _design(store: Results) -> Sampled:
    designs = store.spec.designs
    if len(designs) != 1 or not isinstance(designs[0], Sampled):
        raise Unfit(f"The figure needs {NEEDS}; {store.spec.name!r} has another design.")
    if len(designs[0].names) > _MOST:
        raise Unfit(
            f"The figure can show {_MOST} settings, but {store.spec.name!r} varies "
            f"{len(designs[0].names)}."
        )
    return designs[0]
