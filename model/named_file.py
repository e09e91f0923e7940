"""A file named by a setting, such as a table of places: read once, identified by its content."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Self

from scomm.model.errors import InputError, plain
from scomm.model.reading.files import read_bytes
from scomm.model.reading.table_file import table_kind, table_of
from scomm.model.reading.values import read_text


class NamedFile(str):
    """The path of a file, as a string, together with the content of the file when it was read.

    A run therefore depends neither on later changes of the file nor on its location: two are equal,
    and settings that contain them have the same digest, if their contents are the same. Pickling
    includes the content, so it reaches machines that do not have the file.

    Attributes:
        content: The bytes of the file.
        sha256: Their SHA-256, as 64 hex digits.
    """

    content: bytes
    sha256: str

    def __new__(cls, path: str, content: bytes) -> Self:
        """Create it from the path, as messages show it, and the bytes."""
        made = super().__new__(cls, path)
        made.content = content
        made.sha256 = hashlib.sha256(content).hexdigest()
        return made

    @classmethod
    def read(cls, path: str, folder: Path | None = None) -> Self:
        """Read the file at ``path``, relative to ``folder`` (None: the working directory).

        Raises InputError if it cannot be read.
        """
        where = Path(path) if folder is None else folder / path
        return cls(path, read_bytes(where, f"The table {plain(path)}"))

    @cached_property
    def identity(self) -> str:
        """A hash of the table's values, 64 hex digits, independent of file format and spelling.

        A file that is not a table is identified by its bytes.
        """
        subject = f"The table {plain(self)}"
        try:
            return table_of(self.content, table_kind(self, subject), subject).identity
        except InputError:
            return self.sha256

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a file with the same content."""
        return isinstance(other, NamedFile) and self.sha256 == other.sha256

    def __ne__(self, other: object) -> bool:
        """Return whether the other is not a file with the same content."""
        return not self == other

    def __hash__(self) -> int:
        """Return a hash of the content."""
        return hash(self.sha256)

    def __reduce__(self) -> tuple[type[Self], tuple[str, bytes]]:
        """Return the constructor and its arguments for pickling: the path and the content."""
        return type(self), (str.__str__(self), self.content)


def named_file(path: str, folder: Path | None = None) -> NamedFile:
    """Read the file at ``path`` with ``NamedFile.read``, unless it is already a ``NamedFile``."""
    return path if isinstance(path, NamedFile) else NamedFile.read(path, folder)


def kept(value: object, validated: str) -> str:
    """Return the ``NamedFile`` that was given as a value, otherwise the validated text."""
    return value if isinstance(value, NamedFile) else validated


def read_path(value: object) -> str:
    """Read a value as a path, or return the ``NamedFile`` given in its place. Raises InputError."""
    return value if isinstance(value, NamedFile) else read_text(value)
