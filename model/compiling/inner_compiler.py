"""Compiling what only compiled code calls: half the work of compiling what Python may call.

Numba makes machine code of every function as soon as it is compiled, with all that the function
calls, and again within whatever calls it. Of a function that is only ever a part of others, the
first is of no use to anybody: it is kept as it was translated, and optimized and made into machine
code with those that call it.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _Translated(JITCodeLibrary):
    """Code to be linked into other code, with no machine code of its own."""

    def _optimize_final_module(self) -> None:
        """Leave it to whoever links this in."""

    def _finalize_final_module(self) -> None:
        self._finalized = True

    @property
    def codegen(self) -> _Translated:
        """Who is told of a function's Python globals: nobody, as the interpreter never runs it."""
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Take a function's Python globals, of which there is no use."""

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0, Numba's word for what has no machine code."""
        self._ensure_finalized()
        return 0


class InnerCompiler(Compiler):
    """Numba's compiler, for functions that compiled code calls and Python never does."""

    def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
        code = _Translated(target.codegen(), "inner")
        super().__init__(typing, target, code, *rest)
