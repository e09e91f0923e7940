"""Effects at the points of a union or a table, side by side: policies, places, ways to opt out."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    bars,
    canvas,
    column,
    label,
    letter,
    text_of,
    wrapped,
    zero,
)
from scomm.sweeps.figures.measured import caption, effect, level, name_of, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "effect_by_point"
SENTENCE: Final = "Paired effect at every point, by policy or place, with the level of each arm."
NEEDS: Final = "a choice, a date or a name varies, at most 60 points, two arms"

_MOST: Final = 60


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates in the order shown. Raises Unfit for a store that has no such points."""
    table = shown_of(store, [asked.ratio]).drop_duplicates([*store.varied])
    choices, numbers = _varied(store, table)
    if len(store.spec.arms) < 2 or not choices or len(table) > _MOST:
        raise Unfit(
            f"The figure needs {NEEDS}; {store.spec.name!r} has {len(store.spec.arms)} arms and "
            f"{len(table)} points, and varies {', '.join(store.varied)}."
        )
    groups = list(dict.fromkeys(map(tuple, table[choices].to_numpy(object).tolist())))
    order = [groups.index(tuple(row)) for row in table[choices].to_numpy(object).tolist()]
    return table.assign(row=order).sort_values(["row", *numbers], ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: a group of rows for each combination of choices. Raises Unfit."""
    table, arms = data(store, asked), list(store.spec.arms)
    choices, numbers = _varied(store, table)
    several = len(table) > table["row"].nunique()
    few = [each for each in numbers if table[each].nunique() <= len(COLORS)]
    colored = few[0] if several and few else None
    width = asked.width or 180.0
    text = f"Bars: {caption(table, asked.ratio)}\n(a): the paired difference."
    if several:
        rising = ", then ".join(label(name) for name in numbers)
        text += f" Within a group points are in rising order of {rising}."
    text += f" (b): filled, {arms[0]}; hollow, {arms[-1]}."
    # A gap of one line between groups.
    position = (np.arange(len(table)) + column(table, "row")).astype(float)
    narrow = asked.narrow
    tall = 34.0 + (2.6 if narrow else 3.4) * (position[-1] + 1) + 4.0 * table["row"].nunique()
    figure = canvas(asked, width, min(tall, 240.0), text)
    first, second = figure.subplots(1, 2, sharey=True)
    quantity = effect(asked.ratio, arms)
    values = [None] if colored is None else sorted(table[colored].unique())
    for number, value in enumerate(values):
        some = np.full(len(table), True) if value is None else (table[colored] == value).to_numpy()
        rows, at = table[some], position[some]
        look = {"color": COLORS[number], "marker": MARKERS[number]}
        name = "" if value is None else text_of(value)
        bars(first, at, rows, quantity.columns, flat=True, label=name, **look)
        bars(second, at, rows, level(asked.ratio, arms[0], "arm").columns, flat=True, **look)
        hollow = look | {"markerfacecolor": "white"}
        base = level(asked.ratio, arms[-1], "reference")
        bars(second, at, rows, base.columns, flat=True, **hollow)
    zero(first, flat=True)
    groups = table.groupby("row", sort=True)
    middles = [float(position[rows.index].mean()) for _, rows in groups]
    names = [name_of(rows.iloc[0], choices, table) for _, rows in groups]
    first.set_yticks(middles, [wrapped(name, width * 0.28) for name in names])
    first.set_ylim(position[-1] + 1.0, -1.0)
    letter(first, 0, "Effect", asked, width * 0.3)
    letter(second, 1, "Level of each arm", asked, width * 0.3)
    first.set_xlabel(wrapped(quantity.label, width * 0.32))
    second.set_xlabel(wrapped(asked.ratio.estimand.unit, width * 0.32))
    for axes in (first, second):
        axes.grid(visible=False, axis="y")
    if colored is not None:
        title = wrapped(label(colored), width * 0.6)
        figure.legend(
            title=title, loc="outside upper center", ncols=min(4, len(values)), frameon=False
        )
    return figure


def _varied(store: Results, table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the settings by which points are grouped, and the numbers that vary within groups."""
    varied = [name for name in store.varied if table[name].nunique(dropna=False) > 1]
    numbers = [
        name
        for name in varied
        if pd.api.types.is_numeric_dtype(table[name]) and table[name].dtype != np.bool_
    ]
    return [name for name in varied if name not in numbers], numbers
