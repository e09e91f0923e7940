"""Effect on Hispanic reporting, and non-criminal share, over the two headline settings."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scomm.model.errors import InputError
from scomm.sweeps.designs.grid import Grid
from scomm.sweeps.figures.lines import COLORS, lines
from scomm.sweeps.figures.maps import MOST_MAPS, maps
from scomm.sweeps.figures.measured import ACROSS, TRUST, measured
from scomm.sweeps.store.files import replace_file
from scomm.sweeps.store.results import Results

NAME: Final = "effect_and_share"

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
# What to do about a store that cannot be shown.
_PART: Final = (
    "; run a sweep of the part to be shown with --reuse, which does no finished run again."
)


def draw(store: Results, out: Path) -> list[Path]:
    """Draw the figure of a store into the folder ``out`` and return the files, PNG and SVG.

    Where the headline settings vary, or the first of them alone, it has lines; with one setting
    more, a map for each of its values. Raises InputError for a sweep that varies others, for one
    of three settings that is no grid, for more values than can be shown, or for a folder that
    cannot be written.
    """
    with mpl.rc_context():
        mpl.rcdefaults()  # A user's own style must not change the picture.
        mpl.rcParams.update(_STYLE)
        figure = _figure(store)
        FigureCanvasAgg(figure)
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


def _figure(store: Results) -> Figure:
    name, arms, varied = store.spec.name, list(store.spec.arms), store.varied
    others = [each for each in varied if each not in (ACROSS, TRUST)]
    if ACROSS not in varied or len(others) > (TRUST in varied):
        raise InputError(
            f"The figure needs a sweep that varies {ACROSS}, or it and {TRUST}, or these two and "
            f"one setting more; {name!r} varies {', '.join(varied)}{_PART}"
        )
    table = store.estimates(wanted=[each.ratio for each in measured(arms)])
    if not others:
        found = table[TRUST].nunique() if TRUST in table else 1
        if found > len(COLORS):
            raise InputError(
                f"The figure can tell {len(COLORS)} values of {TRUST} apart, but {name!r} has "
                f"{found}{_PART}"
            )
        return lines(table, arms)
    (third,) = others
    values = _values(table, third)
    if len(values) > MOST_MAPS:
        raise InputError(
            f"The figure can show {MOST_MAPS} values of {third} side by side, but {name!r} has "
            f"{len(values)}{_PART}"
        )
    if not _is_grid(store, table):
        raise InputError(
            f"The figure needs a grid where three settings vary, but {name!r} has no point for "
            f"some of the combinations of its values of {', '.join(varied)}; run a sweep whose "
            "design is a grid."
        )
    return maps(_once(table, varied), arms, third, values)


def _values(table: pd.DataFrame, name: str) -> list[object]:
    """Return the values of a setting: numbers in rising order, texts in that of the points."""
    found = table.sort_values("point", kind="stable")[name].unique().tolist()
    return found if isinstance(found[0], str) else sorted(found)


def _once(table: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """Return the table without points that come again, as they can in a union of designs."""
    return table.drop_duplicates(["estimand", *varied])


def _is_grid(store: Results, table: pd.DataFrame) -> bool:
    """Say whether every combination of values is a point, or will be when the sweep has run."""
    if [type(design) for design in store.spec.designs] == [Grid]:
        return True
    cells = math.prod(table[name].nunique() for name in store.varied)
    return len(table[[*store.varied]].drop_duplicates()) == cells
