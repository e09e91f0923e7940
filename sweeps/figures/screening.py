"""Screening after Morris: how far each setting moves the effect, and how unevenly.

The mean size of a setting's elementary effects says whether it matters at all; their standard
deviation whether it does so unevenly, by itself or together with others.

Morris (1991), Technometrics 33, 161–174; Campolongo and others (2007), Environmental Modelling &
Software 22, 1509–1518, for the mean of sizes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import t as student

from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.figures.asked import PLAIN, Asked
from scomm.sweeps.figures.look import COLORS, bars, canvas, column, letter, wrapped
from scomm.sweeps.figures.measured import caption, effect, effects_of_design
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.store.results import Results

NAME: Final = "screening"
SENTENCE: Final = "Which settings move the effect, by Morris' elementary effects."
NEEDS: Final = "a morris design, run at every point"


def data(store: Results, asked: Asked = PLAIN) -> pd.DataFrame:
    """Return a row a setting: mean size of its elementary effects with its interval, and spread.

    An elementary effect is the change over the whole range of the setting. Raises Unfit for another
    design, or where a point's answer is missing.
    """
    return _data(store, asked)[0]


def figure(store: Results, asked: Asked = PLAIN) -> Figure:
    """Return the figure: the settings in falling order of their mean size. Raises Unfit."""
    table, estimates = _data(store, asked)
    quantity = effect(asked.ratio, list(store.spec.arms))
    width = asked.width or 170.0
    text = (
        "An elementary effect is the change in the quantity as one setting moves, over the whole "
        "of its range. Bars: 95 % intervals of the mean over trajectories. The error of replicates "
        f"adds to both panels.\n{caption(estimates, asked.ratio)}"
    )
    figure = canvas(asked, width, 28.0 + (7.5 if asked.narrow else 6.5) * len(table), text)
    first, second = figure.subplots(1, 2, sharey=True)
    position = np.arange(float(len(table)))
    bars(first, position, table, ("mean_size", "low", "high"), flat=True, color=COLORS[0])
    second.plot(column(table, "deviation"), position, "s", color=COLORS[1], markersize=3.5)
    names = [wrapped(name.replace("_", " "), width * 0.33) for name in table["setting"]]
    first.set_yticks(position, names)
    first.set_ylim(len(table) - 0.5, -0.5)
    for number, (axes, title) in enumerate(
        zip((first, second), ("Mean size", "Standard deviation"), strict=True)
    ):
        axes.set_xlim(left=0.0)
        letter(axes, number, title, asked, width * 0.3)
        axes.set_xlabel(wrapped(f"{title.lower()}, {quantity.apart}", width * 0.3))
    if asked.caption:
        figure.suptitle(wrapped(quantity.label, width * 0.9), fontsize="medium")
    return figure


def elementary_effects(
    cube: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the elementary effects float64[trajectory, setting] of a Morris design.

    ``cube`` is the design, float64[point, setting] from 0 to 1, trajectory by trajectory, and
    ``values`` the answers, float64[point].

    >>> elementary_effects(np.array([[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]), np.arange(3.0))
    array([[2., 2.]])
    """
    settings = cube.shape[1]
    paths = cube.reshape(-1, settings + 1, settings)
    steps = np.diff(paths, axis=1)
    changes = np.diff(values.reshape(-1, settings + 1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    found = np.empty_like(changes)
    np.put_along_axis(found, moved, changes / size, axis=1)
    return found


def _data(store: Results, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    design, table, values = effects_of_design(store, asked, Morris, NEEDS)
    effects = elementary_effects(design.cube(derived_seed(store.spec.seed, "design", 0)), values)
    sizes, runs = abs(effects), len(effects)
    mean = sizes.mean(axis=0)
    margin = student.ppf(0.975, runs - 1) * sizes.std(axis=0, ddof=1) / np.sqrt(runs)
    rows = pd.DataFrame(
        {
            "setting": design.names,
            "mean_size": mean,
            "low": np.maximum(mean - margin, 0.0),
            "high": mean + margin,
            "mean": effects.mean(axis=0),
            "deviation": effects.std(axis=0, ddof=1),
        }
    )
    return rows.sort_values("mean_size", ascending=False, ignore_index=True), table
