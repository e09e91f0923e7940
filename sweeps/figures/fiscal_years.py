"""Removals and their non-criminal share by federal fiscal year, a line for each setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy import stats

from scomm.model.estimands import REMOVALS
from scomm.model.targets import read_targets
from scomm.sweeps.estimation.contrast import SAME, contrast
from scomm.sweeps.estimation.estimands import Ratios, named
from scomm.sweeps.estimation.totals import Sums
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
from scomm.sweeps.figures.measured import caption, lines_of, places_of
from scomm.sweeps.plan.identities import digests_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.results import Results

NAME: Final = "fiscal_years"
SENTENCE: Final = "Removals and their non-criminal share by fiscal year, a line for each setting."
NEEDS: Final = "months = true, at most 7 points, and the runs"

# A fiscal year begins in October of the year before.
_FIRST_MONTH: Final = 10
_MONTHS: Final = 12
# The targets that are published by fiscal year: of removals, and of their non-criminal share.
_PUBLISHED: Final = {2009: ("4b", "5a"), 2010: ("4a", "5b")}
_SHARE: Final = ("share", "share_low", "share_high")
_LEVEL: Final = ("arm", "arm_low", "arm_high")
_REMOVALS: Final = ("removals", "removals_low", "removals_high")


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return removals and their non-criminal share in the first arm, by line and fiscal year.

    ``removals`` are those of the nation at full scale, or of the one jurisdiction, with the
    interval of their mean over replicates; fiscal years of which the runs have every month are
    shown. Raises Unfit for a store without months or without its runs, and for too many points.
    """
    if not store.spec.months or not isinstance(store, Store):
        raise Unfit(
            "The figure needs a sweep that keeps months (months = true), and its runs; "
            f"{store.spec.name!r} "
            + ("keeps no runs." if store.spec.months else "keeps no months.")
        )
    arm, places = next(iter(store.spec.arms)), places_of(store)
    scale = plan(store.spec).settings(0, arm).scale if places == "all" else 1.0
    runs = store.runs[(store.runs["status"] == "done") & (store.runs["arm"] == arm)]
    lines = lines_of(store, runs.drop_duplicates("point"))
    ratio = named("non_criminal_share")
    columns = Ratios([ratio]).columns
    parts = []
    for point, rows in runs.groupby("point", sort=True):
        years, sums = _by_year(store, rows["identity"], places, columns)
        if not years:
            continue
        arms = ("arm", "reference")
        share = contrast(sums, sums, arms, [ratio], store.spec.first_look, columns)
        part = pd.DataFrame(
            {
                "point": point,
                "line": lines[rows["point"].iloc[0]],
                "fiscal_year": years,
                **{name: share[given] for name, given in zip(_SHARE, _LEVEL, strict=True)},
                **_removals(sums, columns, scale),
                "replicates": share["replicates"],
                "note": share["note"].where(share["note"] != SAME, ""),
            }
        )
        parts.append(part)
    if not parts:
        raise Unfit(f"The figure needs a whole fiscal year, and {store.spec.name!r} has none.")
    return pd.concat(parts, ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: removals, and the share. Raises Unfit as ``data`` does."""
    table, below = data(store, asked), asked.narrow
    arm, nation = next(iter(store.spec.arms)), places_of(store) == "all"
    width = asked.width or 190.0
    text = f"Arm: {arm}. Only removals that began with a fingerprint match."
    if nation:
        text += " Gray: published figures, to which the model is calibrated."
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


def _by_year(
    store: Store, identities: pd.Series[str], places: str, columns: Sequence[str]
) -> tuple[list[int], Sums]:
    """Return the fiscal years that are whole, and sums: float64[replicate, year, group, column]."""
    digests = digests_of(map(bytes.fromhex, identities))
    found = list(store.months(digests, places, columns))
    periods = found[0].periods
    year_of = np.where(periods.month >= _FIRST_MONTH, periods.year + 1, periods.year)
    years = [year for year in np.unique(year_of).tolist() if (year_of == year).sum() == _MONTHS]
    sums = np.stack([run.sums for run in found])
    groups, width = sums.shape[2:]
    by_year = np.empty((len(found), len(years), groups, width))
    for position, year in enumerate(years):
        by_year[:, position] = sums[:, year_of == year].sum(axis=1)
    return years, by_year


def _removals(sums: Sums, columns: Sequence[str], scale: float) -> dict[str, NDArray[np.float64]]:
    """Return the mean over replicates of all removals in each year, with its 95 % interval."""
    counted = [columns.index(f"expected_{name}") for name in REMOVALS]
    each = sums[..., counted].sum(axis=(2, 3)) / scale
    count, mean = len(each), each.mean(axis=0)
    half = np.full_like(mean, np.nan)
    if count > 1:
        half = stats.t.ppf(0.975, count - 1) * each.std(axis=0, ddof=1) / np.sqrt(count)
    return dict(zip(_REMOVALS, (mean, mean - half, mean + half), strict=True))
