"""The rules that can be changed: their names, arguments and decorators, read from the source."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import Final

from scomm.model.errors import InputError, nearest, shown
from scomm.model.version import MODEL_FOLDER

RULES: Final = "scomm.model.rules"


@dataclass(frozen=True)
class Rule:
    """A rule of ``model/rules/``: "reporting.exposure" is ``exposure`` in its ``reporting.py``.

    ``decorator`` is the name of that in ``scomm.model.compiling.jit``; "" for a rule without one.
    """

    name: str
    module: str
    function: str
    arguments: tuple[str, ...]
    decorator: str


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by name, in order of their files and lines."""
    found: dict[str, Rule] = {}
    for path in sorted((MODEL_FOLDER / "rules").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = [each.id for each in node.decorator_list if isinstance(each, ast.Name)]
                if "overload" in decorators:
                    continue  # Only a declaration for type checkers.
                name = f"{path.stem}.{node.name}"
                found[name] = Rule(
                    name,
                    f"{RULES}.{path.stem}",
                    node.name,
                    arguments(node) or (),
                    decorators[0] if decorators else "",
                )
    return found


def rule_called(name: object) -> Rule:
    """Return a rule by its name. Raises InputError, with the nearest name, if there is none."""
    known = rules()
    if isinstance(name, str) and name in known:
        return known[name]
    alike = nearest(name, known) if isinstance(name, str) else ""
    raise InputError(
        f"No rule is called {shown(name)}; a rule is named by its file and function in "
        f"model/rules/, such as 'reporting.report_probability'.{alike}"
    )


def arguments(node: ast.FunctionDef) -> tuple[str, ...] | None:
    """Return the names of a function's arguments; None if some have defaults or are collected."""
    given = node.args
    if given.posonlyargs or given.kwonlyargs or given.vararg or given.kwarg or given.defaults:
        return None
    return tuple(each.arg for each in given.args)
