"""The text of a Python file from function objects, such as those of a notebook.

It holds the source of every function and, above it, what the function refers to outside itself:
numbers and texts by value, modules and their functions by import, other functions by source.
"""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import numpy as np

from scomm.model.errors import InputError, shown

_PLAIN: Final = (bool, int, float, str)
# Packages whose functions are imported, not copied.
_IMPORTABLE: Final = ("math", "numba", "numpy", "scomm")


def text_of(functions: Mapping[str, Callable[..., Any]], mapping: str) -> str:
    """Return the text of a file that defines ``functions`` and, as ``mapping``, what they replace.

    Raises InputError if the source of a function cannot be read, or it uses an unsupported object.
    """
    parts: dict[str, str] = {}
    for rule, given in functions.items():
        _add_function(_function(given, repr(rule)), parts)
    names = [f"    {rule!r}: {_function(each, '').__name__},\n" for rule, each in functions.items()]
    return "\n".join(parts.values()) + f"\n{mapping} = {{\n{''.join(names)}}}\n"


def _function(given: object, rule: str) -> FunctionType:
    """Return the Python function of a function or of a compiled one."""
    found = getattr(given, "py_func", given)
    if not isinstance(found, FunctionType) or not found.__name__.isidentifier():
        raise InputError(
            f"The rule {rule} is given {shown(given)}; give a function that is defined with def."
        )
    return found


def _add_function(function: FunctionType, parts: dict[str, str]) -> None:
    """Add the source of a function, below that of everything to which it refers."""
    name = function.__name__
    source = _source(function)
    if name in parts:
        _add(name, source, parts)  # The same function again, or another of this name.
        return
    # Reserve the name, for functions that refer to themselves.
    parts[name] = source
    for used, value in _used(function):
        if value is not function:
            _add_value(used, value, function, parts)
    parts[name] = parts.pop(name)


def _add_value(name: str, value: Any, function: FunctionType, parts: dict[str, str]) -> None:
    python = getattr(value, "py_func", value)
    alias = "" if name == getattr(value, "__name__", "") else f" as {name}"
    if isinstance(value, ModuleType):
        _add(name, f"import {value.__name__}{alias}\n", parts)
    elif isinstance(value, np.ufunc):
        _add(name, f"from numpy import {value.__name__}{alias}\n", parts)
    elif callable(value) and _is_importable(value):
        _add(name, f"from {value.__module__} import {value.__name__}{alias}\n", parts)
    elif isinstance(python, FunctionType):
        if python.__name__ != name:
            raise InputError(
                f"The function {function.__name__} calls {python.__name__} by the name {name}; "
                "call it by the name that it is defined with."
            )
        _add_function(python, parts)
    else:
        _add(name, f"{name} = {_literal(name, value, function)}\n", parts)


def _add(name: str, text: str, parts: dict[str, str]) -> None:
    if parts.setdefault(name, text) != text:
        raise InputError(
            f"Two different things are called {name} in the changed rules; rename one of them."
        )


def _is_importable(value: object) -> bool:
    """Return whether every process can import a function: it is scomm's or a library's."""
    return str(getattr(value, "__module__", "")).split(".")[0] in _IMPORTABLE


def _source(function: FunctionType) -> str:
    """Return the source of a function, without its decorators and indentation."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        node = ast.parse(text).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        node = None
    if not isinstance(node, ast.FunctionDef) or node.name != function.__name__:
        raise InputError(
            f"The source of the function {function.__name__} cannot be read; define it with def in "
            "a notebook, a module or a script, or give the path of a file of rules."
        )
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _used(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of everything outside itself that a function refers to."""
    free = function.__code__.co_freevars
    for name, cell in zip(free, function.__closure__ or (), strict=True):
        yield name, cell.cell_contents
    for name in dict.fromkeys(_globals(function.__code__)):
        if name in function.__globals__:
            yield name, function.__globals__[name]
        elif not hasattr(builtins, name):
            raise InputError(
                f"The function {function.__name__} uses the name {name}, which is not defined."
            )


def _globals(code: CodeType) -> Iterator[str]:
    for each in dis.get_instructions(code):
        if each.opname == "LOAD_GLOBAL":
            yield str(each.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)


def _literal(name: str, value: Any, function: FunctionType) -> str:
    """Return an expression for a constant. Raises InputError for an object that has none."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{value}")'
    if value is None or type(value) in _PLAIN:
        return repr(value)
    if type(value) is tuple:
        return "(" + "".join(f"{_literal(name, each, function)}, " for each in value) + ")"
    raise InputError(
        f"The function {function.__name__} uses {name}, which is {shown(value)}; a rule can use "
        "numbers, texts, tuples of them, modules and functions."
    )
