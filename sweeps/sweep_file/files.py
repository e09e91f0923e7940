"""The files that settings and [rules] in a sweep file name, and their copies stored with it.

A path is relative to the folder of the sweep file. Each file is read once, when the sweep file is.
With a copy of the sweep file, in a store or for a cluster, its files are in ``tables/``, each named
by its SHA-256, and ``tables/paths.json`` maps them to their paths. A copy is read from there alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from scomm.model.changed_rules import ChangedRules
from scomm.model.errors import InputError, plain
from scomm.model.named_file import NamedFile
from scomm.model.reading.files import read_bytes
from scomm.model.settings import FILE_SETTINGS

FOLDER: Final = "tables"
PATHS: Final = f"{FOLDER}/paths.json"
#: The path, in the sweep file, of changed rules that were not given in a file.
GIVEN_RULES: Final = "changed_rules.py"
#: The name of a copy.
KEPT: Final = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})(\.[a-z0-9]{{1,16}})?")


class Files:
    """The files that a sweep file in ``folder`` names.

    ``whole`` is true if the folder is a store, which reads no files outside it. ``store`` is one
    that may have copies of them, used for files that no longer exist.
    """

    def __init__(self, folder: Path, whole: bool = False, store: Path | None = None) -> None:
        """Find the copies, if there are any. Raises InputError."""
        self._folder: Final = folder
        self._whole: Final = whole
        self._kept: Final = _kept(folder)
        self._store: Final = store
        self._read: Final[dict[str, NamedFile]] = {}

    @property
    def read(self) -> Mapping[str, NamedFile]:
        """Return the files that were read, path -> file."""
        return self._read

    def value(self, where: str, name: str, value: object) -> object:
        """Replace a value of the setting ``name`` by the file that it names, if it names one.

        Raises InputError, with the place ``where`` in the sweep file, for an unreadable file.
        """
        if name not in FILE_SETTINGS or not isinstance(value, str) or not value.strip():
            return value
        path = value.strip()
        if path not in self._read:
            try:
                self._read[path] = self._file(path)
            except InputError as error:
                raise InputError(f"{where}: {error}") from None
        return self._read[path]

    def rules(self, path: str) -> ChangedRules:
        """Read the file of changed rules at ``path``. Raises InputError."""
        where = f"The file of rules {plain(path)}"
        if path not in self._read:
            self._read[path] = self._file(path, where)
        return ChangedRules.from_bytes(self._read[path].content, where)

    def add_rules(self, rules: ChangedRules) -> str:
        """Take changed rules as if they were in a file; return its path."""
        self._read[GIVEN_RULES] = NamedFile(GIVEN_RULES, rules.text.encode())
        return GIVEN_RULES

    def _file(self, path: str, subject: str | None = None) -> NamedFile:
        """Read a file, which ``subject`` names in messages; a table, if it does not."""
        if path not in self._kept:
            if not self._whole:
                return self._beside(path, subject)
            raise InputError(
                f"The folder {self._folder} keeps no copy of the table {path}, as stores of "
                "scomm 0.1 do not; run the sweep file that it came from, beside its table, into a "
                "new folder."
            )
        return _copy(self._folder, path, self._kept[path])

    def _beside(self, path: str, subject: str | None) -> NamedFile:
        try:
            if subject is not None:
                return NamedFile(path, read_bytes(self._folder / path, subject))
            return NamedFile.read(path, self._folder)
        except InputError:
            kept = {} if self._store is None else _kept(self._store)
            if self._store is None or path not in kept or (self._folder / path).exists():
                raise
            return _copy(self._store, path, kept[path])


def beside(files: Mapping[str, NamedFile]) -> dict[str, bytes]:
    """Return the copies to be stored with a sweep file that names ``files``: name -> content."""
    if not files:
        return {}
    names = {path: _name(file) for path, file in files.items()}
    paths = json.dumps(names, indent=1, sort_keys=True) + "\n"
    return {**{names[path]: file.content for path, file in files.items()}, PATHS: paths.encode()}


def _name(file: NamedFile) -> str:
    ending = PurePosixPath(file).suffix.lower()
    name = f"{FOLDER}/{file.sha256}{ending}"
    return name if KEPT.fullmatch(name) else f"{FOLDER}/{file.sha256}"


def _kept(folder: Path) -> dict[str, str]:
    """Read the names of the copies in a folder, path -> name; empty if there are none."""
    path = folder / PATHS
    if not path.exists():
        return {}
    if path.parent.is_symlink():
        raise InputError(f"{path.parent} is a link, and must be the folder itself.")
    try:
        found = json.loads(_content(path))
    except ValueError:
        found = None
    if isinstance(found, dict) and all(
        isinstance(name, str) and KEPT.fullmatch(name) for name in found.values()
    ):
        return found
    raise InputError(f"{path} is damaged: it does not say which table each path names.")


def _copy(folder: Path, path: str, name: str) -> NamedFile:
    """Read the copy ``name`` in a folder of the file at ``path``."""
    file = NamedFile(path, _content(folder / name))
    if not name.startswith(f"{FOLDER}/{file.sha256}"):
        raise InputError(f"{folder / name} is damaged: its content is not that of its name.")
    return file


def _content(path: Path) -> bytes:
    if path.is_symlink():
        raise InputError(f"{path} is a link, and must be the file itself.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
