"""Rules changed by a user: the text of a Python file, and which of its functions replace rules.

Whether the functions came from a file or were passed as objects, they are kept as one text, which
is what travels to other processes, is stored with a sweep, and is hashed.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from scomm.model.changed_rules.from_functions import text_of
from scomm.model.changed_rules.known import Rule, arguments, rule_called
from scomm.model.errors import InputError, plain, shown
from scomm.model.reading.files import decode, read_bytes

#: The name in the text of the mapping from rules to functions.
MAPPING: Final = "RULES"
_EXAMPLE: Final = f'{MAPPING} = {{"reporting.report_probability": mine}}'


@dataclass(frozen=True)
class ChangedRules:
    """The rules of a run that a user has changed.

    Two are equal if their texts are; ``where`` names the text in messages. The text is a Python
    file that ends in a mapping from rules to functions, as in ``docs/rules.md``. It is not executed
    before a run.

    Raises:
        InputError: The text is not Python, names a rule that does not exist, or has a function
            whose arguments are not those of the rule.

    Example:
        >>> changed = ChangedRules('''
        ... def constant(victim, witness):
        ...     return 0.5
        ... RULES = {"reporting.either_reports": constant}
        ... ''')
        >>> changed
        <ChangedRules of reporting.either_reports, c6588a54edd2>
    """

    text: str
    where: str = field(default="the changed rules", compare=False)

    def __post_init__(self) -> None:
        """Check the text."""
        object.__setattr__(self, "_functions", _functions(self.text, self.where))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read the Python file at ``path``. Raises InputError as for a text, or if unreadable."""
        subject = f"The file of rules {plain(path)}"
        return cls.from_bytes(read_bytes(path, subject), subject)

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> Self:
        """Take the content of a Python file, which ``where`` names. Raises InputError."""
        text = decode(content, where)
        return cls(text.replace("\r\n", "\n").replace("\r", "\n"), where)

    @classmethod
    def from_functions(cls, functions: Mapping[str, Callable[..., Any]]) -> Self:
        """Take functions by the names of rules, with their source and the constants they use.

        Raises:
            InputError: A name is no rule, or a function's source cannot be read, its arguments are
                not those of the rule, or it uses something other than numbers, text, tuples,
                modules and functions.
        """
        for name in functions:
            rule_called(name)
        return cls(text_of(functions, MAPPING))

    @property
    def functions(self) -> dict[str, str]:
        """The names of functions in the text by the names of the rules that they replace."""
        found: dict[str, str] = self.__dict__["_functions"]
        return found

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are replaced."""
        return tuple(map(rule_called, self.functions))

    @property
    def sha256(self) -> str:
        """SHA-256 of the text, 64 hex digits: a part of the identity of runs."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __hash__(self) -> int:
        """Return a hash of the text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Name the rules, and begin the hash."""
        return f"<ChangedRules of {', '.join(self.functions)}, {self.sha256[:12]}>"


RulesGiven = Mapping[str, Callable[..., Any]] | ChangedRules | str | Path | None
"""Functions by the names of rules, changed rules, the path of a Python file, or None."""


def changed_rules(given: RulesGiven) -> ChangedRules | None:
    """Return the changed rules that an argument ``rules`` stands for; None if it changes none.

    Raises InputError for a mistake in it.
    """
    if given is None or isinstance(given, ChangedRules):
        return given
    if isinstance(given, str | Path):
        return ChangedRules.read(given)
    if isinstance(given, Mapping):
        return ChangedRules.from_functions(given) if given else None
    raise InputError(
        f"rules is {shown(given)}; it must map names of rules to functions, such as "
        "{'reporting.report_probability': mine}, or be the path of a Python file."
    )


def _functions(text: str, where: str) -> dict[str, str]:
    """Read which function replaces which rule, and check all of them."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        line = f" on line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise InputError(f"{where} is not valid Python{line}: {reason}.") from None
    mapping = None
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == MAPPING:
                mapping = value
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if name == MAPPING:
                mapping = value
    if not isinstance(mapping, ast.Dict) or not mapping.keys:
        raise InputError(
            f"{where} has no mapping {MAPPING} from names of rules to functions; end it with, for "
            f"example, {_EXAMPLE}."
        )
    defined = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    found = {}
    for key, value in zip(mapping.keys, mapping.values, strict=True):
        if not isinstance(key, ast.Constant):
            raise InputError(f"{where}: the keys of {MAPPING} must be texts, as in {_EXAMPLE}.")
        try:
            rule = rule_called(key.value)
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
        if not isinstance(value, ast.Name) or value.id not in defined:
            raise InputError(
                f"{where}: {MAPPING} gives {rule.name!r} something other than a function that the "
                f"file defines with def; write it as in {_EXAMPLE}."
            )
        _check_arguments(rule, defined[value.id])
        found[rule.name] = value.id
    return found


def _check_arguments(rule: Rule, node: ast.FunctionDef) -> None:
    if arguments(node) != rule.arguments:
        raise InputError(
            f"The function {node.name} has the arguments ({ast.unparse(node.args)}), but the rule "
            f"{rule.name!r} that it replaces has ({', '.join(rule.arguments)}); give it these, in "
            "this order and without defaults."
        )
