"""The hash of a record of settings, which identifies the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import compress
from math import isfinite
from operator import is_not, itemgetter
from typing import Any, Final

from scomm.model.named_file import NamedFile

_to_json: Final = json.JSONEncoder().encode


def _written_as(value: object) -> str:
    """Serialize a value as JSON, with a faster path for finite floats."""
    return repr(value) if type(value) is float and isfinite(value) else _to_json(value)


class Digest:
    """The hash of values by name: that of the text of ``json.dumps(values, sort_keys=True)``.

    A sweep computes hundreds of thousands of hashes, so values that equal their default, or are the
    same object as in the record hashed before, are not serialized again. (-0.0 is serialized as its
    default 0.0: they are the same setting.)

    Example:
        >>> Digest({"weeks": 520, "trust": 0.5}).of({"weeks": 520, "trust": 0.7})[:12]
        '66bfd034c59e'
    """

    def __init__(self, defaults: Mapping[str, Any]) -> None:
        """Create it from the default of every value, at least two."""
        names = sorted(defaults)
        self._in_order = itemgetter(*names)
        # Of each value: its name as serialized, its default, and both as serialized.
        self._parts = [
            (f"{_to_json(name)}: ", default, f"{_to_json(name)}: {_to_json(default)}")
            for name, default in ((name, defaults[name]) for name in names)
        ]
        # The values hashed last, and their serialized form.
        self._written: tuple[tuple[Any, ...], list[str]] = (
            self._in_order(defaults),
            [text for _, _, text in self._parts],
        )

    def of(self, values: Mapping[str, Any]) -> str:
        """Hash values, with a hash of a named file's content in place of its path.

        Args:
            values: All values by name.

        Returns:
            SHA-256 as 64 hex digits.
        """
        given, (before, texts) = self._in_order(values), self._written
        texts = texts.copy()
        for position in compress(range(len(given)), map(is_not, given, before)):
            name, default, text = self._parts[position]
            value = given[position]
            told = value.identity if isinstance(value, NamedFile) else value
            texts[position] = text if value == default else name + _written_as(told)
        self._written = given, texts
        return hashlib.sha256(("{" + ", ".join(texts) + "}").encode()).hexdigest()
