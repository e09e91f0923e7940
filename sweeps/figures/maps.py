"""A row of maps for each quantity, in it a map for each value of a third setting.

A map has the propensity for pretextual arrest across, trust upward, and the quantity as color, the
same colors all along a row. Beside each contour stand two thin lines, where the lower and the upper
end of the 95 % interval have the contour's value; between them the interval holds that value.
"""

from __future__ import annotations

import math
import string
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scomm.sweeps.figures.asked import NARROW, PLAIN, Asked
from scomm.sweeps.figures.look import canvas, label, number, text_of, wrapped
from scomm.sweeps.figures.measured import (
    ACROSS,
    ACROSS_MEANING,
    ACROSS_NAME,
    TRUST,
    TRUST_LABEL,
    Measured,
    caption,
    measured,
)

#: With more maps in a row none could be read on a page.
MOST_MAPS: Final = 6
MOST_CONTOURS: Final = 5

# From light to dark in one hue, so told apart with any color vision and in print without color.
# Without the darkest third, on which black lines would be lost, and what passes for paper.
_COLORS: Final = (("Blues_r", 0.35, 0.95), ("Oranges", 0.1, 0.65))
_NOTHING: Final = "#C8C8C8"
# On which line each end of an interval has the value of a contour.
_LIMITS: Final = ("dashed", "dotted")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class _Row:
    """The common parts of a row of maps: quantity, colors, and the values of the contours."""

    shown: Measured
    colors: ScalarMappable
    scale: Normalize
    contours: list[float]


def maps(
    table: pd.DataFrame,
    arms: Sequence[str],
    third: str,
    values: Sequence[object],
    asked: Asked = PLAIN,
) -> Figure:
    """Return the figure of a table of estimates, with a map for each of ``values`` of ``third``.

    In a narrow figure the quantities stand side by side, and the values below one another.
    """
    below = asked.narrow
    quantities = measured(arms, asked)
    text = _caption(table, quantities[0])
    if below:
        figure = canvas(asked, NARROW, 36.0 + 32.0 * len(values), text)
        grid = figure.subplots(len(values), 2, sharex=True, sharey=True, squeeze=False).T
    else:
        figure = canvas(asked, max(178.0, 48.0 + 54.6 * len(values)), 128.0, text)
        grid = figure.subplots(2, len(values), sharex=True, sharey=True, squeeze=False)
    # Where maps are small a title and the width of intervals have no room beside one another.
    stacked = below or (asked.width or 200.0) / len(values) < 65.0
    order = iter(range(2 * len(values)))
    numbers = {axes: next(order) for axes in (grid.T if below else grid).flat}
    for panels, shown, colors in zip(grid, quantities, _COLORS, strict=True):
        rows = shown.rows(table)
        row = _row(rows, shown, *colors)
        for axes, value in zip(panels, values, strict=True):
            _map(axes, rows[rows[third] == value], row)
            named = below or shown is quantities[0]
            _title(axes, numbers[axes], text_of(value) if named else "", stacked=stacked)
        bar = figure.colorbar(
            row.colors,
            ax=list(panels),
            **({"location": "bottom", "aspect": 16} if below else {"pad": 0.02, "aspect": 14}),
        )
        bar.set_label(wrapped(shown.label, 34.0 if below else 52.0, "small"), fontsize="small")
        line = bar.ax.axvline if below else bar.ax.axhline
        for value in row.contours:
            line(value, color="black", linewidth=0.9)
    for axes in grid[0] if below else grid[:, 0]:
        axes.set_ylabel(TRUST_LABEL)
    for axes in grid[:, -1] if below else grid[-1]:
        axes.set_xlabel(ACROSS_NAME.replace(" for ", " for\n"))
    figure.suptitle(label(third), fontsize="large")
    return figure


def _title(axes: Axes, number: int, value: str, *, stacked: bool) -> None:
    """Give a map its letter and the third setting's value, above how wide its intervals are."""
    width = axes.get_title("right")
    text = f"({string.ascii_lowercase[number]}) {value}".rstrip()
    if stacked and width:
        axes.set_title("", loc="right")
        axes.set_title(f"{text}\n{width}", loc="left", fontsize="small")
    else:
        axes.set_title(text, loc="left", fontsize="small" if stacked else None)


