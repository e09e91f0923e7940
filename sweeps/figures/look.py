"""The look of figures: colors, sizes, panel letters, captions, and points with intervals."""

from __future__ import annotations

import string
import textwrap
from typing import Any, Final

import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

from scomm.model.settings import Settings
from scomm.sweeps.figures.asked import Asked

# Okabe and Ito's colors, told apart with any color vision; markers, for print without color.
COLORS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
NO_UNITS: Final = ("1", "choice", "date", "name", "path", "yes or no")

_MM_PER_INCH: Final = 25.4
_MM_PER_POINT: Final = 25.4 / 72.0
# The width of a character, and the height of a line, in sizes of the font.
_CHARACTER: Final = 0.53
_LINE: Final = 1.25


def canvas(asked: Asked, width: float, height: float, caption: str) -> Figure:
    """Return an empty figure of a width and height in millimeters, with its caption below.

    The width is what is asked for, and ``width`` otherwise. The caption adds to the height.
    """
    wide = asked.width or width
    text = wrapped(caption, wide, "small") if asked.caption else ""
    tall = height + (text.count("\n") + 1 if text else 0) * _LINE * points("small") * _MM_PER_POINT
    figure = Figure(figsize=(wide / _MM_PER_INCH, tall / _MM_PER_INCH), layout="constrained")
    if text:
        figure.supxlabel(text, fontsize="small", x=0.01, ha="left")
    return figure


def points(size: str) -> float:
    """Return a size of the font, such as "small", in points."""
    return float(FontProperties(size=size).get_size_in_points())


def wrapped(text: str, width: float, size: str = "medium") -> str:
    """Return a text in lines of at most ``width`` millimeters; each line of ``text`` by itself."""
    room = max(8, int(width / (_CHARACTER * points(size) * _MM_PER_POINT)))
    return "\n".join(textwrap.fill(line, room) for line in text.split("\n"))


def letter(axes: Axes, number: int, title: str, asked: Asked, width: float) -> None:
    """Give a panel its letter, (a) for number 0, and its title where titles are asked for."""
    text = f"({string.ascii_lowercase[number % 26]})"
    axes.set_title(wrapped(f"{text} {title}", width) if asked.caption else text, loc="left")


def words(name: str) -> str:
    """Return a setting's name in words.

    >>> words("ice_beds_rate")
    'ICE beds rate'
    """
    return " ".join("ICE" if each == "ice" else each for each in name.split("_"))


def label(name: str) -> str:
    """Return a setting's name in words, with its unit.

    >>> label("risk_half_life")
    'risk half life (weeks)'
    """
    unit = {each.name: each.unit for each in Settings.parameters()}[name]
    return words(name) + ("" if unit in NO_UNITS else f" ({unit})")


def text_of(value: object) -> str:
    """Return a value of a setting in words."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return number(float(value)) if isinstance(value, float | np.floating) else str(value)


def number(value: float) -> str:
    """Return a number with a minus sign as it is printed."""
    return f"{value:g}".replace("-", "−")


def column(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return a column of a table as numbers."""
    return table[name].to_numpy(float)


def bars(
    axes: Axes,
    at: NDArray[np.float64],
    table: pd.DataFrame,
    names: tuple[str, str, str],
    *,
    flat: bool = False,
    **look: Any,
) -> None:
    """Draw points with their intervals: ``names`` are the columns of value, low and high.

    ``at`` are their positions on the other axis: the horizontal one, or the vertical if ``flat``.
    """
    value, low, high = (column(table, name) for name in names)
    ends = np.maximum(np.vstack([value - low, high - value]), 0.0)
    across, upward = (value, at) if flat else (at, value)
    margins: dict[str, Any] = {"xerr" if flat else "yerr": ends}
    style: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 3.5}
    axes.errorbar(across, upward, **(margins | style | {"elinewidth": 0.8} | look))


def legend_above(figure: Figure, names: list[str], width: float) -> None:
    """Put the legend of lines with these names above the panels; none for a single unnamed line."""
    if names == [""]:
        return
    columns = int(np.clip(width // (12.0 + 1.9 * max(map(len, names))), 1, 3))
    figure.legend(loc="outside upper center", ncols=columns, frameon=False)


def zero(axes: Axes, *, flat: bool = False) -> None:
    """Draw the line of no difference."""
    line = axes.axvline if flat else axes.axhline
    line(0.0, color="black", linewidth=0.8, zorder=1)


def style(width: float | None, salt: str) -> dict[Any, Any]:
    """Return the settings of Matplotlib that figures are drawn with by default."""
    narrow = width is not None and width < 120.0
    return {
        "font.family": "DejaVu Sans",
        "font.size": 7.0 if narrow else 9.0,
        "axes.titlesize": "medium",
        "axes.labelsize": "medium",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.alpha": 0.3,
        "axes.prop_cycle": cycler(color=COLORS),
        "pdf.fonttype": 42,
        "svg.hashsalt": salt,
    }
