"""From fingerprint match to removal: how many of 100 matches come to each step, as flows."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, bars, canvas, column, letter, number
from scomm.sweeps.figures.measured import name_of, places_of, rows_of, shown_of
from scomm.sweeps.store.results import Results

NAME: Final = "pipeline_flows"
SENTENCE: Final = "How many of 100 matches lead to a detainer, to ICE custody and to removal."
NEEDS: Final = "at most 6 points"

_MOST: Final = 6
_RATES: Final = (
    *("pipeline.matches / prints.all", "pipeline.detainers / matches.all"),
    *("pipeline.custody / matches.all", "pipeline.removed / custody.all"),
)
_SHARES: Final = (
    *("non_criminal_share", "level_share.3.all"),
    *("level_share.2.all", "level_share.1.all"),
)
_LEVELS: Final = ("no conviction", "Level 3", "Level 2", "Level 1")
_LEVEL_COLORS: Final = (COLORS[1], COLORS[4], COLORS[5], COLORS[0])
_GRAY: Final = "#9A9A9A"
_TOP: Final = 118.0
_BAR: Final = 0.16
_STEPS: Final = ("matches", "detainers", "ICE custody", "removed")
_NUMBERS: Final = ("per_100_matches", "low", "high")


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row for each point and step: people per 100 matches in the first arm.

    A step's interval is that of its rate alone; of removals by level it is nan. Raises Unfit for
    more points than can stand side by side, and for a store without matches.
    """
    ratios = [named(name) for name in (*_RATES, *_SHARES)]
    table = shown_of(store, ratios, places=places_of(store))
    table = table.drop_duplicates([*store.varied, "estimand", "class"])
    points = table["point"].unique()
    if len(points) > _MOST:
        raise Unfit(
            f"The figure needs {NEEDS}; {store.spec.name!r} has {len(points)}; run a sweep of the "
            "part to be shown with --reuse, which does no finished run again."
        )
    rows: list[dict[str, Any]] = []
    for point, some in table.groupby("point", sort=True):
        settings = {name: some[name].iloc[0] for name in store.varied}
        for step in _steps(some):
            rows.append({"point": point, **settings, **step})
    found = pd.DataFrame(rows)
    if found["per_100_matches"].isna().all():
        raise Unfit(f"The figure needs matches, but {store.spec.name!r} has none in its first arm.")
    return found


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, a panel for each point. Raises Unfit as ``data`` does."""
    table, arm = data(store, asked), next(iter(store.spec.arms))
    points = table["point"].unique()
    settings = list(store.varied)
    settings_of = table[["point", *settings]].drop_duplicates()
    across = 1 if asked.narrow or len(points) == 1 else 2
    down = math.ceil(len(points) / across)
    text = (
        f"Arm: {arm}. Heights are people per 100 matches, with 95 % intervals, Monte Carlo error "
        "only. Each step is counted by itself; some people are in ICE custody when the run ends."
    )
    figure = canvas(asked, 110.0 if across == 1 else 190.0, 26.0 + 58.0 * down, text)
    panels = figure.subplots(down, across, squeeze=False).flat
    for position, (axes, point) in enumerate(zip(panels, points, strict=False)):
        some = table[table["point"] == point]
        _flows(axes, some)
        title = name_of(some.iloc[0], settings, settings_of) if settings else ""
        letter(axes, position, title, asked, (asked.width or 190.0) / across * 0.8)
    for axes in list(figure.axes)[len(points) :]:
        axes.remove()
    handles, labels = figure.axes[0].get_legend_handles_labels()
    title = "removed, by convictions when removed"
    ncols = 4 if across > 1 else 2
    figure.legend(
        handles, labels, title=title, loc="outside upper center", ncols=ncols, frameon=False
    )
    return figure


def _steps(some: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the steps of a point: their names, people per 100 matches, and intervals."""
    found = {name: rows_of(some, named(name)) for name in (*_RATES, *_SHARES)}
    of = {name: _numbers(rows) for name, rows in found.items()}
    prints, detainers, custody, removed = (of[name] for name in _RATES)
    steps = [
        {"step": "matches per 100 prints", **_named(prints)},
        {"step": "matches", **_named(np.array([100.0, math.nan, math.nan]))},
        {"step": "detainers", **_named(detainers)},
        {"step": "ICE custody", **_named(custody)},
        {"step": "removed", **_named(custody[0] * removed / 100.0)},
    ]
    for level, name in zip(_LEVELS, _SHARES, strict=True):
        share = custody[0] * removed[0] * of[name][0] / 1e4
        steps.append({"step": level, **_named(np.array([share, math.nan, math.nan]))})
    return steps


def _numbers(rows: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    return rows[["arm", "arm_low", "arm_high"]].iloc[0].to_numpy(float)


def _named(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    return dict(zip(_NUMBERS, numbers.tolist(), strict=True))


def _flows(axes: Axes, some: pd.DataFrame) -> None:
    values = some.set_index("step")["per_100_matches"].fillna(0.0)
    for position, step in enumerate(_STEPS):
        height = float(values[step])
        if step != "removed":
            axes.bar(position, height, _BAR * 2, color=_GRAY)
        if position:
            before = float(values[_STEPS[position - 1]])
            _ribbon(axes, position - 1 + _BAR, position - _BAR, before, height)
        row = some[some["step"] == step]
        bars(axes, np.array([float(position)]), row, _NUMBERS, marker="", color="black")
        # Of few replicates an interval can end far above the panel.
        above = min(float(np.nanmax([height, column(row, "high")[0]])) + 2.0, _TOP - 10.0)
        unknown = np.isnan(column(row, "per_100_matches")[0])
        words = "undefined" if unknown else number(round(height, 1))
        axes.text(position, above, words, ha="center", fontsize="small")
    bottom = 0.0
    for level, color in zip(_LEVELS, _LEVEL_COLORS, strict=True):
        height = float(values[level])
        axes.bar(3, height, _BAR * 2, bottom=bottom, color=color, label=level)
        bottom += height
    axes.set_xticks(range(4), ["matches", "detainers", "ICE\ncustody", "removed"])
    axes.set_xlim(-0.4, 3.5)
    axes.set_ylim(0.0, _TOP)
    axes.set_ylabel("people per 100 matches")
    axes.grid(visible=False)
    prints = some.loc[some["step"] == "matches per 100 prints", "per_100_matches"].to_numpy(float)
    axes.text(
        *(0.98, 0.97, f"{number(round(float(prints[0]), 1))} matches\nper 100 prints"),
        transform=axes.transAxes,
        ha="right",
        va="top",
        fontsize="small",
    )


def _ribbon(axes: Axes, left: float, right: float, before: float, after: float) -> None:
    """Draw what goes on from a step to the next, as a band that narrows smoothly."""
    at = np.linspace(0.0, 1.0, 40)
    top = np.where(at < 1.0, before + (after - before) * at * at * (3.0 - 2.0 * at), after)
    axes.fill_between(left + (right - left) * at, 0.0, top, color=_GRAY, alpha=0.35, linewidth=0)
