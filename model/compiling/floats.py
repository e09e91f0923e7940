"""A record of named floats that is passed to compiled code as one address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from llvmlite import ir
from numba import types

from scomm.model.compiling.by_address import ByAddress, load_constant


class FloatsType(ByAddress):
    """The Numba type of a record of named floats; ``names`` are in the order in memory."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.positions = {each: position for position, each in enumerate(names)}

    def type_of(self, name: str) -> types.Type | None:
        """Return float64 for a name of the record, None for any other."""
        return types.float64 if name in self.positions else None

    def load(self, context: Any, builder: Any, address: Any, name: str) -> Any:
        """Generate the code that loads one float."""
        return load_constant(builder, address, ir.DoubleType(), self.positions[name])


class Floats:
    """A record of named floats: attributes in Python, an address in compiled code.

    A subclass gives its type as ``_numba_type_``. The record is immutable.
    """

    _numba_type_: ClassVar[FloatsType]

    def __init__(self, values: Mapping[str, float]) -> None:
        """Create it from a value for every name of the type. Raises KeyError if one is missing."""
        array = np.array([values[name] for name in self._numba_type_.positions])
        self.__dict__.update(zip(self._numba_type_.positions, array.tolist(), strict=True))
        self._array = array
        self.address = array.ctypes.data
