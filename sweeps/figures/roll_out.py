"""The roll-out of the program: counties on a map by date of activation, and counts over time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.figure import Figure

from scomm.model.places.counties import counties
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.boundaries import outlines
from scomm.sweeps.figures.look import COLORS, MARKERS, canvas, letter, wrapped
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.results import Results

NAME: Final = "roll_out"
SENTENCE: Final = "Counties on a map by date of activation, and their number beside press counts."
NEEDS: Final = 'the real counties: places = "nation"'


@dataclass(frozen=True)
class Count:
    """A number of jurisdictions, and of states, that a source reports for a date."""

    day: datetime.date
    jurisdictions: int
    states: int
    source: str


#: The counts of the press. A month stands for its middle.
PRESS: Final = (
    Count(datetime.date(2008, 10, 27), 1, 1, "FCIR 2011"),
    Count(datetime.date(2010, 5, 15), 169, 20, "IPC 2010"),
    Count(datetime.date(2010, 9, 15), 574, 30, "Truthout 2010"),
    Count(datetime.date(2011, 1, 15), 969, 37, "FCIR 2011"),
)
# Ends of the periods that have a color each.
_ENDS: Final = tuple(
    datetime.date(*end)
    for end in ((2008, 10, 1), (2010, 1, 1), (2010, 7, 1), (2011, 1, 1), (2012, 1, 1), (2013, 2, 1))
)
_PERIODS: Final = ("2008–2009", "2010, first half", "2010, second half", "2011", "2012–Jan 2013")
_HUES: Final = ("#08306b", "#2b7bba", "#7fb8da", "#fdae6b", "#fee6ce")
_PAGE: Final = (975.0, 610.0)


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the number of activated counties and of their states at each day of activation.

    The counts of the press follow, with their source. Raises Unfit for a sweep of other places.
    """
    settings = plan(store.spec).settings(0, next(iter(store.spec.arms)))
    if settings.places != "nation" or "places" in store.varied:
        raise Unfit(f"The figure needs {NEEDS}; {store.spec.name!r} has other places.")
    known = counties()
    table = pd.DataFrame({"day": known.activated, "state": known.state}).sort_values("day")
    first = table.drop_duplicates("state").groupby("day").size()
    number = table.groupby("day").size()
    found = pd.DataFrame(
        {
            "day": number.index,
            "jurisdictions": number.cumsum().to_numpy(),
            "states": first.reindex(number.index, fill_value=0).cumsum().to_numpy(),
            "source": "Activation list",
        }
    )
    return pd.concat([found, pd.DataFrame([vars(each) for each in PRESS])], ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure, map and curve side by side. Raises Unfit as ``data`` does."""
    table, below = data(store, asked), asked.narrow
    width = asked.width or 190.0
    text = (
        "(a): counties by the day on which ICE activated them; Alaska and Hawaii are moved and "
        "drawn at another scale. (b): the line is ICE's list, counted by county; markers are what "
        "the press reported for the month, with the number of states. The press counted "
        "jurisdictions, which are not all counties."
    )
    figure = canvas(asked, width, 128.0 if below else 78.0, text)
    if below:
        first, second = figure.subplots(2, 1, height_ratios=[1.3, 1.0], squeeze=False).flat
    else:
        first, second = figure.subplots(1, 2, width_ratios=[1.45, 1.0], squeeze=False).flat
    _map(first)
    _curve(second, table)
    room = width * (0.8 if below else 0.4)
    letter(first, 0, "Counties by date of activation", asked, room)
    letter(second, 1, "Jurisdictions activated", asked, room)
    second.set_ylabel(wrapped("jurisdictions activated", 50.0))
    return figure


def _map(axes: Axes) -> None:
    known, shapes = counties(), outlines("counties")
    hues = LinearSegmentedColormap.from_list("activation", _HUES, N=len(_HUES))
    scale = BoundaryNorm([end.toordinal() for end in _ENDS], len(_HUES))
    colors = ScalarMappable(scale, hues)
    # As pixels in every format: the outlines of all counties would be megabytes of SVG.
    axes.add_collection(
        PathCollection(
            [shapes[f"{code:05d}"] for code in known.fips.tolist()],
            facecolors=colors.to_rgba(np.array([day.toordinal() for day in known.activated])),
            edgecolors="white",
            linewidths=0.08,
            rasterized=True,
        )
    )
    states = list(outlines("states").values())
    axes.add_collection(
        PathCollection(states, facecolors="none", edgecolors="#555555", linewidths=0.3)
    ).set_rasterized(True)
    axes.set_xlim(0.0, _PAGE[0])
    axes.set_ylim(_PAGE[1], 0.0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    for hue, period in zip(_HUES, _PERIODS, strict=True):
        axes.scatter([], [], marker="s", color=hue, edgecolor="#555555", lw=0.3, label=period)
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0.02),
        ncols=3,
        frameon=False,
        fontsize="small",
        handletextpad=0.2,
        columnspacing=1.0,
    )


def _curve(axes: Axes, table: pd.DataFrame) -> None:
    listed = table[table["source"] == "Activation list"]
    days = [_year(day) for day in listed["day"]]
    axes.step(days, listed["jurisdictions"].to_numpy(float), where="post", color=COLORS[0])
    for number, count in enumerate(PRESS, start=1):
        at = _year(count.day)
        look: dict[str, Any] = {"color": COLORS[number], "marker": MARKERS[number]}
        axes.plot([at], [count.jurisdictions], linestyle="none", markeredgecolor="white", **look)
        axes.annotate(
            f"{'pilot' if count.states == 1 else f'{count.jurisdictions} in {count.states} states'}"
            f"\n({count.source})",
            (at, count.jurisdictions),
            # Right of the curve there is room below it, left of it there is for the pilot alone.
            xytext=(-4, 8) if count.states == 1 else (9, -4),
            textcoords="offset points",
            fontsize="small",
            ha="right" if count.states == 1 else "left",
        )
    axes.set_xlim(2007.0, 2013.3)
    axes.set_ylim(bottom=0.0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xticks(range(2008, 2014))
    axes.set_xlabel("1 January of the year")


def _year(day: datetime.date) -> float:
    """Return a date as a year and its fraction."""
    first = datetime.date(day.year, 1, 1)
    return day.year + (day - first).days / (datetime.date(day.year + 1, 1, 1) - first).days
