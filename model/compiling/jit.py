"""Decorators that compile rules with Numba.

Compiled code is cached on disk in a folder named by a hash of the whole package's source, because
Numba checks only the file of the function itself: after a change to a rule, callers in other files
would use stale code. The hash also covers everything else on which Numba's cache depends (the
package's path, the interpreter, the processor), so code in the folder is valid for this process.
The folder is in the user's cache (``scomm.model.compiling.cache``), so a read-only installation
works, and files are written atomically, so many processes can start at the same time.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numba.core.registry import cpu_target
from numba.extending import register_jitable

from scomm.model.compiling.cache import cache_folder, kept
from scomm.model.compiling.inner_compiler import InnerCompiler
from scomm.model.version import MODEL_FOLDER, source_hash

Function = TypeVar("Function", bound=Callable[..., Any])

# The module defines its names when it is imported, so type checkers do not know them.
_config: Any = numba.config

# Set by the environment variable NUMBA_DISABLE_JIT=1: rules are then plain Python functions, so a
# debugger can step into them and coverage includes them.
JIT_DISABLED: Final = bool(_config.DISABLE_JIT)
# Compiled even then: they contain no theory, and their arithmetic on 32-bit and 64-bit words wraps
# around, which that of Python's integers does not.
_ALWAYS_COMPILED: Final = (
    "scomm.model.compiling.uniform",
    "scomm.model.randomness",
    "scomm.model.population.matching",
    "scomm.model.population.ties",
    # What ties ask of a household's byte.
    "scomm.model.population.state.household_position",
    "scomm.model.population.state.household_size",
)


def _hash() -> str:
    processor = cpu_target.target_context.codegen().magic_tuple()
    asked = (numba.__version__, sys.version, str(processor), str(MODEL_FOLDER), source_hash())
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


#: None if no folder can be created: every process then compiles the code.
CACHE_FOLDER: Final = cache_folder(_hash())
#: The rules of ``model/rules/`` by module and name, as their files define them.
RULES_MADE: Final[dict[tuple[str, str], object]] = {}

_MODEL: Final = "scomm.model"
_RULES: Final = f"{_MODEL}.rules."
# The folders of variants of the model (``scomm.model.changed_rules``) by the prefix of its modules.
_variants: Final[dict[str, Path | None]] = {}


def is_cold(folder: Path | None = CACHE_FOLDER) -> bool:
    """Return whether the compiled execution is not in the cache; compiling takes half a minute."""
    return folder is None or not any(folder.glob("*/run.whole_weeks*.nbi"))


def folder_for(prefix: str, changes: str) -> Path | None:
    """Return the folder of compiled code of a variant of the model, and use it from now on.

    Args:
        prefix: What the names of its modules have in place of "scomm.model".
        changes: A hash of all that makes it differ from the model.
    """
    if prefix not in _variants:
        name = hashlib.sha256(f"{_hash()}\n{changes}".encode()).hexdigest()[:16]
        _variants[prefix] = cache_folder(name)
    return _variants[prefix]


def folder_of_module(module: str) -> Path | None:
    """Return the folder of compiled code of a module's functions."""
    return _variants[prefix] if (prefix := _prefix_of(module)) else CACHE_FOLDER


def is_variant(module: str) -> bool:
    """Return whether a module is one of a variant of the model."""
    return _prefix_of(module) != ""


def _prefix_of(module: str) -> str:
    return next((each for each in _variants if module.startswith(each)), "")


def _compiled(function: Function, **options: Any) -> Function:
    # Compiled functions are not passed as values, so wrappers for that are omitted.
    usual = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    keeps = options.pop("cache", True)
    prefix = _prefix_of(function.__module__) or _MODEL
    module = _MODEL + function.__module__.removeprefix(prefix)
    always = not {module, f"{module}.{function.__name__}"}.isdisjoint(_ALWAYS_COMPILED)
    with _enabled() if always else nullcontext():
        compiled: Any = numba.njit(**{**usual, **options})(function)
    if always and JIT_DISABLED:
        # It is compiled at its first call, and with it what Numba itself writes in Python.
        compiled.compile = _enabled()(compiled.compile)
    folder = folder_of_module(function.__module__)
    if keeps and compiled is not function and (cache := kept(function, folder)) is not None:
        compiled._cache = cache
    return _noted(function, compiled)


@contextmanager
def _enabled() -> Iterator[None]:
    """Compile what is made meanwhile, even if NUMBA_DISABLE_JIT is set."""
    disabled = _config.DISABLE_JIT
    _config.DISABLE_JIT = 0
    try:
        yield
    finally:
        _config.DISABLE_JIT = disabled


def _noted(function: Function, made: Any) -> Function:
    """Remember what a rule is compiled to."""
    if function.__module__.startswith(_RULES):
        RULES_MADE[function.__module__, function.__name__] = made
    return cast(Function, made)


def rule(function: Function) -> Function:
    """Compile a function of numbers, or one that writes into arrays passed to it.

    Arithmetic is strict IEEE, so both executions compute the same bits. There is no reference
    counting: a rule cannot create an array, and passing many of them costs nothing.
    """
    return _compiled(function, _nrt=False)


def shared(function: Function) -> Function:
    """Compile a rule for calls from compiled code, and keep the Python function for Python.

    For rules that change a person: Python passes an agent, compiled code a record with the same
    field names.
    """
    options = {"_nrt": False, "error_model": "numpy", "no_cpython_wrapper": True}
    return _noted(function, register_jitable(**options)(function))


def inner(function: Function) -> Function:
    """Compile a rule that only compiled code calls.

    It is cached as a part of its callers, not separately, which halves the time of compilation.
    """
    return _compiled(
        function, _nrt=False, cache=False, no_cpython_wrapper=True, pipeline_class=InnerCompiler
    )


def inlined(function: Function) -> Function:
    """Compile a rule and inline it into compiled callers."""
    return _compiled(function, _nrt=False, forceinline=True)


def woven(function: Function) -> Function:
    """Compile a rule that only compiled code calls, and inline it into its callers."""
    return _compiled(
        function,
        _nrt=False,
        cache=False,
        no_cpython_wrapper=True,
        pipeline_class=InnerCompiler,
        forceinline=True,
    )


def always(number: int) -> int:
    """Convert a number to NumPy's type, for a constant passed to compiled functions.

    A function that is passed a literal Python integer is compiled separately for each value.
    """
    return cast(int, np.int64(number))


def kernel(function: Function) -> Function:
    """Compile a function that creates arrays."""
    return _compiled(function)
