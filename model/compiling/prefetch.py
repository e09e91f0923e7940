"""Asking the processor for memory before it is needed.

At national scale nearly every resident looked at lies in memory that no cache holds, and waiting
for it, one resident after the other, would be most of a run's time. So who is met is first named
for many opportunities, their records are asked for, and only then does anything happen to them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Ask for the element ``index`` of a one-dimensional array; an element that is not there, too.

    Changes nothing but how long it takes.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(array)(context, builder, arguments[0]).data
        word = ir.IntType(64)
        size = context.get_abi_sizeof(context.get_data_type(array.dtype))
        place = builder.add(
            builder.ptrtoint(data, word), builder.mul(arguments[1], ir.Constant(word, size))
        )
        pointer = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [pointer], ir.FunctionType(ir.VoidType(), [pointer, *[number] * 3])
        )
        # To read, to be kept in every cache, data.
        constants = [ir.Constant(number, value) for value in (0, 3, 1)]
        builder.call(ask, [builder.inttoptr(place, pointer), *constants])
        return context.get_dummy_value()

    return types.none(array, types.int64), generate


# Compiled code calls it without the first argument, which no type checker knows.
prefetch: Any = _prefetch
