"""Conversion of a 32-bit word to a number strictly between 0 and 1.

The word becomes the upper bits of the fraction of a number from 1 to 2. That needs no conversion of
integers, which many processors cannot vectorize, only a copy of bits. The subtraction then leaves
exactly (word + 1/2) / 2**32.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from scomm.model.compiling.jit import woven

_ONE: Final = np.uint64(0x3FF0000000000000)
_SHIFT: Final = np.uint64(20)
_LESS_THAN_ONE: Final = 1.0 - 2.0**-33


@intrinsic
def _bits(typing_context: Any, word: Any) -> Any:
    """Reinterpret a word of 64 bits as a floating-point number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.uint64), generate


# Compiled code calls it without the first argument, which type checkers do not know.
_as_number: Any = _bits


@woven
def unit(word: np.uint64) -> float:
    """Return (word + 1/2) / 2**32, for a word of 32 bits."""
    return float(_as_number(word << _SHIFT | _ONE) - _LESS_THAN_ONE)
