"""The interface of designs: names of settings, and points with a value for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol


class Design(Protocol):
    """The combinations of settings that are run. Two are equal if they give the same points.

    A design that samples depends on the seed it is given and on nothing else, so that a sweep file
    gives the same points on every machine.
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
