"""How rules are compiled.

Compiled code is kept on disk in a folder named by a hash of the whole package's source, because
Numba looks only at the file of the function itself: without that, a change to a rule would leave
callers in other files on the old rule. What else Numba asks for is in the hash too (where the
package lies, the interpreter, the processor), so a folder with compiled code has it for this
process. The folder lies in the user's cache, so a read-only installation works, and each file is
put in place whole, so many processes may start at once.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numba.core.registry import cpu_target

from scomm.model.compiling.inner_compiler import InnerCompiler
from scomm.model.version import MODEL_FOLDER, source_hash

Function = TypeVar("Function", bound=Callable[..., Any])

# The module fills itself when it is loaded, so no type checker knows what is in it.
_config: Any = numba.config


def _hash() -> str:
    processor = cpu_target.target_context.codegen().magic_tuple()
    asked = (numba.__version__, sys.version, str(processor), str(MODEL_FOLDER), source_hash())
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def _cache_folder() -> str:
    chosen = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    root = Path(chosen) if chosen else Path.home() / ".cache"
    folder = root / "scomm" / _hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    except OSError:
        pass
    return str(Path(tempfile.gettempdir()) / f"scomm-{os.getuid()}" / folder.name)


CACHE_FOLDER: Final = _cache_folder()


def is_cold() -> bool:
    """Say whether the compiled execution has yet to be compiled here: about half a minute."""
    return not any(Path(CACHE_FOLDER).glob("*/run.whole_weeks*.nbi"))


def _compiled(function: Function, **options: Any) -> Function:
    # Nobody passes compiled functions about as values, so wrappers for that are left out.
    usual = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    before = _config.CACHE_DIR
    _config.CACHE_DIR = CACHE_FOLDER
    try:
        return cast(Function, numba.njit(**{**usual, **options})(function))
    finally:
        _config.CACHE_DIR = before


def rule(function: Function) -> Function:
    """Compile a function of numbers, or one that writes into arrays it is given.

    With IEEE arithmetic, so both executions compute the same bits. Without reference counts: a rule
    cannot make an array, and passing it many costs nothing.
    """
    return _compiled(function, _nrt=False)


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
