"""The hashes of a store's files, in the form that ``sha256sum -c`` reads, and checks by them.

The first line is a comment with the hash of the lines below, so that damage to the list itself is
detected; lists that version 0.1 wrote have none. While a file is replaced it is listed twice, with
its old and its new hash. Only names of a store's own files are accepted, since a forged store could
otherwise have files elsewhere read or moved.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NoReturn

from scomm.model.errors import InputError
from scomm.sweeps.store.files import (
    DAMAGED,
    ESTIMATES,
    FAILURES,
    FAILURES_PREFIX,
    HASHES,
    MONTHLY,
    PENDING,
    POINTS,
    RUNS,
    SPEC,
    TABLES,
    replace_file,
    sha256,
)
from scomm.sweeps.sweep_file.files import KEPT, PATHS

Hashes = dict[str, tuple[str, ...]]
"""Name -> the hashes that the file may have, 64 hex digits each: usually one."""

_OURS: Final = (RUNS, FAILURES, ESTIMATES, MONTHLY, POINTS)
_HEADER: Final = "# SHA-256 of the lines below: "
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")
_TOTALS: Final = re.compile(r"totals-[0-9]{5,9}\.parquet")
_TABLE: Final = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*\.(?i:csv|parquet)")
_PENDING: Final = re.compile(rf"({FAILURES_PREFIX})?([0-9a-f]{{64}})\.parquet")


class Damaged(InputError):
    """A damaged file of a store.

    Attributes:
        name: the file's name in the store.
        what: the damage, such as "is missing".
    """

    def __init__(self, folder: Path, name: str, what: str) -> None:
        """Make the message from a file's name and damage, with what to do."""
        self.name = name
        self.what = what
        advice = f"'scomm sweep' into {folder} sets it aside and makes it again"
        if is_condensed(folder):
            advice = "condense the store that it was made from again"
        super().__init__(f"{folder / name} {what}; {advice}.")


def is_condensed(folder: Path) -> bool:
    """True for a store that is condensed to its estimates, also if these are missing."""
    if os.path.lexists(folder / ESTIMATES):
        return True
    try:
        return f"  {ESTIMATES}\n".encode() in (folder / HASHES).read_bytes()
    except OSError:
        return False


def is_totals(name: str) -> bool:
    """True for the name of a final file of finished runs."""
    return _TOTALS.fullmatch(name) is not None


def is_input(name: str) -> bool:
    """True for the name of the sweep file or of a table that it names."""
    if name in (SPEC, PATHS) or KEPT.fullmatch(name):
        return True
    return _TABLE.fullmatch(name) is not None and name not in _OURS and not is_totals(name)


def _is_known(name: str) -> bool:
    return name in _OURS or is_totals(name) or is_input(name)


def read_hashes(folder: Path) -> Hashes:
    """Read the hashes of the files that are final. Raises Damaged."""
    path = folder / HASHES
    if problem := not_plain(path):
        raise Damaged(folder, HASHES, problem)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Damaged(folder, HASHES, "is damaged: it is not UTF-8 text") from None
    if text.startswith("#"):
        header, _, text = text.partition("\n")
        if header != f"{_HEADER}{hashlib.sha256(text.encode()).hexdigest()}":
            raise Damaged(folder, HASHES, "is damaged: its lines are not those of its first one")
        if not text:
            return {}
    if not text.endswith("\n"):
        raise Damaged(folder, HASHES, "is damaged: it is empty or was cut off")
    found: Hashes = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        fields = _LINE.fullmatch(line)
        if fields is None or not _is_known(fields[2]):
            raise Damaged(
                folder,
                HASHES,
                f"is damaged: line {number} of its list is no hash of a store's file",
            )
        found[fields[2]] = (*found.get(fields[2], ()), fields[1])
    return found


def write_hashes(
    folder: Path, hashes: Mapping[str, str], before: Mapping[str, str] | None = None
) -> None:
    """Write the hash of each file, in order of their names.

    ``before`` are the hashes that files have until they are replaced.
    """
    pairs = {*hashes.items(), *(before or {}).items()}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(pairs))
    header = f"{_HEADER}{hashlib.sha256(lines.encode()).hexdigest()}\n"
    replace_file(folder / HASHES, (header + lines).encode())


def last(hashes: Hashes) -> dict[str, str]:
    """Return one hash for each name; for a file that is being replaced, either."""
    return {name: digests[-1] for name, digests in hashes.items()}


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Compute the hashes of files on disk."""
    return {name: sha256(folder / name) for name in names}


def digests_of_contents(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Compute the hashes of contents, name -> 64 hex digits."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def not_plain(path: Path) -> str:
    """Describe why a path is no file that a store may hold, "" if it is one."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    if stat.S_ISLNK(mode):
        return "is a link, and a store holds none"
    return "" if stat.S_ISREG(mode) else "is no file"


def check_folders(folder: Path) -> None:
    """Raise Damaged if a folder of a store is a link or no folder."""
    for name in (PENDING, DAMAGED, TABLES):
        try:
            mode = (folder / name).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        if stat.S_ISLNK(mode):
            raise InputError(f"{folder / name} is a link, and a store holds none; remove it.")
        if not stat.S_ISDIR(mode):
            raise InputError(f"{folder / name} is no folder, as it is in a store; remove it.")


def wrong(folder: Path, name: str, digests: Iterable[str]) -> str:
    """Describe the damage to a file in the list of hashes, "" if it is intact."""
    if problem := not_plain(folder / name):
        return problem
    if sha256(folder / name) in digests:
        return ""
    return f"is damaged: its content is not that of {HASHES}"


def wrong_pending(path: Path) -> str:
    """Describe the damage to a file that is named after its content, "" if it is intact."""
    if problem := not_plain(path):
        return problem
    name = _PENDING.fullmatch(path.name)
    if name is None or name[2] != sha256(path):
        return "is damaged: its content is not that of its name"
    return ""


def check(folder: Path, name: str, hashes: Hashes) -> None:
    """Check a file by the list of hashes as it was read.

    Raises Damaged, or FileNotFoundError if the list has changed since: another process writes.
    """
    unlisted = f"is not listed in {HASHES}"
    if what := wrong(folder, name, hashes[name]) if name in hashes else unlisted:
        refuse(folder, name, what, hashes)


def refuse(folder: Path, name: str, what: str, hashes: Hashes) -> NoReturn:
    """Raise Damaged, or FileNotFoundError if the list of hashes has changed since it was read."""
    if read_hashes(folder) != hashes:
        raise FileNotFoundError(errno.ENOENT, "it is being exchanged", str(folder / name))
    raise Damaged(folder, name, what)


def content_of(folder: Path, name: str) -> bytes:
    """Read a file in the list of hashes. Raises as ``check`` does."""
    hashes = read_hashes(folder)
    check(folder, name, hashes)
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() not in hashes[name]:
        refuse(folder, name, f"is damaged: its content is not that of {HASHES}", hashes)
    return content
