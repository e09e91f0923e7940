"""The files of a store: their names, and atomic writes."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from scomm.sweeps.sweep_file.files import FOLDER

SPEC: Final = "sweep.toml"
MANIFEST: Final = "manifest.json"
PATCH: Final = "uncommitted.patch"
RUNS: Final = "runs.parquet"
FAILURES: Final = "failures.parquet"
TOTALS: Final = "totals-*.parquet"
ESTIMATES: Final = "estimates.parquet"
MONTHLY: Final = "monthly.parquet"
POINTS: Final = "points.parquet"
HASHES: Final = "SHA256SUMS"
LOCK: Final = ".lock"

TABLES: Final = FOLDER
PENDING: Final = "pending"
DAMAGED: Final = "damaged"
FAILURES_PREFIX: Final = "failures-"
_LOG: Final = re.compile(r"log|nohup\.out|std(?:out|err)|.+\.(?:log|out|err)")
_UNFINISHED: Final = ".tmp"
# Errors of a file system that cannot flush a folder or a file. A full or failing disk gives others.
_CANNOT_SYNC: Final = (
    *(errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS),
    *(errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR),
)


def totals_name(number: int) -> str:
    """Return the name of the totals file with this number."""
    return TOTALS.replace("*", f"{number:05d}")


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to, whose file replaces ``path`` atomically at the end.

    After a crash or a power cut, as at any time, ``path`` is the old file or the new one, whole.
    """
    with _beside(path) as beside:
        yield beside
        _put(beside, path)


def put_by_content(folder: Path, write: Callable[[Path], object], prefix: str = "") -> Path:
    """Write a file in ``folder`` by ``write``, name it after its content, and return its path."""
    _make(folder)
    with _beside(folder / f"{prefix}unnamed") as beside:
        write(beside)
        path = folder / f"{prefix}{pending_name(sha256(beside))}"
        _put(beside, path)
    return path


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        # Otherwise the folder could be lost, with its files, in a power cut.
        sync(folder.parent)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(6)}{_UNFINISHED}")
    try:
        # The mode of any new file, by the user's umask.
        beside.open("xb").close()
        yield beside
    finally:
        # Already gone if it has been renamed.
        with contextlib.suppress(OSError):
            beside.unlink()


def _put(beside: Path, path: Path) -> None:
    with beside.open("rb+") as file:
        _flush(file.fileno())
    beside.replace(path)
    sync(path.parent)


def is_log(path: Path) -> bool:
    """True if a file is a log that a shell or a batch system makes when a job begins."""
    return _LOG.fullmatch(path.name) is not None and path.is_file()


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` atomically."""
    with replaced(path) as beside:
        beside.write_bytes(content)


def put_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write ``contents``, name -> content, to a folder in their order, each file atomically."""
    for name, content in contents.items():
        _make((folder / name).parent)
        replace_file(folder / name, content)


def pending_name(digest: str) -> str:
    """Return the name that ``put_by_content`` gives to a file of this SHA-256, without a prefix."""
    return f"{digest}.parquet"


def named_digest(path: Path) -> str:
    """Return the SHA-256 in the name of a file that ``put_by_content`` wrote without a prefix."""
    return path.stem


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(folder: Path) -> bool:
    """Flush a folder's list of names to disk; return False where the file system cannot.

    Network drives, shared folders of virtual machines and some FUSE file systems cannot.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _CANNOT_SYNC:
            return False
        raise
    try:
        return _flush(handle)
    finally:
        os.close(handle)


def _flush(handle: int) -> bool:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _CANNOT_SYNC:
            return False
        raise
    return True


def remove_unfinished(folder: Path) -> None:
    """Remove a killed writer's unfinished files. The caller must hold the lock."""
    for path in (*folder.glob(f".*{_UNFINISHED}"), *(folder / PENDING).glob(f".*{_UNFINISHED}")):
        path.unlink(missing_ok=True)
