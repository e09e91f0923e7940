"""Morris' design: trajectories on which one setting at a time moves by a fixed step.

Each trajectory is a row of settings + 1 points, and its differences are elementary effects: cheap
screening of which settings matter. SALib's analysis relies on the order of the points, and the
points are SALib's own, so that they fit it. A step is levels / (2 (levels − 1)) of the range.

Morris (1991), Technometrics 33, 161–174.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.reading import checks
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.saltelli import unit_problem
from scomm.sweeps.designs.sampled import Axis, Sampled, read_axes

MOST_LEVELS: Final = 1000


@dataclass(frozen=True)
class Morris(Sampled):
    """Morris' design of ``trajectories`` on a grid of ``levels`` (even) values for each setting."""

    trajectories: int
    levels: int

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], vary: Mapping[str, object]) -> Self:
        """Read the design from a file's tables. Raises InputError; ``where`` names the place."""
        checks.keys(where, design, ("kind", "trajectories"), ("levels",))
        trajectories = checks.whole(
            f"{where} trajectories", design["trajectories"], 2, MOST_POINTS // (len(vary) + 1)
        )
        levels = checks.whole(f"{where} levels", design.get("levels", 4), 2, MOST_LEVELS)
        if levels % 2:
            raise InputError(
                f"{where} levels is {levels}, but must be even such as {levels + 1}, "
                "so that each level is as likely as another."
            )
        axes = read_axes(vary)
        for name, axis in axes.items():
            _check_choices(where, name, axis, levels)
        return cls(axes, trajectories, levels)

    def __len__(self) -> int:
        """Return trajectories × (settings + 1)."""
        return self.trajectories * (len(self.axes) + 1)

    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the design, float64[point, setting], in the order of SALib."""
        from SALib.sample import morris  # Slow to import: only for designs that sample.

        points: NDArray[np.float64] = morris.sample(
            unit_problem(self.names), self.trajectories, num_levels=self.levels, seed=seed
        )
        return points.clip(0.0, 1.0)


def _check_choices(where: str, name: str, axis: Axis, levels: int) -> None:
    """Raise InputError for choices that the levels cannot make equally likely."""
    if isinstance(axis, tuple) and levels % len(axis):
        both = math.lcm(2, len(axis))
        multiple = -(-levels // both) * both
        raise InputError(
            f"{where} levels is {levels}, but {name} has {len(axis)} choices, which so many levels "
            f"do not make equally likely; set levels to a multiple of them such as {multiple}."
        )
