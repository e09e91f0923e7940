"""Designs that sample: points in the unit cube, spread over ranges and choices.

Each such design only places its points in the unit cube; the mapping of a coordinate to a setting's
values is the same for all of them, and is defined here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.reading import checks
from scomm.model.reading.values import rounded
from scomm.sweeps.designs.varied import Range, listed, ranged, setting

Axis = Range | tuple[object, ...]
"""The values of a coordinate: a range of numbers, or choices that are equally likely."""

# Points per batch of values: the cube is small, Python's objects for its values are not.
_ROWS: Final = 4096


@dataclass(frozen=True)
class Sampled(ABC):
    """A design whose points are coordinates from 0 to 1, one for each of ``axes``, in order."""

    axes: OrderedDict[str, Axis]
    files: Mapping[str, bytes] = field(default_factory=dict, init=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary."""
        return tuple(self.axes)

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of points."""

    @abstractmethod
    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the points as float64[point, setting], from 0 to 1."""

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the points, each coordinate spread over its axis."""
        cube = self.cube(seed)
        for first in range(0, len(cube), _ROWS):
            rows = cube[first : first + _ROWS]
            columns = [spread(axis, rows[:, k]) for k, axis in enumerate(self.axes.values())]
            yield from zip(*columns, strict=True)


def spread(axis: Axis, shares: NDArray[np.float64]) -> list[object]:
    """Return the value of each of ``shares``, float64[point] from 0 to 1, on an axis.

    Choices, and whole numbers on a linear scale, are equally likely if the shares are uniform.
    """
    if isinstance(axis, tuple):
        return [
            axis[position] for position in np.minimum(shares * len(axis), len(axis) - 1).astype(int)
        ]
    # Each integer represents the interval from itself to the next one.
    low, high = axis.low, axis.high + 1.0 if axis.whole else axis.high
    even = low + shares * (high - low)
    numbers = low * np.exp(shares * np.log(high / low)) if axis.log else even
    if axis.whole:
        # Rounding, so that errors in the last bit of a logarithm do not change a whole number.
        return [min(int(rounded(number)), int(axis.high)) for number in numbers.tolist()]
    return [min(max(rounded(number), axis.low), axis.high) for number in numbers.tolist()]


def read_axes(vary: Mapping[str, object]) -> OrderedDict[str, Axis]:
    """Read the axis of each varied setting. Raises InputError for an invalid one."""
    return OrderedDict((name, _axis(name, given)) for name, given in vary.items())


def _axis(name: str, given: object) -> Axis:
    where = f"[vary] {name}"
    parameter = setting("[vary]", name)
    if not isinstance(given, dict):
        return listed("[vary]", name, given, "{ from = 0.0, to = 0.8 }")
    checks.keys(where, given, ("from", "to"), ("scale",))
    return ranged(where, parameter, given)
