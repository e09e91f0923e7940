"""Event study: the effect by month since activation, a line for each theory or baseline."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.estimation.by_month import CALENDAR, MONTH
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, canvas, column, legend_above, letter, wrapped, zero
from scomm.sweeps.figures.measured import caption, effect, level, lines_of, months_of
from scomm.sweeps.store.results import Results

NAME: Final = "event_study"
SENTENCE: Final = "Paired effect by month since activation, a line for each theory of fear."
NEEDS: Final = "months = true, at most 7 points, two arms"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates by month since activation, with ``line``, the name of each point.

    Raises Unfit for a sweep of one arm, of too many points, or that keeps no months.
    """
    if len(store.spec.arms) < 2:
        raise Unfit(f"The figure needs two arms, but {store.spec.name!r} has one.")
    table = months_of(store, asked.ratio)
    lines = lines_of(store, table.drop_duplicates("point"))
    if table[MONTH].isna().any():
        raise Unfit(
            f"The figure counts months from activation, but {store.spec.name!r} has a point whose "
            "jurisdiction is not activated within the run."
        )
    table.insert(0, "line", [lines[point] for point in table["point"]])
    return table


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, effect above levels where it is narrow. Raises Unfit as ``data`` does."""
    table, arms, below = data(store, asked), list(store.spec.arms), asked.narrow
    width = asked.width or 190.0
    difference = effect(asked.ratio, arms)
    base = level(asked.ratio, arms[-1], "reference")
    own = level(asked.ratio, arms[0], "arm")
    text = (
        "Month 0 is that of activation, and may begin before it. (a): the paired difference. (b): "
        f"solid, {arms[0]}; dashed, {arms[-1]}.\nBands: {caption(table, asked.ratio)}"
    )
    figure = canvas(asked, width, 140.0 if below else 92.0, text)
    first, second = figure.subplots(*((2, 1) if below else (1, 2)), sharex=True)
    lines = list(dict.fromkeys(table["line"]))
    for color, name in zip(COLORS, lines, strict=False):
        rows = table[table["line"] == name].sort_values(CALENDAR)
        at = column(rows, MONTH)
        value, low, high = (column(rows, each) for each in difference.columns)
        first.plot(at, value, color=color, linewidth=1.1, label=name)
        first.fill_between(at, low, high, color=color, alpha=0.15, linewidth=0.0)
        thin: dict[str, Any] = {"color": color, "linewidth": 0.9}
        second.plot(at, column(rows, own.value), linestyle="-", **thin)
        second.plot(at, column(rows, base.value), linestyle="--", **thin)
    zero(first)
    for axes in (first, second):
        axes.axvline(0.0, color="black", linewidth=0.8, linestyle=":")
    room = width * (0.8 if below else 0.38)
    letter(first, 0, difference.title, asked, room)
    letter(second, 1, "Level of each arm", asked, room)
    first.set_ylabel(wrapped(difference.unit if asked.caption else difference.label, 60.0))
    second.set_ylabel(wrapped(asked.ratio.estimand.unit, 60.0))
    for axes in (second,) if below else (first, second):
        axes.set_xlabel("months since activation")
    legend_above(figure, lines, width)
    return figure
