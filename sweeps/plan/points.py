"""The varied values of points, stored as columns: 8 bytes per value instead of an object each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from scomm.model.settings import Settings

# The array's element and NumPy type for each kind of setting.
_CODES: Final = {float: "d", int: "q", bool: "b"}
_TYPES: Final = {float: np.float64, int: np.int64, bool: np.bool_}


class Points(Sequence[Mapping[str, object]]):
    """Sequence of the points' values, setting -> value as the settings have it.

    ``columns`` has them by setting: float64[point], int64[point] or bool[point], or for texts an
    object array.
    """

    def __init__(self, columns: Mapping[str, NDArray[np.generic]], count: int) -> None:
        """Wrap columns, all of length ``count``."""
        self.columns: Final = columns
        self._count: Final = count

    def __len__(self) -> int:
        """Return the number of points."""
        return self._count

    @overload
    def __getitem__(self, point: int) -> dict[str, object]: ...
    @overload
    def __getitem__(self, point: slice) -> list[Mapping[str, object]]: ...
    def __getitem__(self, point: int | slice) -> dict[str, object] | list[Mapping[str, object]]:
        """Return the values at a point, or those at each of several."""
        if isinstance(point, slice):
            return [self[number] for number in range(*point.indices(self._count))]
        # By item(), since the model takes Python's own numbers and texts.
        return {name: column.item(point) for name, column in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Yield the values at each point."""
        return (self[point] for point in range(self._count))


class PointsBuilder:
    """Collects the points of a plan one by one."""

    def __init__(self, names: Sequence[str], base: Settings) -> None:
        """Prepare columns for the settings that vary, whose types are read from ``base``."""
        self._kinds = {name: type(getattr(base, name)) for name in names}
        self._columns: dict[str, array[Any] | list[Any]] = {
            name: array(_CODES[kind]) if kind in _CODES else []
            for name, kind in self._kinds.items()
        }
        # Choices repeat; each is stored once.
        self._texts: dict[str, str] = {}
        self._count = 0

    def add(self, settings: Settings) -> None:
        """Add a point, whose values are those of ``settings``."""
        for name, column in self._columns.items():
            value = getattr(settings, name)
            column.append(self._texts.setdefault(value, value) if isinstance(value, str) else value)
        self._count += 1

    def done(self) -> Points:
        """Return the points that were added."""
        columns: dict[str, NDArray[np.generic]] = {}
        for name, kind in self._kinds.items():
            if kind in _TYPES:
                columns[name] = np.array(self._columns[name], dtype=_TYPES[kind])
            else:
                columns[name] = np.array(self._columns[name], dtype=object)
        return Points(columns, self._count)
