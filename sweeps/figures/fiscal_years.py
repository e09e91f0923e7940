"""Removals and their non-criminal share by federal fiscal year, a line for each setting."""

from __future__ import annotations

import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from scomm.model.estimands import REMOVALS
from scomm.model.targets import read_targets
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    bars,
    canvas,
    column,
    legend_above,
    letter,
    wrapped,
)
from scomm.sweeps.figures.measured import caption
from scomm.sweeps.figures.windows import KEY, Line, by_window, dated, lines, places_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.results import Results

NAME: Final = "fiscal_years"
SENTENCE: Final = "Removals and their non-criminal share by fiscal year, a line for each setting."
NEEDS: Final = "weeks varies over ends of fiscal years, at most 7 combinations of other settings"

#: Days by which the end of a run may miss that of a fiscal year.
_NEAR: Final = 7
# The targets that are published by fiscal year: of removals, and of their non-criminal share.
_PUBLISHED: Final = {2009: ("4b", "5a"), 2010: ("4a", "5b")}
_SHARE: Final = ("share", "share_low", "share_high")
_REMOVALS: Final = ("removals", "removals_low", "removals_high")


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return removals and their non-criminal share in the first arm, by line and fiscal year.

    ``removals`` are those of the nation at full scale, or of the one jurisdiction, with the
    interval of their mean over replicates. Raises Unfit for a sweep whose runs do not end with
    fiscal years.
    """
    share = by_window(store, [named("non_criminal_share")])
    off = sorted(each for each in share["end"] if _off(each) > _NEAR)
    if off:
        raise Unfit(
            f"The figure needs runs that end within {_NEAR} days of 30 September; "
            f"{store.spec.name!r} has one that ends on {off[0]}."
        )
    scale = plan(store.spec).settings(0, next(iter(store.spec.arms))).scale
    scale = scale if places_of(store) == "all" else 1.0
    removed = pd.concat(
        [_removals(store, each, scale) for each in lines(store, _counted())], ignore_index=True
    )
    found = share[[*KEY, "replicates", "note"]].assign(
        fiscal_year=[each.year for each in share["end"]],
        **{name: share[given] for name, given in zip(_SHARE, ("arm", "arm_low", "arm_high"),
                                                     strict=True)},
    )  # fmt: skip
    return found.merge(removed, on=list(KEY), validate="one_to_one")


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: removals, and the share. Raises Unfit as ``data`` does."""
    table, below = data(store, asked), asked.narrow
    arm, nation = next(iter(store.spec.arms)), places_of(store) == "all"
    width = asked.width or 190.0
    text = f"Arm: {arm}. Only removals that began with a fingerprint match."
    if nation:
        text += (
            " Those in the month of a county's activation are left out. Gray: published figures, "
            "to which the model is calibrated."
        )
    text += f"\nBars: {caption(table, named('non_criminal_share'))}"
    figure = canvas(asked, width, 130.0 if below else 85.0, text)
    first, second = figure.subplots(*((2, 1) if below else (1, 2)), sharex=True)
    names = list(dict.fromkeys(table["line"]))
    for position, name in enumerate(names):
        rows = table[table["line"] == name]
        at = column(rows, "fiscal_year") + 0.06 * (position - (len(names) - 1) / 2.0)
        look: dict[str, Any] = {"color": COLORS[position], "marker": MARKERS[position]}
        look |= {"linestyle": "-", "linewidth": 1.0}
        bars(first, at, rows, _REMOVALS, label=name, **look)
        bars(second, at, rows, _SHARE, **look)
    if nation:
        known = {target.number: target for target in read_targets()}
        for year, numbers in _PUBLISHED.items():
            for axes, number, factor in zip((first, second), numbers, (1.0, 100.0), strict=True):
                if target := known.get(number):
                    ends = [factor * target.low, factor * target.high]
                    axes.fill_between([year - 0.3, year + 0.3], *ends, color="#BBBBBB", zorder=0)
    room = width * (0.8 if below else 0.38)
    letter(first, 0, "Removals", asked, room)
    letter(second, 1, "Non-criminal share of removals", asked, room)
    first.set_ylabel("removals in the fiscal year" + (", nation" if nation else ""))
    second.set_ylabel(wrapped("no conviction when removed, % of removals", 60.0))
    first.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for axes in (first, second):
        axes.set_ylim(bottom=0.0)
        axes.set_xticks(sorted(table["fiscal_year"].unique()))
    for axes in (second,) if below else (first, second):
        axes.set_xlabel("fiscal year, to 30 September")
    legend_above(figure, names, width)
    return figure


def _counted() -> tuple[str, ...]:
    return tuple(f"expected_{name}" for name in REMOVALS)


def _off(end: datetime.date) -> int:
    """Return the days between a date and the end of the fiscal year of the same number."""
    return abs((end - datetime.date(end.year, 9, 30)).days)


def _removals(store: Results, line: Line, scale: float) -> pd.DataFrame:
    """Return the mean over replicates of all removals in each window, with its 95 % interval."""
    each = line.first.sum(axis=(2, 3)) / scale
    count = len(each)
    mean = each.mean(axis=0)
    half = np.full_like(mean, np.nan)
    if count > 1:
        half = stats.t.ppf(0.975, count - 1) * each.std(axis=0, ddof=1) / np.sqrt(count)
    numbers = dict(zip(_REMOVALS, (mean, mean - half, mean + half), strict=True))
    return pd.concat([dated(store, line), pd.DataFrame(numbers)], axis=1)
