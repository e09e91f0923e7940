"""A shard: one part of a sweep that is cut into several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError, shown

_WRITTEN: Final = re.compile("([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True)
class Shard:
    """Part ``part`` of ``parts`` of a sweep: every ``parts``-th point, from the ``part``-th on.

    Part 1 of 1 is the whole sweep. Raises InputError for a part that does not exist.

    Example:
        >>> shard = Shard.parse("2/3")
        >>> shard.points(8), str(shard)
        (array([1, 4, 7]), '2/3')
    """

    part: int = 1
    parts: int = 1

    def __post_init__(self) -> None:
        """Check that the part exists."""
        if not 1 <= self.part <= self.parts:
            raise InputError(
                f"The shard is {self}, but must be K/N with K from 1 to N, such as 3/16."
            )

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Parse "K/N". Raises InputError for any other text."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise InputError(
                f"The shard is {shown(text)}, but must be K/N with K from 1 to N, such as 3/16."
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def from_json(cls, value: Sequence[int] | None) -> Shard:
        """Parse the shard in a manifest."""
        return WHOLE if value is None else cls(*value)

    def as_json(self) -> tuple[int, int] | None:
        """Convert to the form in a manifest: part and parts, null for the whole sweep."""
        return None if self.is_whole else (self.part, self.parts)

    @property
    def is_whole(self) -> bool:
        """True if it is the whole sweep."""
        return self.parts == 1

    def points(self, count: int) -> NDArray[np.int64]:
        """Return the numbers of its points in a plan of ``count`` points: int64[point]."""
        return np.arange(self.part - 1, count, self.parts)

    def __str__(self) -> str:
        """Format the shard as on the command line."""
        return f"{self.part}/{self.parts}"


WHOLE: Final = Shard()
