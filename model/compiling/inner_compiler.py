"""A compiler for functions that only compiled code calls; it takes half the time.

Numba generates machine code for a function when it is compiled, including everything that the
function calls, and generates it again in every caller. For a function that is only called from
compiled code the first is wasted. This compiler stops at the intermediate representation, which is
optimized and compiled to machine code together with the callers.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _Translated(JITCodeLibrary):
    """Intermediate code to be linked into other code, without machine code."""

    def _optimize_final_module(self) -> None:
        """Do nothing: the library into which this is linked is optimized instead."""

    def _finalize_final_module(self) -> None:
        self._finalized = True

    @property
    def codegen(self) -> _Translated:
        """The target of a function's Python globals: this object, which ignores them."""
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Ignore a function's Python globals: the interpreter never runs it."""

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0, Numba's value for a function without machine code."""
        self._ensure_finalized()
        return 0


class InnerCompiler(Compiler):
    """Numba's compiler, for functions that are called from compiled code only."""

    def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
        code = _Translated(target.codegen(), "inner")
        super().__init__(typing, target, code, *rest)
