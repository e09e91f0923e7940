"""A Latin hypercube: every setting's range is cut into as many strips as there are points, and each
strip holds one point. It covers each setting evenly at any number of points.

McKay, Beckman and Conover (1979), Technometrics 21, 239–245.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scomm.model.reading import checks
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.sampled import Sampled, read_axes


@dataclass(frozen=True)
class LatinHypercube(Sampled):
    """Latin hypercube of ``count`` points, one in each of as many strips of every axis."""

    count: int

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], vary: Mapping[str, object]) -> Self:
        """Read the design from a file's tables. Raises InputError; ``where`` names the place."""
        checks.keys(where, design, ("kind", "points"))
        count = checks.whole(f"{where} points", design["points"], 1, MOST_POINTS)
        return cls(read_axes(vary), count)

    def __len__(self) -> int:
        """Return the number of points."""
        return self.count

    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the hypercube, float64[point, setting]."""
        return hypercube(len(self.axes), self.count, seed)


def hypercube(settings: int, count: int, seed: int) -> NDArray[np.float64]:
    """Return a Latin hypercube of ``count`` points, float64[point, setting]."""
    from scipy.stats import qmc  # Slow to import: only for designs that sample.

    return qmc.LatinHypercube(settings, rng=seed).random(count)
