"""How rules are compiled.

Compiled code is kept on disk in a folder named by a hash of the whole package's source, because
Numba looks only at the file of the function itself: without that, a change to a rule would leave
callers in other files on the old rule. What else Numba asks for is in the hash too (where the
package lies, the interpreter, the processor), so a folder with compiled code has it for this
process. The folder lies in the user's cache (``scomm.model.compiling.cache``), so a read-only
installation works, and each file is put in place whole, so many processes may start at once.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numba.core.registry import cpu_target
from numba.extending import register_jitable

from scomm.model.compiling.cache import cache_folder, kept
from scomm.model.compiling.inner_compiler import InnerCompiler
from scomm.model.version import MODEL_FOLDER, source_hash

Function = TypeVar("Function", bound=Callable[..., Any])

# The module fills itself when it is loaded, so no type checker knows what is in it.
_config: Any = numba.config

# Set by the environment's NUMBA_DISABLE_JIT=1: rules are plain Python functions, so a debugger can
# step into them and coverage sees them.
JIT_DISABLED: Final = bool(_config.DISABLE_JIT)
# Compiled all the same: they compute with words of 32 and 64 bits that wrap around, which Python's
# integers do not do, and hold no theory.
_ALWAYS_COMPILED: Final = (
    "scomm.model.compiling.uniform",
    "scomm.model.randomness",
    "scomm.model.population.matching",
    "scomm.model.population.ties",
)


def _hash() -> str:
    processor = cpu_target.target_context.codegen().magic_tuple()
    asked = (numba.__version__, sys.version, str(processor), str(MODEL_FOLDER), source_hash())
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


#: None where no folder can be made: code is then compiled by every process.
CACHE_FOLDER: Final = cache_folder(_hash())


def is_cold() -> bool:
    """Say whether the compiled execution has yet to be compiled here: about half a minute."""
    return CACHE_FOLDER is None or not any(CACHE_FOLDER.glob("*/run.whole_weeks*.nbi"))


def _compiled(function: Function, **options: Any) -> Function:
    # Nobody passes compiled functions about as values, so wrappers for that are left out.
    usual = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    keeps = options.pop("cache", True)
    disabled = _config.DISABLE_JIT
    if function.__module__ in _ALWAYS_COMPILED:
        _config.DISABLE_JIT = 0
    try:
        compiled: Any = numba.njit(**{**usual, **options})(function)
    finally:
        _config.DISABLE_JIT = disabled
    if keeps and compiled is not function and (cache := kept(function, CACHE_FOLDER)) is not None:
        compiled._cache = cache
    return cast(Function, compiled)


def rule(function: Function) -> Function:
    """Compile a function of numbers, or one that writes into arrays it is given.

    With IEEE arithmetic, so both executions compute the same bits. Without reference counts: a rule
    cannot make an array, and passing it many costs nothing.
    """
    return _compiled(function, _nrt=False)


def shared(function: Function) -> Function:
    """Compile a rule where compiled code calls it, and leave it to Python as it is.

    For what happens to somebody: Python gives it an agent, compiled code a record with the same
    names.
    """
    options = {"_nrt": False, "error_model": "numpy", "no_cpython_wrapper": True}
    return register_jitable(**options)(function)


def inner(function: Function) -> Function:
    """Compile a rule that only compiled code calls.

    It is kept on disk within what calls it, not by itself: that saves half of the compiling.
    """
    return _compiled(
        function, _nrt=False, cache=False, no_cpython_wrapper=True, pipeline_class=InnerCompiler
    )


def inlined(function: Function) -> Function:
    """Compile a rule that is woven into whatever compiled code calls it."""
    return _compiled(function, _nrt=False, forceinline=True)


def woven(function: Function) -> Function:
    """Compile a rule that is woven into the compiled code that calls it, and nothing else calls."""
    return _compiled(
        function,
        _nrt=False,
        cache=False,
        no_cpython_wrapper=True,
        pipeline_class=InnerCompiler,
        forceinline=True,
    )


def always(number: int) -> int:
    """Return a number as NumPy's, to be named once and given to compiled functions.

    What is given one of Python's own is compiled anew for each.
    """
    return cast(int, np.int64(number))


def kernel(function: Function) -> Function:
    """Compile a function that makes arrays."""
    return _compiled(function)
