"""The saving by pairing: how many times as many independent runs each point would need."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.estimation.estimands import Ratio, named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, canvas, column, number, wrapped
from scomm.sweeps.figures.measured import rows_of, shown_of, title_of
from scomm.sweeps.store.results import Results

NAME: Final = "pairing"
SENTENCE: Final = "How many times as many independent runs a paired contrast is worth."
NEEDS: Final = "two arms, and enough replicates for variances"

_SHOWN: Final = (
    *("reporting_rate.hispanic", "reporting_rate", "recorded_crime"),
    *("victimization_rate", "arrest_rate", "perceived_risk.hispanic", "trust.hispanic"),
)


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the gain of each point and estimand where there is one. Raises Unfit without any."""
    if len(store.spec.arms) < 2:
        raise Unfit(f"The figure needs two arms, but {store.spec.name!r} has one.")
    table = shown_of(store, _ratios(asked), some=True)
    table = table[np.isfinite(table["pairing_gain"]) & (table["pairing_gain"] > 0)]
    if table.empty:
        raise Unfit(f"Pairing has no known gain in {store.spec.name!r}.")
    columns = ["point", "estimand", "class", "group", *store.varied, "pairing_gain"]
    found: pd.DataFrame = table.loc[:, columns]
    return found


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: a row for each estimand, a dot a point, the median marked."""
    table, rows = data(store, asked), []
    for ratio in _ratios(asked):
        found = rows_of(table, ratio)
        if len(found):
            rows.append((ratio, column(found, "pairing_gain")))
    first, *_, last = store.spec.arms
    text = (
        "A dot is a point of the sweep, the line their median. The gain is the variance that "
        "independent runs would have had over that of the paired difference; at 1 pairing saves "
        f"nothing. Arms: {first} and {last}."
    )
    figure = canvas(asked, 150.0, 22.0 + 9.0 * len(rows), text)
    axes = figure.subplots()
    for position, (_, gains) in enumerate(rows):
        # Dots of one row stand above one another in the order of the points.
        height = position + (np.arange(len(gains)) + 0.5) / len(gains) * 0.6 - 0.3
        axes.plot(gains, height, ".", color=COLORS[0], alpha=0.5, markersize=3)
        middle = float(np.median(gains))
        axes.plot(
            [middle, middle], [position - 0.38, position + 0.38], color=COLORS[1], linewidth=1.5
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.axvline(1.0, color="black", linewidth=0.8)
    room = (asked.width or 150.0) * 0.35
    axes.set_yticks(range(len(rows)), [wrapped(title_of(ratio), room) for ratio, _ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel("pairing gain (times as many independent runs)")
    return figure


def _ratios(asked: Asked) -> list[Ratio]:
    if asked.estimand is None and asked.group is None:
        return [named(name) for name in _SHOWN]
    return [asked.ratio]
