"""Event study: the effect in each window since activation, a line for each theory or baseline."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    bars,
    canvas,
    column,
    legend_above,
    letter,
    wrapped,
    zero,
)
from scomm.sweeps.figures.measured import caption, effect, level
from scomm.sweeps.figures.windows import KEY, activation_week, by_window
from scomm.sweeps.store.results import Results

NAME: Final = "event_study"
SENTENCE: Final = "Paired effect by quarter since activation, a line for each theory of fear."
NEEDS: Final = "weeks varies over several ends, at most 7 combinations of other settings, two arms"

_QUARTER: Final = 13.0


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates by window, with ``quarter``, its middle since activation.

    Raises Unfit for a sweep of one arm, or whose runs have one length.
    """
    if len(store.spec.arms) < 2:
        raise Unfit(f"The figure needs two arms, but {store.spec.name!r} has one.")
    table = by_window(store, [asked.ratio])
    middle = (table["first_week"] + table["last_week"]) / 2.0 - activation_week(store)
    table.insert(len(KEY), "quarter", middle / _QUARTER)
    return table


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, effect above levels where it is narrow. Raises Unfit as ``data`` does."""
    table, arms, below = data(store, asked), list(store.spec.arms), asked.narrow
    width = asked.width or 190.0
    difference = effect(asked.ratio, arms)
    base = level(asked.ratio, arms[-1], "reference")
    own = level(asked.ratio, arms[0], "arm")
    text = (
        "Windows of the same worlds between two ends of the run; quarter 0 begins with activation. "
        f"(a): the paired difference. (b): solid, {arms[0]}; dashed, {arms[-1]}.\n"
        f"Bars: {caption(table, asked.ratio)}"
    )
    figure = canvas(asked, width, 140.0 if below else 92.0, text)
    first, second = figure.subplots(*((2, 1) if below else (1, 2)), sharex=True)
    lines = list(dict.fromkeys(table["line"]))
    for position, name in enumerate(lines):
        rows = table[table["line"] == name].sort_values("quarter")
        # Aside from one another, so that intervals can be seen.
        at = column(rows, "quarter") + 0.09 * (position - (len(lines) - 1) / 2.0)
        look: dict[str, Any] = {
            "color": COLORS[position],
            "marker": MARKERS[position],
            "markersize": 2.8,
        }
        solid: dict[str, Any] = {"linestyle": "-", "linewidth": 0.9}
        bars(first, at, rows, difference.columns, label=name, **look, **solid)
        second.plot(at, column(rows, own.value), color=COLORS[position], linewidth=1.0)
        dashed: dict[str, Any] = {"linestyle": "--", "linewidth": 0.9}
        second.plot(at, column(rows, base.value), color=COLORS[position], **dashed)
    zero(first)
    for axes in (first, second):
        axes.axvline(0.0, color="black", linewidth=0.8, linestyle=":")
    room = width * (0.8 if below else 0.38)
    letter(first, 0, difference.title, asked, room)
    letter(second, 1, "Level of each arm", asked, room)
    first.set_ylabel(wrapped(difference.unit if asked.caption else difference.label, 60.0))
    second.set_ylabel(wrapped(asked.ratio.estimand.unit, 60.0))
    for axes in (second,) if below else (first, second):
        axes.set_xlabel("quarters since activation")
    legend_above(figure, lines, width)
    return figure
