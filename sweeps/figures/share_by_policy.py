"""Non-criminal share over propensity, a line for each detainer policy, beside published shares."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scomm.model.targets import Target, read_targets
from scomm.sweeps.estimation.estimands import Ratio, named
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.effect_and_level import line
from scomm.sweeps.figures.look import (
    COLORS,
    MARKERS,
    canvas,
    column,
    label,
    number,
    text_of,
    wrapped,
)
from scomm.sweeps.figures.measured import (
    ACROSS,
    ACROSS_MEANING,
    ACROSS_NAME,
    TRUST,
    caption,
    level,
    shown_of,
)
from scomm.sweeps.store.results import Results

NAME: Final = "share_by_policy"
SENTENCE: Final = "Non-criminal share by propensity and detainer policy, beside published shares."
NEEDS: Final = f"{ACROSS} and detainer_policy vary, {TRUST} may"

_POLICY: Final = "detainer_policy"
# The targets that are marked, by number.
_MARKED: Final = {"13a": "nation", "12": "Travis County"}


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return the shares in the first arm, at the middle value of trust where trust varies.

    Raises Unfit for a sweep that varies other settings.
    """
    others = {*store.varied} - {ACROSS, _POLICY, TRUST}
    if others or not {ACROSS, _POLICY} <= {*store.varied}:
        raise Unfit(
            f"The figure needs a sweep in which {NEEDS}, and nothing else; {store.spec.name!r} "
            f"varies {', '.join(store.varied)}."
        )
    table = shown_of(store, [_share()]).drop_duplicates([*store.varied])
    if TRUST in table:
        values = np.sort(table[TRUST].unique())
        table = table[table[TRUST] == values[len(values) // 2]]
    return table.sort_values([_POLICY, ACROSS], ignore_index=True)


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure. Raises Unfit as ``data`` does."""
    table, arm = data(store, asked), next(iter(store.spec.arms))
    width, ratio = asked.width or 150.0, _share()
    marked = [
        (target, _MARKED[target.number]) for target in read_targets() if target.number in _MARKED
    ]
    text = "Gray: published shares with their error, " + "; ".join(
        f"{place}, {number(round(_percent(target)))} % ({target.source})"
        for target, place in marked
    )
    if TRUST in table:
        text += f". {label(TRUST).capitalize()}: {number(table[TRUST].iloc[0])}"
    figure = canvas(asked, width, 95.0 if asked.narrow else 90.0, f"{text}.\nBars: "
                    f"{caption(table, ratio)}")  # fmt: skip
    axes = figure.subplots()
    for target, place in marked:
        axes.axhspan(
            100.0 * target.low, 100.0 * target.high, color="#BBBBBB", linewidth=0, zorder=0
        )
        axes.annotate(
            f"{place}, {number(round(_percent(target)))} %",
            (1.0, 100.0 * target.high),
            xycoords=("axes fraction", "data"),
            xytext=(-3, 2),
            textcoords="offset points",
            ha="right",
            fontsize="small",
        )
    policies = list(dict.fromkeys(table.sort_values("point")[_POLICY]))
    for position, policy in enumerate(policies):
        rows = table[table[_POLICY] == policy]
        if np.isnan(column(rows, "arm")).all():
            name = f"{text_of(policy)} (no removals)"
        else:
            name = text_of(policy)
        look = {"color": COLORS[position], "marker": MARKERS[position]}
        line(axes, rows, ACROSS, level(ratio, arm, "arm"), look, name)
    axes.set_ylim(0.0, 100.0)
    axes.set_xlabel(wrapped(f"{ACROSS_NAME} ({ACROSS_MEANING})", width * 0.8))
    axes.set_ylabel(wrapped(f"removals of people without a conviction, {arm}, % of removals", 60.0))
    figure.legend(title=label(_POLICY), loc="outside upper center", ncols=3, frameon=False)
    return figure


def _share() -> Ratio:
    return named("non_criminal_share")


def _percent(target: Target) -> float:
    return 50.0 * (target.low + target.high)
