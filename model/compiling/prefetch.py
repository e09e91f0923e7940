"""Memory prefetching: a hint to the processor to load data before it is needed.

At national scale almost every access to a resident is a cache miss, and waiting for one after the
other would be most of a run's time. So the residents concerned are first selected for many
opportunities, their records are prefetched, and only then are the opportunities simulated.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Prefetch the element ``index`` of a one-dimensional array; it may be out of bounds.

    It affects speed only.
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
        # For reading, into all levels of cache, data and not instructions.
        constants = [ir.Constant(number, value) for value in (0, 3, 1)]
        builder.call(ask, [builder.inttoptr(place, pointer), *constants])
        return context.get_dummy_value()

    return types.none(array, types.int64), generate


# Compiled code calls it without the first argument, which type checkers do not know.
prefetch: Any = _prefetch
