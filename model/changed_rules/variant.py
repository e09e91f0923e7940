"""A variant of the model: the modules that depend on changed rules, imported anew under new names.

The modules that depend on a changed rule, directly or through others, are imported a second time,
as ``scomm.model_<hash>.start`` beside ``scomm.model.start``; they share all other modules with the
ordinary model. Since the names of modules are part of the names of compiled functions, no function
of a variant can be taken for an ordinary one or one of another variant, in memory or in the cache.
"""

from __future__ import annotations
import __future__

import ast
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from operator import itemgetter
from pathlib import Path
from threading import RLock
from types import FunctionType, ModuleType
from typing import Any, Final

from numba.core.errors import NumbaError

from scomm.model.changed_rules.changed import ChangedRules
from scomm.model.changed_rules.known import Rule
from scomm.model.compiling import jit
from scomm.model.errors import InputError, plain
from scomm.model.version import MODEL_FOLDER

ORDINARY: Final = "scomm.model"
#: Never imported anew although they depend on rules: they only hold what a run gives back.
SHARED: Final = frozenset({"scomm.model.outcomes", "scomm.model.run_tables"})
#: The file, in the folder of compiled code, with the text of changed rules.
_FILE: Final = "changed_rules.py"

_lock: Final = RLock()


def imported(name: str, rules: ChangedRules | None) -> Any:
    """Import the module ``scomm.model.<name>`` as it is, or in its variant with changed rules.

    Raises InputError if the text of the changed rules cannot be executed.
    """
    if rules is None:
        return import_module(f"{ORDINARY}.{name}")
    with _lock:
        return import_module(f"{_variant(rules).prefix}.{name}")


def folder_of(rules: ChangedRules | None) -> Path | None:
    """Return the folder of compiled code, None if there is none, with these rules changed."""
    return jit.CACHE_FOLDER if rules is None else jit.folder_for(_prefix(rules), rules.sha256)


@contextmanager
def compiling(rules: ChangedRules | None) -> Iterator[None]:
    """Raise InputError if Numba cannot compile something in the block, where rules are changed."""
    try:
        yield
    except NumbaError as error:
        if rules is None:
            raise
        raise InputError(
            f"The changed rules {', '.join(rules.functions)} cannot be compiled: {_reason(error)} "
            "A rule may use arithmetic, math, and what Numba compiles without objects of Python."
        ) from error


