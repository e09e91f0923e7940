"""What every design is: settings by name, and points, each a value for every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol


class Design(Protocol):
    """Which combinations of settings are run. Two are equal if they give the same points.

    A design that samples does so from the seed it is handed and from nothing else, so that a sweep
    file gives the same points wherever it is read.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary, in the order of a point's values."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the files that the design was read from, name -> content."""

    def __len__(self) -> int:
        """Return the number of points."""

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the points in their order, each a value for each of ``names``."""
