"""The protocol of arrays that rules are given, for the type checker."""

from __future__ import annotations

from typing import Protocol


class Floats(Protocol):
    """Floats by position: an array, or a row of one."""

    def __getitem__(self, position: int, /) -> float: ...

    def __setitem__(self, position: int, value: float, /) -> None: ...
