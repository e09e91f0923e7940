"""How the answers depend on one setting, with what is not known of all others as a band."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.sweeps.designs.drawn import Crossed
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    canvas,
    column,
    label,
    legend_above,
    letter,
    text_of,
    words,
    wrapped,
    zero,
)
from scomm.sweeps.figures.measured import Measured, effect, measured, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "profile"
SENTENCE: Final = "Answers against one setting, each with a band over draws of all other settings."
NEEDS: Final = "draws of the priors or a posterior, crossed with one number and at most one more"

_QUANTILES: Final = {"median": 0.5, "low": 0.025, "low_50": 0.25, "high_50": 0.75, "high": 0.975}
_MOST_CROSSED: Final = 2
# What values mean that are numbers in a sweep file.
_WORDS: Final[dict[str, dict[object, str]]] = {
    "learned_share": {
        0.0: "fear of the name or of news",
        0.5: "both",
        1.0: "fear learned from enforcement",
    },
    "hispanic_report_offset": {
        0.878: "Hispanic victims reported as often before",
        0.581: "0.85 times as often",
        0.231: "0.69 times as often",
    },
}


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return quantiles over draws: a row for each quantity, value across and line.

    ``median``, ``low`` and ``high`` (95 % of draws), ``low_50`` and ``high_50``. Raises Unfit for
    another design.
    """
    design = _design(store)
    across, line = design.grid.names[0], design.grid.names[1:]
    panels = _panels(store, asked)
    table = shown_of(store, [each.ratio for each in panels])
    parts = []
    for shown in panels:
        rows = shown.rows(table)
        found = rows.groupby([across, *line], sort=True)[shown.value]
        quantiles = {name: found.quantile(share) for name, share in _QUANTILES.items()}
        part = pd.DataFrame(quantiles | {"draws": found.count()}).reset_index()
        part.insert(0, "quantity", shown.label)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, a panel for each quantity. Raises Unfit as ``data`` does."""
    design, panels, table = _design(store), _panels(store, asked), data(store, asked)
    across, *line = design.grid.names
    width, below, count = asked.width or 190.0, asked.narrow, len(panels)
    supported = _supported(store, design, across)
    figure = canvas(asked, width, 62.0 * count if below else 80.0, _caption(table, line, across,
                    bool(supported)))  # fmt: skip
    shape = (count, 1) if below else (1, count)
    grid = figure.subplots(*shape, sharex=True, squeeze=False).flat
    room = width * (0.8 if below else 0.85 / count)
    values = design.grid.values[line[0]] if line else (None,)
    names = [_named(line[0], value) if line else "" for value in values]
    for number, (axes, shown) in enumerate(zip(grid, panels, strict=True)):
        rows = table[table["quantity"] == shown.label]
        for position, value in enumerate(values):
            of = rows if value is None else rows[rows[line[0]] == value]
            _band(axes, of, across, position, "" if number else names[position], len(values) == 1)
        if shown.value == "effect":
            zero(axes)
        else:
            axes.set_ylim(bottom=0.0)
        if supported:
            axes.plot(supported, (0.012, 0.012), transform=axes.get_xaxis_transform(),
                      color="black", linewidth=2.5, solid_capstyle="butt")  # fmt: skip
        letter(axes, number, shown.title, asked, room)
        unit = shown.unit if asked.caption else shown.label
        axes.set_ylabel(wrapped(unit.replace("\n", " "), 55.0))
        if not below or number == count - 1:
            axes.set_xlabel(wrapped(label(across), room))
    legend_above(figure, names, width)
    return figure


def _design(store: Results) -> Crossed:
    designs = store.spec.designs
    design = designs[0] if len(designs) == 1 else None
    if not isinstance(design, Crossed) or not 1 <= len(design.grid.names) <= _MOST_CROSSED:
        raise Unfit(f"The figure needs {NEEDS}; {store.spec.name!r} has another design.")
    across, *line = design.grid.names
    values = design.grid.values[across]
    if len(values) < 2 or not all(type(value) in (int, float) for value in values):
        raise Unfit(
            f"The figure needs two or more numbers of {across}, the first setting that is crossed."
        )
    if line and len(design.grid.values[line[0]]) > len(COLORS):
        raise Unfit(f"The figure can tell {len(COLORS)} values of {line[0]} apart, not more.")
    return design


def _panels(store: Results, asked: Asked) -> list[Measured]:
    """Return the quantity that is asked for, or the answers that the store keeps."""
    arms = list(store.spec.arms)
    if asked.estimand is not None:
        return [effect(asked.ratio, arms)]
    every = [*measured(arms, asked), effect(named("arrest_rate.hispanic"), arms)]
    there = shown_of(store, [each.ratio for each in every], some=True)
    return [each for each in every if not each.rows(there).empty]


def _caption(table: pd.DataFrame, line: list[str], across: str, supported: bool) -> str:
    draws = int(table["draws"].max())
    text = (
        f"Lines: medians over {draws} draws of all other settings that the facts leave open. "
        "Bands: 95 % of the draws" + (", between dashes." if line else "; darker, 50 %.")
    )
    if supported:
        text += f" Bar at the bottom: 95 % of the draws' own values of {words(across)}."
    return text


def _supported(store: Results, design: Crossed, across: str) -> list[float]:
    """Return the ends of 95 % of the draws' own values, or nothing if they have none."""
    replaced = design.replaced(store.spec.seed).get(across, [])
    return (
        [float(each) for each in np.quantile(np.array(replaced, float), (0.025, 0.975))]
        if replaced
        else []
    )


def _band(
    axes: Axes, rows: pd.DataFrame, across: str, position: int, name: str, alone: bool
) -> None:
    at, color = column(rows, across), COLORS[position]
    low, high = column(rows, "low"), column(rows, "high")
    look: dict[str, Any] = {"color": color, "linewidth": 0.0}
    axes.fill_between(at, low, high, alpha=0.18 if alone else 0.08, **look)
    if alone:
        axes.fill_between(at, column(rows, "low_50"), column(rows, "high_50"), alpha=0.25, **look)
    else:
        for end in (low, high):
            axes.plot(at, end, color=color, linewidth=0.7, linestyle="--")
    style: dict[str, Any] = {
        "color": color,
        "marker": MARKERS[position],
        "markersize": 3.5,
        "linewidth": 1.2,
    }
    axes.plot(at, column(rows, "median"), label=name, **style)


def _named(setting: str, value: object) -> str:
    """Name a line by its value of a setting."""
    known = _WORDS.get(setting, {})
    return known[value] if value in known else f"{words(setting)}: {text_of(value)}"
