"""Recorded and actual crime against one setting: the effects on both, and the gap between them."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from scomm.sweeps.estimation.estimands import Ratio, named
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.effect_and_level import across_of, line
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    canvas,
    label,
    letter,
    text_of,
    wrapped,
    zero,
)
from scomm.sweeps.figures.measured import caption, effect, level, rows_of, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "recorded_and_actual"
SENTENCE: Final = "Effects on recorded and on actual crime against one setting, and both levels."
NEEDS: Final = "one number varies over several values, another setting over at most 7, two arms"

# From victimizations per 100 resident-months to the unit of recorded crime.
_YEARLY: Final = 1e5 * WEEKS_PER_YEAR / (100.0 * WEEKS_PER_MONTH)
_UNIT: Final = "per 100,000 residents a year"
_LEVELS: Final = (
    *("arm", "arm_low", "arm_high", "reference", "reference_low", "reference_high"),
    *("effect", "low", "high"),
)


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates of both, per 100,000 residents a year, of the group asked for or all.

    Raises Unfit for a sweep that varies other settings.
    """
    table = shown_of(store, _ratios(asked))
    across_of(store, table)
    table = table.drop_duplicates(["estimand", *store.varied])
    actual = table["estimand"] == "victimization_rate"
    table.loc[actual, [*_LEVELS]] *= _YEARLY
    table.loc[actual, "unit"] = _UNIT
    return table


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, whose two panels share the setting. Raises Unfit as ``data`` does."""
    table, arms, below = data(store, asked), list(store.spec.arms), asked.narrow
    across, other = across_of(store, table)
    width = asked.width or 190.0
    text = (
        "Filled and solid: actual crime; hollow and dashed: recorded crime, which is what victims "
        f"report. The gap between them is crime unknown to the police. (b): {arms[0]}.\n"
        f"Bars: {caption(table, asked.ratio)}"
    )
    figure = canvas(asked, width, 130.0 if below else 90.0, text)
    shape = (2, 1) if below else (1, 2)
    first, second = figure.subplots(*shape, sharex=True, squeeze=False).flat
    values = sorted(table[other].unique()) if other else [None]
    for number, value in enumerate(values):
        some = table if value is None else table[table[other] == value]
        for ratio, word in zip(_ratios(asked), ("actual crime", "recorded crime"), strict=True):
            rows = rows_of(some, ratio).sort_values(across)
            look = {"color": COLORS[number], "marker": MARKERS[number]}
            if word != "actual crime":
                look |= {"markerfacecolor": "white", "linestyle": "--"}
            name = word if value is None else text_of(value) if word == "actual crime" else ""
            line(first, rows, across, effect(ratio, arms), look, name)
            line(second, rows, across, level(ratio, arms[0], "arm"), look, "")
    zero(first)
    second.set_ylim(bottom=0.0)
    room = width * (0.8 if below else 0.38)
    letter(first, 0, "Effect on crime", asked, room)
    letter(second, 1, "Actual and recorded crime", asked, room)
    first.set_ylabel(wrapped(f"effect on crime: {arms[0]} − {arms[-1]}, {_UNIT}", 60.0))
    second.set_ylabel(wrapped(f"crimes, {arms[0]}, {_UNIT}", 60.0))
    for axes in (second,) if below else (first, second):
        axes.set_xlabel(wrapped(label(across), room))
    title = wrapped(label(other), room) if other else None
    figure.legend(title=title, loc="outside upper center", ncols=4, frameon=False)
    return figure


def _ratios(asked: Asked) -> list[Ratio]:
    group = asked.group or "all"
    return [named(f"victimization_rate.{group}"), named(f"recorded_crime.{group}")]