def _row(rows: pd.DataFrame, shown: Measured, name: str, first: float, last: float) -> _Row:
    """The common properties of a row; of ``name``'s colors it takes those from first to last."""
    part = LinearSegmentedColormap.from_list(name, colormaps[name](np.linspace(first, last, 256)))
    values = rows[shown.value].dropna().to_numpy(float)
    scale = Normalize(values.min(), values.max()) if len(values) else Normalize(0.0, 1.0)
    widths = (rows[shown.high] - rows[shown.low]).dropna().to_numpy(float)
    return _Row(shown, ScalarMappable(scale, part), scale, _contours(values, widths))


def _contours(values: Numbers, widths: Numbers) -> list[float]:
    """Return round numbers among the values, hardly any two of them in one interval."""
    low, high = (values.min(), values.max()) if len(values) else (0.0, 0.0)
    apart = max((high - low) / MOST_CONTOURS, np.quantile(widths, 0.95) if len(widths) else 0.0)
    if apart <= 0:
        return []
    power = 10.0 ** math.floor(math.log10(apart))
    step = next(each * power for each in (1.0, 2.0, 5.0, 10.0) if each * power >= apart)
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _map(axes: Axes, rows: pd.DataFrame, row: _Row) -> None:
    axes.set_facecolor(_NOTHING)
    axes.grid(visible=False)
    shown = row.shown
    values, low, high = (
        rows.pivot(index=TRUST, columns=ACROSS, values=name)
        for name in (shown.value, shown.low, shown.high)
    )
    if values.isna().all(axis=None):
        nothing = f"undefined: no {shown.ratio.estimand.nothing}" if len(rows) else "not run yet"
        _write(axes, nothing)
        return
    across, upward = values.columns.to_numpy(float), values.index.to_numpy(float)
    axes.pcolormesh(_edges(across), _edges(upward), values, norm=row.scale, cmap=row.colors.cmap)
    least, largest = _ends(values)
    inside = [each for each in row.contours if least < each < largest]
    if inside and min(values.shape) > 1:
        for end, style in zip((low, high), _LIMITS, strict=True):
            # Each end is interpolated by itself. The distance of a value from an interval, which is
            # what a filled band would be made of, has a kink inside it and cannot be interpolated.
            _lines(axes, end, inside, linestyles=style, linewidths=0.6)
        if lines := _lines(axes, values, inside, linestyles="solid", linewidths=0.9):
            axes.clabel(lines, fontsize="small", fmt=number)
    else:
        _write(axes, _span(values))
    half = (high - low) / 2
    if half.notna().any(axis=None):
        axes.set_title(
            f"± {_span(half)} {shown.apart.removeprefix('percentage ')}",
            loc="right",
            fontsize="small",
        )


def _lines(
    axes: Axes, surface: pd.DataFrame, values: Sequence[float], **look: Any
) -> QuadContourSet | None:
    """Draw the lines on which a surface, indexed by trust and propensity, has some values.

    Returns them, or None where the surface has none of the values.
    """
    if surface.isna().all(axis=None):
        return None
    least, largest = _ends(surface)
    crossed = [each for each in values if least < each < largest]
    if not crossed:
        return None
    across, upward = surface.columns.to_numpy(float), surface.index.to_numpy(float)
    return axes.contour(across, upward, surface, crossed, colors="black", **look)


def _write(axes: Axes, words: str) -> None:
    axes.text(
        *(0.5, 0.5, textwrap.fill(words, 22)),
        ha="center",
        va="center",
        transform=axes.transAxes,
        fontsize="small",
    )


def _ends(values: pd.DataFrame) -> tuple[float, float]:
    numbers = values.to_numpy(float)
    return float(np.nanmin(numbers)), float(np.nanmax(numbers))


def _span(values: pd.DataFrame) -> str:
    """Return the least and the largest of some values, to two digits."""
    ends = (number(float(f"{end:.2g}")) for end in _ends(values))
    return " to ".join(dict.fromkeys(ends))


def _edges(centers: Numbers) -> Numbers:
    """Return the ends of cells that meet halfway between their centers, in rising order."""
    if len(centers) == 1:
        return np.array([centers[0] - 0.5, centers[0] + 0.5])
    between = (centers[:-1] + centers[1:]) / 2
    return np.array([2 * centers[0] - between[0], *between, 2 * centers[-1] - between[-1]])


def _caption(table: pd.DataFrame, shown: Measured) -> str:
    return (
        f"Propensity: {ACROSS_MEANING}. ±: half the width of intervals, narrowest to widest.\n"
        "Solid: contours. Dashed: where the interval's lower end has the contour's value; dotted: "
        "its upper end. Between the two the interval holds that value. Gray: undefined, or not run "
        f"yet.\n{caption(table, shown.ratio)}"
    )
