"""Effect on Hispanic reporting, and non-criminal share, over the two headline settings."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from model.errors import InputError
from sweeps.estimands import pick
from sweeps.store import Results
from sweeps.store.files import replace_file

NAME: Final = "effect_and_share"
ACROSS: Final = "pretextual_propensity"
LINES: Final = "community_trust"

REPORTING: Final = pick("reporting_rate", ("all",), ("hispanic",))
SHARE: Final = pick("non_criminal_share", ("all",), ("all",))

# Okabe and Ito's colors, told apart with any color vision; markers, for print without color.
COLORS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")

# Nothing of the day or the machine goes into a file, so that the same store gives the same bytes.
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "png": {"dpi": 200, "metadata": {"Software": None}},
    "svg": {"metadata": {"Date": None, "Creator": None}},
}
_STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "svg.hashsalt": NAME,
}


def draw(store: Results, out: Path) -> list[Path]:
    """Draw the figure of a store into the folder ``out`` and return the files, PNG and SVG.

    Raises InputError for a sweep that does not vary just the two headline settings (or the first
    alone), for more values of trust than can be told apart, or for a folder that cannot be written.
    """
    table = _table(store)
    with mpl.rc_context():
        mpl.rcdefaults()  # A user's own style must not change the picture.
        mpl.rcParams.update(_STYLE)
        figure = _figure(store, table)
        written = []
        try:
            out.mkdir(parents=True, exist_ok=True)
            for ending, options in _FORMATS.items():
                content = io.BytesIO()
                figure.savefig(content, format=ending, **options)
                path = out / f"{NAME}.{ending}"
                replace_file(path, content.getvalue())
                written.append(path)
        except OSError as error:
            raise InputError(f"The folder {out} cannot be written: {error.strerror}.") from None
    return written


def _table(store: Results) -> pd.DataFrame:
    varied = set(store.varied)
    if ACROSS not in varied or not varied <= {ACROSS, LINES}:
        raise InputError(
            f"The figure needs a sweep that varies {ACROSS} and {LINES} and nothing else; "
            f"{store.spec.name!r} varies {', '.join(store.varied)}."
        )
    table = store.estimates(wanted=[*REPORTING, *SHARE])
    lines = table[LINES].nunique() if LINES in table else 1
    if lines > len(COLORS):
        raise InputError(
            f"The figure can tell {len(COLORS)} values of {LINES} apart, but {store.spec.name!r} "
            f"has {lines}."
        )
    return table


def _figure(store: Results, table: pd.DataFrame) -> Figure:
    arms = list(store.spec.arms)
    figure = Figure(figsize=(8.0, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    reporting = table[table["estimand"] == "reporting_rate"]
    _panel(left, reporting, "effect", "low", "high")
    left.axhline(0.0, color="black", linewidth=0.8)
    left.set_title("Crime reporting by Hispanic victims")
    left.set_ylabel(f"{arms[0]} − {arms[-1]}, percentage points")
    share = table[table["estimand"] == "non_criminal_share"]
    _panel(right, share, "arm", "arm_low", "arm_high")
    right.set_title("Non-criminal share of removals")
    right.set_ylabel(
        "no conviction when removed, % of removals\nthat began with a fingerprint match"
    )
    for axes in (left, right):
        axes.set_xlabel(
            "propensity for pretextual arrest (mean probability\n"
            "that a warning or citation becomes an arrest)"
        )
    if LINES in table:
        handles, labels = left.get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            title="community trust (0–1)",
            loc="outside upper center",
            ncols=len(labels),
            frameon=False,
        )
    figure.supxlabel(_caption(table), fontsize=7.5, x=0.01, ha="left")
    return figure


def _panel(axes: Axes, table: pd.DataFrame, value: str, low: str, high: str) -> None:
    lines = table.groupby(LINES, sort=True) if LINES in table else [("", table)]
    for (trust, rows), color, marker in zip(lines, COLORS, MARKERS, strict=False):
        ordered = rows.sort_values(ACROSS)
        across = ordered[ACROSS].to_numpy(float)
        axes.fill_between(
            across,
            ordered[low].to_numpy(float),
            ordered[high].to_numpy(float),
            color=color,
            alpha=0.2,
            linewidth=0,
        )
        axes.plot(
            across,
            ordered[value].to_numpy(float),
            color=color,
            marker=marker,
            markersize=4,
            label=str(trust),
        )


def _caption(table: pd.DataFrame) -> str:
    fewest, most = table["replicates"].min(), table["replicates"].max()
    replicates = f"{most}" if fewest == most else f"{fewest} to {most}"
    return (
        f"Bands: 95 % intervals from {replicates} paired replicates; Monte Carlo error only, not "
        "what is unknown of the parameters.\n"
        "The step in perceived risk at enrollment is an assumption that no target fixes; most of "
        "the effect on reporting hangs on it."
    )
