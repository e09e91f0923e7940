"""The calibration targets, and what the prior and the posterior predict of them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.model.errors import InputError
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.draw import save
from scomm.sweeps.figures.look import COLORS, MARKERS, bars, canvas, column, number, wrapped

NAME: Final = "targets"
#: Columns of a calibration's table of targets that the figure needs.
COLUMNS: Final = (
    *("target", "quantity", "unit", "value", "error"),
    *("prior", "prior_low", "prior_high", "posterior", "posterior_low", "posterior_high"),
)

_OF: Final = ("prior", "posterior")
_CAPTION: Final = (
    "Each figure relative to its target. Gray: the target, with 1.96 of its errors either way. "
    "Bars: the middle 95 % of the model's figures over draws of the prior, and over draws of the "
    "posterior; marks are means."
)
# The half-width of a 95 % interval in standard errors.
_WIDE: Final = 1.96


def read_predicted(path: Path) -> pd.DataFrame:
    """Read the table of targets that ``scomm calibrate`` writes, ``targets.csv``.

    Raises InputError for a file that cannot be read or is no such table.
    """
    return _table(path, _content(path))


def figure(table: pd.DataFrame, asked: Asked = PLAIN) -> Figure:
    """Return the figure, a row for each target.

    Args:
        table: a row for each target, with the ``COLUMNS`` of a calibration's table.
        asked: the width, and whether there is a caption.
    """
    width, below = asked.width or 190.0, asked.narrow
    names = [
        wrapped(f"{quantity}: {_shown(value, unit)}", width * (0.42 if below else 0.46))
        for quantity, value, unit in zip(
            table["quantity"], column(table, "value"), table["unit"], strict=True
        )
    ]
    heights = np.array([1.0 + name.count("\n") for name in names])
    figure = canvas(asked, width, 22.0 + (3.2 if below else 4.4) * float(heights.sum()), _CAPTION)
    axes = figure.subplots()
    # A row is as tall as its label.
    at = np.cumsum(heights) - heights / 2.0
    value, error = column(table, "value"), column(table, "error")
    margin = _WIDE * error / value
    axes.barh(at, 2.0 * margin, heights * 0.8, left=1.0 - margin, color="#BBBBBB", zorder=0)
    axes.axvline(1.0, color="black", linewidth=0.8, zorder=1)
    for position, name in enumerate(_OF):
        ends = (name, f"{name}_low", f"{name}_high")
        shares = pd.DataFrame({each: column(table, each) / value for each in ends})
        aside = (position - 0.5) * 0.36
        look = {"color": COLORS[position], "marker": MARKERS[position]}
        bars(axes, at + aside, shares, ends, flat=True, label=f"{name} predictive", **look)
    axes.set_yticks(at, names)
    axes.set_ylim(float(heights.sum()), 0.0)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(wrapped("the model's figure, relative to the target", width * 0.5))
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def draw_targets(predicted: Path, path: Path, width: float | None = None) -> None:
    """Draw a calibration's table of targets, and save the figure to a file.

    Args:
        predicted: the table, ``targets.csv``.
        path: the figure's file, whose ending says the format.
        width: in millimeters.

    Raises:
        InputError: as ``read_predicted`` does, and for a file that cannot be written.
    """
    content = _content(predicted)
    table = _table(predicted, content)
    about = f"targets.csv {hashlib.sha256(content).hexdigest()}"
    save(lambda: figure(table, Asked(width=width)), path, NAME, about, width)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None


def _table(path: Path, content: bytes) -> pd.DataFrame:
    try:
        table = pd.read_csv(io.BytesIO(content), dtype={"target": str})
    except ValueError:
        table = pd.DataFrame()
    lacking = [name for name in COLUMNS if name not in table]
    if lacking or table.empty:
        raise InputError(
            f"{path} is no table of targets that scomm calibrate writes (targets.csv): it lacks "
            f"{', '.join(lacking) or 'rows'}."
        )
    return table


def _shown(value: float, unit: str) -> str:
    if unit == "share":
        return f"{number(round(100.0 * value, 1))}\N{NO-BREAK SPACE}%"
    return f"{value:,.0f}" if value >= 100.0 else number(value)
