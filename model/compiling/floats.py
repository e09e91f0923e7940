"""A record of named floats that is passed to compiled code as one address.

Numba's types for this purpose are slower: a record of a hundred fields costs 12 microseconds per
call from Python (this costs less than one), and a named tuple is passed as a hundred arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

_WORD: Final = ir.IntType(64)


class FloatsType(types.Type):
    """The Numba type of a record of named floats; ``names`` are in the order in memory."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.positions = {each: position for position, each in enumerate(names)}


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
        self._address = array.ctypes.data


@register_model(FloatsType)
class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: FloatsType) -> None:
        super().__init__(manager, kind, _WORD)


@unbox(FloatsType)
def _unbox(kind: FloatsType, value: Any, context: Any) -> Any:
    address = context.pyapi.object_getattr_string(value, "_address")
    native = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(native)


@infer_getattr
class _Names(AttributeTemplate):
    key = FloatsType

    def generic_resolve(self, kind: FloatsType, name: str) -> Any:
        return types.float64 if name in kind.positions else None


@lower_getattr_generic(FloatsType)
def _load(context: Any, builder: Any, kind: FloatsType, address: Any, name: str) -> Any:
    """Load one float, as a constant: the record does not change while compiled code runs."""
    first = builder.inttoptr(address, ir.DoubleType().as_pointer())
    loaded = builder.load(builder.gep(first, [ir.Constant(_WORD, kind.positions[name])]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded
