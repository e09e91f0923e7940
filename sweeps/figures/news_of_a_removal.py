"""How news of one removal travels: who hears of it, and for how long it adds to perceived risk.

It is drawn from a run with its event log, not from a store: by ``scomm trace --news FILE``, or::

    from scomm import run, scenario
    from scomm.sweeps.figures import news_of_a_removal

    figure = news_of_a_removal.figure(run(scenario("county"), seed=1, events=True))
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.model.calendar import date_of, parse_monday
from scomm.model.errors import InputError
from scomm.model.events import CERTAIN, HEARD_REMOVAL, REMOVED, Events
from scomm.model.numbers import numbers
from scomm.model.outcomes import Outcomes
from scomm.model.rules.trust import HOUSEHOLD, TIE, TIE_OF_TIE, news_strength, share_left
from scomm.model.trace.words import log_of
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.draw import save
from scomm.sweeps.figures.look import COLORS, MARKERS, canvas, column, letter, wrapped

NAME: Final = "news_of_a_removal"

_DISTANCES: Final = {HOUSEHOLD: "household", TIE: "ties", TIE_OF_TIE: "ties of ties"}
_WEEKS: Final = 156


def data(outcomes: Outcomes, removed: int | None = None) -> pd.DataFrame:
    """Return a row for each resident of the focal jurisdiction who heard of a removal.

    Args:
        outcomes: a run with its event log.
        removed: the slot of the person removed; by default the one of whom most residents heard.
            Of a slot from which several people were removed it is the first.

    Returns:
        ``week`` and ``removed`` of the removal, the ``slot`` and ``distance`` of each listener and
        the ``risk`` added, in the unit of perceived risk. A listener's distance is told by the
        probability of the path on which the news came.

    Raises:
        InputError: if no log was kept, and if nobody heard of such a removal.
    """
    log = log_of(outcomes)
    here = log[log["jurisdiction"] == 0]
    heard = here[here["kind"] == HEARD_REMOVAL]
    if removed is not None:
        heard = heard[heard["by"] == removed]
    if not len(heard):
        raise InputError("Nobody in the focal jurisdiction heard of such a removal in this run.")
    # A removal is told by its week and the person's slot, which a newcomer may have had later.
    keys, sizes = np.unique(heard[["week", "by"]], return_counts=True)
    week, by = keys[0 if removed is not None else int(np.argmax(sizes))].tolist()
    heard = heard[(heard["week"] == week) & (heard["by"] == by)]
    distance = _distances(outcomes, heard)
    p, unconvicted = numbers(outcomes.settings), _without_conviction(here, week, by)
    received = outcomes.settings.results_received
    strength = [news_strength(p, int(each), False, unconvicted, received) for each in distance]
    return pd.DataFrame(
        {
            "week": week,
            "removed": by,
            "slot": heard["who"].astype(np.int64),
            "distance": [_DISTANCES[int(each)] for each in distance],
            "risk": np.array(strength) * p.news_risk,
        }
    )


def figure(outcomes: Outcomes, asked: Asked = PLAIN, removed: int | None = None) -> Figure:
    """Return the figure: who heard, and the perceived risk that it adds. Raises as ``data``."""
    table, p, below = data(outcomes, removed), outcomes.settings, asked.narrow
    width = asked.width or 180.0
    day = date_of(int(table["week"].iloc[0]), parse_monday(p.start))
    text = (
        f"A removal in the week of {day}. (a): each mark is a resident who heard of it, in the "
        "same week, by distance from the person removed. (b): it halves every "
        f"{p.risk_half_life:g} weeks; later news, if any, comes on top."
    )
    figure = canvas(asked, width, 135.0 if below else 82.0, text)
    first, second = figure.subplots(*((2, 1) if below else (1, 2)), squeeze=False).flat
    _rings(first, table)
    weeks = np.arange(_WEEKS + 1)
    left = np.array([share_left(int(week), float(p.risk_half_life)) for week in weeks])
    for position, name in enumerate(_DISTANCES.values()):
        rows = table[table["distance"] == name]
        if len(rows):
            second.plot(weeks, column(rows, "risk")[0] * left, color=COLORS[position])
    room = width * (0.8 if below else 0.4)
    letter(first, 0, f"{len(table)} residents heard", asked, room)
    letter(second, 1, "Perceived risk added", asked, room)
    second.set_ylim(bottom=0.0)
    second.set_xlabel("weeks since the removal")
    second.set_ylabel(wrapped("perceived risk added to a resident who heard", 60.0))
    handles, labels = first.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2 if below else 4,
                  frameon=False)  # fmt: skip
    return figure


def draw_news(
    outcomes: Outcomes, path: Path, removed: int | None = None, width: float | None = None
) -> None:
    """Draw the figure, and save it to a file whose ending says the format.

    Args:
        outcomes: a run with its event log.
        path: the file.
        removed: as in ``data``.
        width: in millimeters.

    Raises:
        InputError: as ``data`` does, and for a file that cannot be written.
    """
    about = f"settings {outcomes.settings.digest()}, seed {outcomes.seed}"
    save(lambda: figure(outcomes, Asked(width=width), removed), path, NAME, about, width)


def _distances(outcomes: Outcomes, heard: Events) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return how each listener is related: certain in the household, else by the path's odds."""
    chance, p = heard["probability"], outcomes.settings
    tied = np.where(np.isclose(chance, p.tie_hears), TIE, TIE_OF_TIE)
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = np.where(
        chance == CERTAIN, HOUSEHOLD, tied
    ).astype(np.int64)
    return found


def _without_conviction(here: Events, week: int, who: int) -> bool:
    removals = here[(here["kind"] == REMOVED) & (here["who"] == who) & (here["week"] == week)]
    return bool(len(removals) and removals["by"][0] == 0)


def _rings(axes: Axes, table: pd.DataFrame) -> None:
    axes.plot([0.0], [0.0], marker="*", markersize=11, linestyle="none", color="black",
              label="removed")  # fmt: skip
    for radius, name in enumerate(_DISTANCES.values(), start=1):
        count = int((table["distance"] == name).sum())
        around = np.linspace(0.0, 2.0 * np.pi, 181)
        axes.plot(radius * np.cos(around), radius * np.sin(around), color="#CCCCCC", linewidth=0.7)
        at = 2.0 * np.pi * (np.arange(count) + 0.5) / max(1, count)
        axes.plot(
            *(radius * np.cos(at), radius * np.sin(at)),
            marker=MARKERS[radius - 1],
            color=COLORS[radius - 1],
            markersize=4,
            linestyle="none",
            label=f"{name}: {count}",
        )
    axes.set_aspect("equal")
    axes.set_axis_off()
