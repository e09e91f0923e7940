"""Effect on a quantity against one setting, and the levels of the two arms beneath it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
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
from scomm.sweeps.figures.measured import Measured, caption, effect, level, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "effect_and_level"
SENTENCE: Final = "Paired effect against one setting, with the level of each arm beside it."
NEEDS: Final = "one number varies over several values, another setting over at most 7, two arms"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates that are shown. Raises Unfit for a sweep that varies other settings."""
    table = shown_of(store, [asked.ratio])
    across_of(store, table)
    return table.drop_duplicates([*store.varied])


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, whose two panels share the setting. Raises Unfit as ``data`` does."""
    table, arms = data(store, asked), list(store.spec.arms)
    across, other = across_of(store, table)
    below = asked.narrow
    width = asked.width or 190.0
    text = f"Bars: {caption(table, asked.ratio)}\n(a): the paired difference."
    if other:
        text += f" (b): filled, {arms[0]}; hollow, {arms[-1]}."
    figure = canvas(asked, width, 125.0 if below else 85.0, text)
    shape = (2, 1) if below else (1, 2)
    first, second = figure.subplots(*shape, sharex=True, squeeze=False).flat
    base, difference = level(asked.ratio, arms[-1], "reference"), effect(asked.ratio, arms)
    own = level(asked.ratio, arms[0], "arm")
    values = sorted(table[other].unique()) if other else [None]
    for number, value in enumerate(values):
        rows = table if value is None else table[table[other] == value]
        rows = rows.sort_values(across)
        look = {"color": COLORS[number], "marker": MARKERS[number]}
        name = "" if value is None else text_of(value)
        line(first, rows, across, difference, look, name)
        line(second, rows, across, own, look, arms[0] if value is None else "")
        hollow = look | {"markerfacecolor": "white", "linestyle": "--"}
        if value is None:
            hollow |= {"color": COLORS[1], "marker": MARKERS[1]}
        line(second, rows, across, base, hollow, arms[-1] if value is None else "")
    zero(first)
    room = width * (0.8 if below else 0.38)
    letter(first, 0, f"{difference.title}: effect", asked, room)
    letter(second, 1, "Level of each arm", asked, room)
    first.set_ylabel(wrapped(difference.unit if asked.caption else difference.label, 60.0))
    second.set_ylabel(wrapped(f"{asked.ratio.estimand.unit}", 50.0))
    for axes in (second,) if below else (first, second):
        axes.set_xlabel(wrapped(label(across), room))
    if other:
        title = wrapped(label(other), room)
        figure.legend(
            title=title, loc="outside upper center", ncols=min(len(values), 4), frameon=False
        )
    else:
        second.legend(frameon=False)
    return figure


def line(
    axes: Axes, rows: pd.DataFrame, across: str, shown: Measured, look: dict[str, str], name: str
) -> None:
    """Draw a quantity of some rows against a setting, with its intervals."""
    style: dict[str, Any] = {"linestyle": "-", "linewidth": 1.0} | look
    bars(axes, column(rows, across), rows, shown.columns, label=name, **style)


def across_of(store: Results, table: pd.DataFrame) -> tuple[str, str | None]:
    """Return the setting across, and the one that lines are told apart by, if any. Raises Unfit."""
    varied = [name for name in store.varied if table[name].nunique() > 1]
    numbers = [name for name in varied if _is_number(table, name)]
    if len(store.spec.arms) < 2 or not numbers or len(varied) > 2:
        raise Unfit(
            f"The figure needs two arms, a number that varies, and at most one setting more; "
            f"{store.spec.name!r} has {len(store.spec.arms)} and varies {', '.join(varied)}."
        )
    across = max(numbers, key=lambda name: table[name].nunique())
    others = [name for name in varied if name != across]
    if not others:
        return across, None
    found = table[others[0]].nunique()
    if found > len(COLORS) or len(table[varied].drop_duplicates()) < found * 2:
        raise Unfit(
            f"The figure can tell {len(COLORS)} values of {others[0]} apart, each over several of "
            f"{across}, but {store.spec.name!r} has {found}."
        )
    return across, others[0]


def _is_number(table: pd.DataFrame, name: str) -> bool:
    kind = table[name].dtype
    return bool(pd.api.types.is_numeric_dtype(kind)) and kind != np.bool_
