"""The spread over counties: each world of a store is a county with its practices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scomm.sweeps.catalog.columns import digests_of_texts
from scomm.sweeps.estimation.estimands import Ratios, named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, canvas, column, letter, wrapped, zero
from scomm.sweeps.figures.measured import effect, measured, name_of
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.results import Results

NAME: Final = "spread_of_counties"
SENTENCE: Final = "How much counties differ: share and effect of each world, in rising order."
NEEDS: Final = "a setting called spread_… varies, at most 7 points, two arms, and its runs"

_FEWEST: Final = 8
_PANELS: Final = ("share", "effect")


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row for each world: its point, the line's name, the share and the effect.

    ``share`` is the non-criminal share of removals in the first arm, in percent, nan where nobody
    is removed; ``effect`` is that of the first arm against the last on the ratio asked for. Raises
    Unfit for a store without runs, and for too few worlds.
    """
    spreads = [name for name in store.varied if name.startswith("spread_")]
    if len(store.spec.arms) < 2 or not spreads or not isinstance(store, Store):
        raise Unfit(
            f"The figure needs {NEEDS}; {store.spec.name!r} has {len(store.spec.arms)} arms and "
            f"varies {', '.join(store.varied)}."
        )
    found = pd.concat(list(_lines(store, asked)), ignore_index=True)
    if found["line"].nunique() > len(COLORS) or found.groupby("line").size().min() < _FEWEST:
        raise Unfit(
            f"The figure needs {NEEDS}, with {_FEWEST} replicates or more; {store.spec.name!r} has "
            f"{found['line'].nunique()} points."
        )
    return found


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: the share, and the effect. Raises Unfit as ``data`` does."""
    table, arms, below = data(store, asked), list(store.spec.arms), asked.narrow
    width = asked.width or 190.0
    text = (
        "Each world is a county; lines are the worlds in rising order. Bars at the foot hold the "
        "middle 80 % of them, dots are medians. Where all counties have the same practices they "
        "differ by chance alone, and chance is in the other lines too."
    )
    figure = canvas(asked, width, 125.0 if below else 78.0, text)
    first, second = figure.subplots(*((2, 1) if below else (1, 2)), squeeze=False).flat
    for position, (name, rows) in enumerate(table.groupby("line", sort=False)):
        for axes, quantity in zip((first, second), _PANELS, strict=True):
            _rising(axes, column(rows, quantity), position, str(name))
    shown = measured(arms, asked)[1], effect(asked.ratio, arms)
    room = width * (0.8 if below else 0.38)
    for number, (axes, each) in enumerate(zip((first, second), shown, strict=True)):
        letter(axes, number, each.title, asked, room)
        axes.set_xlabel(
            wrapped((each.unit if asked.caption else each.label).replace("\n", " "), room)
        )
        axes.set_ylabel("% of worlds at or below")
        axes.set_ylim(-4.0 - 4.0 * table["line"].nunique(), 101.0)
        axes.set_yticks([0, 25, 50, 75, 100])
    zero(second, flat=True)
    handles, labels = first.get_legend_handles_labels()
    ncols = 1 if below else 2
    figure.legend(handles, labels, loc="outside upper center", ncols=ncols, frameon=False)
    return figure


def _rising(axes: Axes, values: NDArray[np.float64], position: int, name: str) -> None:
    known = np.sort(values[np.isfinite(values)])
    heights = 100.0 * np.arange(1, len(known) + 1) / max(1, len(known))
    axes.step(known, heights, where="post", color=COLORS[position], linewidth=1.2, label=name)
    if len(known):
        ends = np.quantile(known, [0.1, 0.9])
        at = -4.0 - 4.0 * position
        axes.plot(ends, [at, at], color=COLORS[position], linewidth=2.0)
        axes.plot([np.median(known)], [at], "o", color=COLORS[position], markersize=3.5)


def _lines(store: Store, asked: Asked) -> Iterator[pd.DataFrame]:
    """Yield the worlds of each point that both arms have finished."""
    arms = list(store.spec.arms)
    share, ratio = Ratios([named("non_criminal_share")]), Ratios([asked.ratio])
    done = store.runs[store.runs["status"] == "done"]
    points = done[["point", *store.varied]].drop_duplicates()
    for point, rows in done.groupby("point", sort=True):
        table = rows.pivot(index="replicate", columns="arm", values="identity")
        table = table.reindex(columns=[arms[0], arms[-1]]).dropna()
        digests = digests_of_texts(pa.array(table.to_numpy().T.ravel().tolist(), pa.string()))
        pair = digests.reshape(2, len(table), -1)
        removed = share(store.sums(pair[0], "focal", "after", share.columns), share.columns)[0]
        both = ratio(store.sums(pair, "focal", "after", ratio.columns), ratio.columns)[0]
        yield pd.DataFrame(
            {
                "point": point,
                "line": name_of(rows.iloc[0], store.varied, points),
                "replicate": table.index,
                "share": removed,
                "effect": both[0] - both[1],
            }
        )
