"""A file that a setting names, such as a table of places: read once, known by its content."""

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
    """The path of a file, as a text, with what the file held when it was read.

    So a run does not depend on what becomes of the file, nor on where it lies: two are equal, and
    settings that hold them have one digest, if their contents are the same, whatever their paths.
    Pickled, it takes its content along to machines that do not have the file.

    Attributes:
        content: the bytes of the file.
        sha256: their SHA-256, as 64 hex digits.
    """

    content: bytes
    sha256: str

    def __new__(cls, path: str, content: bytes) -> Self:
        """Take the path, as it is to be shown, and the bytes."""
        made = super().__new__(cls, path)
        made.content = content
        made.sha256 = hashlib.sha256(content).hexdigest()
        return made

    @classmethod
    def read(cls, path: str, folder: Path | None = None) -> Self:
        """Return the file at ``path``, which begins in ``folder`` (None: where the process works).

        Raises InputError if it cannot be read.
        """
        where = Path(path) if folder is None else folder / path
        return cls(path, read_bytes(where, f"The table {plain(path)}"))

    @cached_property
    def identity(self) -> str:
        """A hash of what the table says, 64 hex digits, whatever its form and spelling.

        A file that is no table is known by its bytes.
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
        """Return whether it is not."""
        return not self == other

    def __hash__(self) -> int:
        """Return a hash of the content."""
        return hash(self.sha256)

    def __reduce__(self) -> tuple[type[Self], tuple[str, bytes]]:
        """Return what is pickled: the path and the content."""
        return type(self), (str.__str__(self), self.content)


def named_file(path: str, folder: Path | None = None) -> NamedFile:
    """Return the file at ``path`` as ``NamedFile.read`` does, or as it was read before."""
    return path if isinstance(path, NamedFile) else NamedFile.read(path, folder)


def kept(value: object, validated: str) -> str:
    """Return a validated text, as the file that was given for it if one was."""
    return value if isinstance(value, NamedFile) else validated


def read_path(value: object) -> str:
    """Return a path as text, or the file that is given in its place. Raises InputError."""
    return value if isinstance(value, NamedFile) else read_text(value)
