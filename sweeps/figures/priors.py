"""The priors of the open settings, and the posterior beside them where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scomm.model.priors import CHOICE, Prior, Priors
from scomm.sweeps.calibration.posterior import Posterior
from scomm.sweeps.figures.draw import save
from scomm.sweeps.figures.look import COLORS, style, wrapped

_ACROSS: Final = 5
# Small panels have the font of a narrow figure.
_STYLE_WIDTH: Final = 85.0
_MM: Final = 1.0 / 25.4
_SHARES: Final = ((np.arange(4000) + 0.5) / 4000.0).astype(np.float64)


def figure(priors: Priors, posterior: Posterior | None = None) -> Figure:
    """Return a figure with a panel for each setting: the prior's density, and the posterior's.

    Both are shown as densities between the prior's 0.5 and 99.5 % quantiles; choices as bars.
    """
    rows = -(-len(priors.each) // _ACROSS)
    with mpl.rc_context(style(_STYLE_WIDTH, "priors")):
        made = Figure(figsize=(190.0 * _MM, 30.0 * rows * _MM), layout="constrained")
        panels = made.subplots(rows, _ACROSS, squeeze=False).ravel()
        for axes, prior in zip(panels, priors.each, strict=False):
            _panel(axes, prior, posterior)
        for axes in panels[len(priors.each) :]:
            axes.axis("off")
        handles = [
            mpl.patches.Patch(color=COLORS[number], alpha=0.6, label=label)
            for number, label in enumerate(("prior", "posterior"))
            if number == 0 or posterior is not None
        ]
        made.legend(handles=handles, loc="outside lower center", ncols=2)
        return made


def draw_priors(priors: Priors, posterior: Posterior | None, path: Path) -> None:
    """Save the figure to a file, whose ending says the format. Raises InputError."""
    about = "priors" if posterior is None else f"posterior {dict(posterior.made_from)}"
    save(lambda: figure(priors, posterior), path, "priors", about, _STYLE_WIDTH)


def _panel(axes: Axes, prior: Prior, posterior: Posterior | None) -> None:
    drawn = None
    if posterior is not None and prior.name in posterior.draws:
        drawn = posterior.draws[prior.name].to_numpy()
    unit = prior.setting.unit
    axes.set_title(wrapped(prior.name.replace("_", " "), 34.0), fontsize=6.0, loc="left")
    axes.set_xlabel("" if unit == "1" else wrapped(unit, 34.0), fontsize=5.5)
    axes.set_yticks([])
    axes.grid(False)
    if prior.distribution == CHOICE:
        _bars(axes, prior, drawn)
        return
    values = prior.at(_SHARES).astype(float)
    low, high = np.quantile(values, (0.005, 0.995))
    bins = np.linspace(low, high, 30).tolist()
    axes.hist(values, bins=bins, density=True, color=COLORS[0], alpha=0.45)
    if drawn is not None:
        axes.hist(drawn.astype(float), bins=bins, density=True, histtype="step", color=COLORS[1])


def _bars(axes: Axes, prior: Prior, drawn: np.ndarray | None) -> None:
    at = np.arange(len(prior.choices), dtype=float)
    axes.bar(at, np.array(prior.numbers) / sum(prior.numbers), 0.8, color=COLORS[0], alpha=0.45)
    if drawn is not None:
        shares = [float(np.mean(drawn == choice)) for choice in prior.choices]
        axes.bar(at, shares, 0.8, fill=False, edgecolor=COLORS[1])
    axes.set_xticks(at, [str(choice) for choice in prior.choices])
