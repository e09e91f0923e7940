"""Named points side by side: effects on reporting and on days in jail, and who is removed."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, bars, canvas, letter, wrapped, zero
from scomm.sweeps.figures.measured import Measured, caption, effect, measured, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "side_by_side"
SENTENCE: Final = "Named points side by side: reporting, days in jail for ICE, and who is removed."
NEEDS: Final = "name varies, one point a name, at most 24, two arms"

_MOST: Final = 24
_NAME: Final = "name"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates that are shown, by name in the order of the points.

    Raises Unfit for points that do not each have a name.
    """
    table = shown_of(store, [each.ratio for each in _panels(store, asked)])
    points = table["point"].nunique()
    if (
        len(store.spec.arms) < 2
        or _NAME not in store.varied
        or table[_NAME].nunique() != points
        or points > _MOST
    ):
        raise Unfit(
            f"The figure needs {NEEDS}; {store.spec.name!r} has {len(store.spec.arms)} arms and "
            f"{points} points, and varies {', '.join(store.varied)}."
        )
    return table.sort_values("point", kind="stable", ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, a row for each name. Raises Unfit as ``data`` does."""
    table, panels = data(store, asked), _panels(store, asked)
    names = list(dict.fromkeys(table[_NAME]))
    below, width = asked.narrow, asked.width or 190.0
    first, *_, last = store.spec.arms
    text = (
        f"(a) and (b): paired differences, {first} − {last}. (c): {first}; none where nobody is "
        f"removed.\nBars: {caption(table, asked.ratio)}"
    )
    labels = [wrapped(name, width * (0.36 if below else 0.22)) for name in names]
    tall = (1.6 + (3.0 if below else 3.8) * max(map(_lines, labels))) * len(names)
    figure = canvas(asked, width, 3 * (20.0 + tall) if below else 36.0 + tall, text)
    shape = (3, 1) if below else (1, 3)
    grid = figure.subplots(*shape, sharey=True, squeeze=False).flat
    room = width * (0.6 if below else 0.22)
    for number, (axes, shown) in enumerate(zip(grid, panels, strict=True)):
        rows = shown.rows(table)
        at = np.array([names.index(each) for each in rows[_NAME]], float)
        bars(axes, at, rows, shown.columns, flat=True, color=COLORS[number])
        if shown.value == "effect":
            zero(axes, flat=True)
        else:
            axes.set_xlim(left=0.0)
        letter(axes, number, shown.title, asked, room)
        axes.set_xlabel(
            wrapped((shown.unit if asked.caption else shown.label).replace("\n", " "), room)
        )
        axes.grid(visible=False, axis="y")
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(len(names) - 0.5, -0.5)
    return figure


def _panels(store: Results, asked: Asked) -> list[Measured]:
    arms = list(store.spec.arms)
    return [
        effect(asked.ratio, arms),
        effect(named("days_held_for_ice"), arms),
        measured(arms, asked)[1],
    ]


def _lines(text: str) -> int:
    return text.count("\n") + 1
