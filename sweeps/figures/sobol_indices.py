"""Sobol' indices: the share of the answers' variance that each setting carries.

The first order is what a setting carries alone, the total what it carries alone and together with
others. Intervals are those of the jackknife over the base samples.

First order after Saltelli and others (2010), Computer Physics Communications 181, 259–270; total
after Jansen (1999), the same journal 117, 35–43.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import t as student

from scomm.sweeps.designs.saltelli import Saltelli
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, bars, canvas, wrapped, zero
from scomm.sweeps.figures.measured import caption, effect, effects_of_design
from scomm.sweeps.store.results import Results

NAME: Final = "sobol_indices"
SENTENCE: Final = "Shares of the variance of the effect that each setting carries."
NEEDS: Final = "a saltelli design, run at every point"

Array = NDArray[np.float64]


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row a setting: its first-order and total index with their intervals.

    Raises Unfit for another design, where an answer is missing, and where none differ.
    """
    return _data(store, asked)[0]


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: the settings in falling order of the total. Raises Unfit."""
    table, estimates = _data(store, asked)
    quantity = effect(asked.ratio, list(store.spec.arms))
    width = asked.width or 150.0
    text = (
        "Bars: 95 % intervals by the jackknife over the base samples. The error of replicates is "
        f"part of the variance and of the totals.\n{caption(estimates, asked.ratio)}"
    )
    figure = canvas(asked, width, 32.0 + 9.0 * len(table), text)
    axes = figure.subplots()
    position = np.arange(float(len(table)))
    for aside, kind, color, marker, name in (
        (-0.13, "first", COLORS[0], "o", "first order"),
        (0.13, "total", COLORS[1], "s", "total"),
    ):
        ends = (kind, f"{kind}_low", f"{kind}_high")
        bars(axes, position + aside, table, ends, flat=True, color=color, marker=marker, label=name)
    zero(axes, flat=True)
    axes.set_yticks(
        position, [wrapped(name.replace("_", " "), width * 0.35) for name in table["setting"]]
    )
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlabel("share of the variance")
    axes.legend(loc="lower right", frameon=False)
    if asked.caption:
        figure.suptitle(wrapped(quantity.label, width * 0.9), fontsize="medium")
    return figure


def indices(blocks: Array) -> tuple[Array, Array]:
    """Return first-order and total indices, float64[..., setting], of answers in blocks.

    ``blocks`` is float64[..., sample, settings + 2]: the answer at A, at A with each setting in
    turn taken from B, and at B. Indices are nan where the answers do not differ.
    """
    first, crossed, last = blocks[..., :1], blocks[..., 1:-1], blocks[..., -1:]
    both = np.concatenate([first, last], axis=-2)
    variance = both.var(axis=(-2, -1))[..., None]
    # A shift changes no index, and brings the products of the first order close to 0.
    middle = both.mean(axis=(-2, -1), keepdims=True)
    alone = ((last - middle) * (crossed - first)).mean(axis=-2)
    together = ((first - crossed) ** 2).mean(axis=-2) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return alone / variance, together / variance


def _data(store: Results, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    design, table, values = effects_of_design(store, asked, Saltelli, NEEDS)
    if not np.ptp(values):
        raise Unfit(f"The answers of {store.spec.name!r} do not differ, so nothing carries them.")
    blocks = values.reshape(design.samples, -1)
    # With the second order there are as many columns again, of B with a setting from A.
    blocks = blocks[:, [*range(len(design.names) + 1), -1]]
    rows: dict[str, object] = {"setting": design.names}
    left_out = np.stack([np.delete(blocks, sample, axis=0) for sample in range(len(blocks))])
    wide = student.ppf(0.975, len(blocks) - 1)
    for name, value, others in zip(
        ("first", "total"), indices(blocks), indices(left_out), strict=True
    ):
        error = np.sqrt((len(blocks) - 1) * others.var(axis=0))
        rows |= {name: value, f"{name}_low": value - wide * error}
        rows |= {f"{name}_high": value + wide * error}
    found = pd.DataFrame(rows)
    return found.sort_values("total", ascending=False, ignore_index=True), table
