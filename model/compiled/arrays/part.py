"""A part: a set of jurisdictions that one thread runs through a week.

Compiled code gets a part as the address of a table that says where its arrays lie and how long they
are, and looks each array up where it uses it. So passing a part to a function costs one number.

Jurisdictions of different parts meet only where ICE gives out its beds. A small world is one part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core.imputils import impl_ret_borrowed
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

from scomm.model.compiled.arrays.layout import ARRAYS
from scomm.model.compiling.by_address import WORD, ByAddress, load_constant

# A row of the table: an array's address, then its length in each dimension.
_MOST_DIMENSIONS: Final = 4
_ROW: Final = 1 + _MOST_DIMENSIONS
_TYPES: Final = {
    name: types.Array(from_dtype(np.dtype(dtype)), dimensions, "C")
    for name, (dtype, dimensions) in ARRAYS.items()
}
_POSITIONS: Final = {name: position for position, name in enumerate(ARRAYS)}


class PartType(ByAddress):
    """The Numba type of a part."""

    def __init__(self) -> None:
        super().__init__(name="Part")

    def type_of(self, name: str) -> types.Type | None:
        """Return the type of the array called ``name``; None if there is none."""
        return _TYPES.get(name)

    def load(self, context: Any, builder: Any, address: Any, name: str) -> Any:
        """Generate the code that builds an array from its row of the table."""

        def read(column: int) -> Any:
            return load_constant(builder, address, WORD, _POSITIONS[name] * _ROW + column)

        kind = _TYPES[name]
        array = make_array(kind)(context, builder)
        size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
        shape = [read(1 + dimension) for dimension in range(kind.ndim)]
        strides = [ir.Constant(WORD, size)]
        for length in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], length))
        populate_array(
            array,
            data=builder.inttoptr(read(0), array.data.type),
            shape=shape,
            strides=strides,
            itemsize=ir.Constant(WORD, size),
            meminfo=None,
        )
        return impl_ret_borrowed(context, builder, kind, array._getvalue())


class Part:
    """The arrays named in ``ARRAYS``, for Python as attributes and for compiled code by address."""

    _numba_type_: ClassVar = PartType()

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take all arrays of ``ARRAYS``, each contiguous. Raises TypeError for any other."""
        table = np.zeros((len(ARRAYS), _ROW), dtype=np.int64)
        self._hold({name: arrays[name] for name in ARRAYS}, table, ARRAYS)

    def _hold(
        self, arrays: dict[str, npt.NDArray[Any]], table: npt.NDArray[np.int64], new: Iterable[str]
    ) -> None:
        """Hold arrays and the table of where they lie, of which the rows of ``new`` are written."""
        for name in new:
            array, (dtype, dimensions), row = arrays[name], ARRAYS[name], table[_POSITIONS[name]]
            if array.dtype != dtype or array.ndim != dimensions or not array.flags.c_contiguous:
                raise TypeError(f"the array {name} is {array.dtype}, {array.ndim} dimensions")
            row[0] = array.ctypes.data
            row[1 : 1 + dimensions] = array.shape
        self._arrays = arrays
        self._table = table
        self.address = table.ctypes.data

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        try:
            return self._arrays[name]
        except KeyError:
            raise AttributeError(name) from None

    def replace(self, **arrays: npt.NDArray[Any]) -> Part:
        """Return the part with some arrays instead of those it has. Raises TypeError as above."""
        part = Part.__new__(Part)
        part._hold({**self._arrays, **arrays}, self._table.copy(), arrays)
        return part
