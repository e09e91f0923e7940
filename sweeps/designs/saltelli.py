"""Saltelli's design, for Sobol' indices of first, total and second order.

The points come in blocks, one for each of the base samples: A, then A with each setting in turn
taken from B, (for the second order) B with each setting in turn taken from A, then B. SALib's
analysis relies on this order and on all points, so points that coincide, as they do with choices,
are kept. The points are SALib's own, so that they fit its analysis.

Saltelli (2002), Computer Physics Communications 145, 280–297; Saltelli and others (2010), the same
journal 181, 259–270.
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
class Saltelli(Sampled):
    """Saltelli's design of ``samples`` blocks; ``second_order`` about doubles a block's size."""

    samples: int
    second_order: bool

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], vary: Mapping[str, object]) -> Self:
        """Read the design from a file's tables. Raises InputError; ``where`` names the place."""
        checks.keys(where, design, ("kind", "samples"), ("second_order",))
        return cls(
            read_axes(vary),
            power_of_two(f"{where} samples", design["samples"]),
            checks.flag(f"{where} second_order", design.get("second_order", False)),
        )

    def __len__(self) -> int:
        """Return samples × (settings + 2), or samples × (2 × settings + 2) for second order."""
        return self.samples * ((2 if self.second_order else 1) * len(self.axes) + 2)

    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the design, float64[point, setting], in the order of SALib."""
        from SALib.sample import sobol  # Slow to import: only for designs that sample.

        points: NDArray[np.float64] = sobol.sample(
            unit_problem(self.names),
            self.samples,
            calc_second_order=self.second_order,
            seed=seed,
        )
        return points


def unit_problem(names: tuple[str, ...]) -> dict[str, object]:
    """Describe the unit cube of ``names`` as a problem for SALib."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
