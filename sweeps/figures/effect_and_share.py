"""Effect on Hispanic reporting, and non-criminal share, over the two headline settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.designs.grid import Grid
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.lines import lines
from scomm.sweeps.figures.look import COLORS
from scomm.sweeps.figures.maps import MOST_MAPS, maps
from scomm.sweeps.figures.measured import ACROSS, TRUST, measured, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "effect_and_share"
SENTENCE: Final = "Effect on reporting, and non-criminal share, over the two headline settings."
NEEDS: Final = f"{ACROSS} varies, {TRUST} may, and one setting more on a grid"

# What to do about a store that cannot be shown.
_PART: Final = (
    "; run a sweep of the part to be shown with --reuse, which does no finished run again."
)


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the estimates that are shown. Raises Unfit for a sweep that varies other settings."""
    others = _others(store)
    if ACROSS not in store.varied or len(others) > (TRUST in store.varied):
        raise Unfit(
            f"The figure needs a sweep that varies {ACROSS}, or it and {TRUST}, or these two and "
            f"one setting more; {store.spec.name!r} varies {', '.join(store.varied)}{_PART}"
        )
    return shown_of(store, [each.ratio for each in measured(list(store.spec.arms), asked)])


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: lines, or with a third setting a map for each of its values.

    Raises Unfit for a sweep that varies other settings, for one of three settings that is no grid,
    and for more values than can be shown.
    """
    name, arms = store.spec.name, list(store.spec.arms)
    table, others = data(store, asked), _others(store)
    if not others:
        found = table[TRUST].nunique() if TRUST in table else 1
        if found > len(COLORS):
            raise Unfit(
                f"The figure can tell {len(COLORS)} values of {TRUST} apart, but {name!r} has "
                f"{found}{_PART}"
            )
        return lines(table, arms, asked)
    (third,) = others
    values = _values(table, third)
    if len(values) > MOST_MAPS:
        raise Unfit(
            f"The figure can show {MOST_MAPS} values of {third} side by side, but {name!r} has "
            f"{len(values)}{_PART}"
        )
    if not _is_grid(store, table):
        raise Unfit(
            f"The figure needs a grid where three settings vary, but {name!r} has no point for "
            f"some of the combinations of its values of {', '.join(store.varied)}; run a sweep "
            "whose design is a grid."
        )
    return maps(_once(table, store.varied), arms, third, values, asked)


def _others(store: Results) -> list[str]:
    return [each for each in store.varied if each not in (ACROSS, TRUST)]


def _values(table: pd.DataFrame, name: str) -> list[object]:
    """Return the values of a setting: numbers in rising order, texts in that of the points."""
    found = table.sort_values("point", kind="stable")[name].unique().tolist()
    return found if isinstance(found[0], str) else sorted(found)


def _once(table: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """Return the table without points that come again, as they can in a union of designs."""
    return table.drop_duplicates(["estimand", *varied])


def _is_grid(store: Results, table: pd.DataFrame) -> bool:
    """True if every combination of values is a point, or will be when the sweep has run."""
    if [type(design) for design in store.spec.designs] == [Grid]:
        return True
    cells = math.prod(table[name].nunique() for name in store.varied)
    return len(table[[*store.varied]].drop_duplicates()) == cells
