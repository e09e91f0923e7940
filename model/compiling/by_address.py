"""Values that are passed to compiled code as one address and read by name where they are used.

Numba's types for this purpose are slower: a record of a hundred fields costs 12 microseconds per
call from Python (this costs less than one), and a named tuple is passed as a hundred arguments.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Final

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

WORD: Final = ir.IntType(64)


class ByAddress(types.Type):
    """A Numba type whose values have an ``address`` in Python and named parts in compiled code.

    The class of the values gives its type as ``_numba_type_``. A value must not change while
    compiled code runs.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Represent the values of a subclass as an address, too."""
        super().__init_subclass__(**options)
        register_model(cls)(_Address)

    @abstractmethod
    def type_of(self, name: str) -> types.Type | None:
        """Return the Numba type of the part called ``name``; None if there is none."""

    @abstractmethod
    def load(self, context: Any, builder: Any, address: Any, name: str) -> Any:
        """Generate the code that loads the part called ``name``."""


class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: ByAddress) -> None:
        super().__init__(manager, kind, WORD)


@unbox(ByAddress)
def _unbox(kind: ByAddress, value: Any, context: Any) -> Any:
    address = context.pyapi.object_getattr_string(value, "address")
    native = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(native)


@infer_getattr
class _Names(AttributeTemplate):
    key = ByAddress

    def generic_resolve(self, kind: ByAddress, name: str) -> Any:
        return kind.type_of(name)


@lower_getattr_generic(ByAddress)
def _load(context: Any, builder: Any, kind: ByAddress, address: Any, name: str) -> Any:
    return kind.load(context, builder, address, name)


def load_constant(builder: Any, address: Any, element: Any, position: int) -> Any:
    """Generate the load of an element of an array that does not change while compiled code runs.

    Args:
        builder: Builder of LLVM's instructions.
        address: The array's address, an integer of LLVM.
        element: LLVM's type of an element.
        position: Position of the element.
    """
    first = builder.inttoptr(address, element.as_pointer())
    loaded = builder.load(builder.gep(first, [ir.Constant(WORD, position)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded
