"""A scrambled Sobol' sequence: it fills the space of all settings more evenly than random points.

Sobol' (1967), USSR Computational Mathematics and Mathematical Physics 7, 86–112; scrambled by a
random linear matrix and a digital shift: Matoušek (1998), Journal of Complexity 14, 527–556. Its
balance holds at powers of two, and only these are accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scomm.model.reading import checks
from scomm.sweeps.designs.limits import power_of_two
from scomm.sweeps.designs.sampled import Sampled, read_axes


@dataclass(frozen=True)
class Sobol(Sampled):
    """The first ``count`` points, a power of two, of a scrambled Sobol' sequence."""

    count: int

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], vary: Mapping[str, object]) -> Self:
        """Read the design from a file's tables. Raises InputError; ``where`` names the place."""
        checks.keys(where, design, ("kind", "points"))
        return cls(read_axes(vary), power_of_two(f"{where} points", design["points"]))

    def __len__(self) -> int:
        """Return the number of points."""
        return self.count

    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the sequence, float64[point, setting]."""
        from scipy.stats import qmc  # Slow to import: only for designs that sample.

        sequence = qmc.Sobol(len(self.axes), scramble=True, rng=seed)
        return sequence.random_base2(self.count.bit_length() - 1)