def _reason(error: NumbaError) -> str:
    """Return the first sentence of Numba that says more than that compilation failed."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("Failed in", "-", "During:"))]
    return plain(told[0] if told else repr(error)).rstrip(".") + "."


def check_unpatched() -> None:
    """Raise InputError if a function in a module of rules is not the one that its file defines.

    An assignment to a module reaches the executions in part or not at all, without a word.
    """
    with suppress(KeyError):
        # Compares all rules of a module at once: this is done in every run.
        if all(of(names) == made for names, of, made in _made(len(jit.RULES_MADE))):
            return
    _refuse_patch()


@cache
def _made(count: int) -> list[tuple[dict[str, Any], Callable[[Any], object], tuple[object, ...]]]:
    """Group the rules by module: its names, what selects its rules from them, and the rules.

    ``count`` is their number, which grows as modules are imported.
    """
    modules: dict[str, dict[str, object]] = {}
    for (module, name), rule in jit.RULES_MADE.items():
        modules.setdefault(module, {})[name] = rule
    return [
        # The last name is twice there, since one alone would not be selected as a tuple.
        (vars(sys.modules[module]), itemgetter(*made, [*made][-1]), (*made.values(), last))
        for module, made in modules.items()
        for last in [*made.values()][-1:]
    ]


def _refuse_patch() -> None:
    for (module, name), rule in jit.RULES_MADE.items():
        if getattr(sys.modules[module], name, None) is not rule:
            short = f"{module.rpartition('.')[2]}.{name}"
            raise InputError(
                f"The rule {short!r} was replaced by an assignment to {module}.{name}, which would "
                "not reach both executions; undo it and pass the function as "
                f"rules={{{short!r}: ...}}."
            )


def _prefix(rules: ChangedRules) -> str:
    return f"{ORDINARY}_{rules.sha256[:16]}"


class _Variant(MetaPathFinder, Loader):
    """Finder and loader of the modules of one variant."""

    def __init__(self, rules: ChangedRules) -> None:
        self.prefix: Final = _prefix(rules)
        self.folder: Final = folder_of(rules)
        self.anew: Final = _dependents({rule.module for rule in rules.rules}) - SHARED
        self.rules: Final = rules.rules
        self.functions: Final = rules.functions
        self.changes: Final = self._execute(rules)

    def _execute(self, rules: ChangedRules) -> ModuleType:
        """Execute the text of the changed rules, and compile its functions when called."""
        module = ModuleType(f"{self.prefix}_changes")
        path = _written(self.folder, rules.text)
        module.__file__ = path
        sys.modules[module.__name__] = module  # Numba asks for it by name.
        flags = __future__.annotations.compiler_flag
        try:
            code = compile(rules.text, path, "exec", flags=flags, dont_inherit=True)
            exec(code, module.__dict__)
        except Exception as reason:
            raise InputError(f"{rules.where} cannot be executed: {reason!r}.") from reason
        for name, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                replaced = [each for each in self.rules if self.functions[each.name] == name]
                setattr(module, name, _decorated(value, replaced[0] if replaced else None))
        return module

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the file of a module of this variant."""
        if fullname != self.prefix and not fullname.startswith(f"{self.prefix}."):
            return None
        file = MODEL_FOLDER.joinpath(*fullname.removeprefix(self.prefix).split(".")[1:])
        if file.is_dir():
            inside = [str(file)]
            return spec_from_file_location(
                fullname, file / "__init__.py", loader=self, submodule_search_locations=inside
            )
        return spec_from_file_location(fullname, file.with_suffix(".py"), loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module whose imports are directed to this variant, and change its rules."""
        file = str(module.__file__)
        tree = _Redirected(self.anew, self.prefix).visit(ast.parse(Path(file).read_bytes()))
        exec(compile(ast.fix_missing_locations(tree), file, "exec"), module.__dict__)
        ordinary = ORDINARY + module.__name__.removeprefix(self.prefix)
        for rule in self.rules:
            if rule.module == ordinary:
                function = getattr(self.changes, self.functions[rule.name])
                python = getattr(function, "py_func", function)
                setattr(module, rule.function, _decorated(python, rule))


@cache
def _variant(rules: ChangedRules) -> _Variant:
    found = _Variant(rules)
    sys.meta_path.insert(0, found)
    return found


def _decorated(function: FunctionType, rule: Rule | None) -> Any:
    """Compile a function as the rule that it replaces; None for one that such a function calls."""
    decorator = "rule" if rule is None else rule.decorator
    return getattr(jit, decorator)(function) if decorator else function


def _written(folder: Path | None, text: str) -> str:
    """Write the text into the folder of compiled code, unless it is there; return its path.

    Numba caches the code of functions only if they are in a file, and a traceback shows its lines.
    """
    path = Path(tempfile.gettempdir() if folder is None else folder) / _FILE
    if folder is None:
        return "<changed rules>"
    content = text.encode()
    with suppress(OSError):
        if not path.is_file() or path.read_bytes() != content:
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(content)
            unfinished.replace(path)
    return str(path)


class _Redirected(ast.NodeTransformer):
    """Directs the imports of modules ``anew`` to a variant."""

    def __init__(self, anew: frozenset[str], prefix: str) -> None:
        self._anew: Final = anew
        self._prefix: Final = prefix

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.ImportFrom]:
        """Split an import into one from the variant and one from the ordinary model."""
        module = str(node.module)
        if module != ORDINARY and not module.startswith(f"{ORDINARY}."):
            return [node]
        other = self._prefix + module.removeprefix(ORDINARY)
        split: dict[str, list[ast.alias]] = {}
        for alias in node.names:
            moved = module in self._anew or f"{module}.{alias.name}" in self._anew
            split.setdefault(other if moved else module, []).append(alias)
        return [
            ast.copy_location(ast.ImportFrom(name, aliases, 0), node)
            for name, aliases in split.items()
        ]


def _dependents(modules: set[str]) -> frozenset[str]:
    """Return modules of the model and all those that import one of them, directly or not."""
    found, imports = set(modules), _imports()
    while new := {name for name, used in imports.items() if used & found} - found:
        found |= new
    return frozenset(found)


@cache
def _imports() -> dict[str, set[str]]:
    """Map each module of the model to the names of modules, or of what is in them, it imports."""
    found = {}
    for path in MODEL_FOLDER.rglob("*.py"):
        parts = path.relative_to(MODEL_FOLDER).with_suffix("").parts
        name = ".".join((ORDINARY, *(parts[:-1] if parts[-1] == "__init__" else parts)))
        found[name] = set(_imported_by(path))
    return found


def _imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
