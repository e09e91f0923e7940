"""The lock of a store, which allows one writer at a time; a killed writer releases it.

Where the file system has no locks (some network drives), a lock file that exists as long as its
writer serves the same purpose among processes of one machine. If a writer was killed on another
machine, the file has to be removed by hand, since this machine cannot tell whether it still runs.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from scomm.model.errors import InputError
from scomm.sweeps.store.files import LOCK

# A process that asks for the current writer holds the lock for a moment.
_PATIENCE_SECONDS: Final = 2.0
# Errors of a file system without locks, or whose lock server does not run.
_NO_LOCKS: Final = (
    *(errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP),
    *(errno.EINVAL, errno.EPROTONOSUPPORT),
)


@contextlib.contextmanager
def locked(folder: Path, tell: Callable[[str], None] = lambda sentence: None) -> Iterator[None]:
    """Hold the lock of a store within the context. Raises InputError if another process does.

    The system releases the lock when the process ends for any reason; ``tell`` gets a sentence
    where the file system has no such locks.
    """
    path = folder / LOCK
    _check(path)
    lock = _lock(path, _PATIENCE_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise _in_use(folder, _holder(path)) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        with _present(folder, tell):
            yield
        return
    try:
        path.write_text(_ours(), encoding="utf-8")
        yield
    finally:
        # A process that waits for the lock notices that the file is gone, and opens a new one.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()


@contextlib.contextmanager
def _present(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Keep the lock file within the context, in place of a lock."""
    path = folder / LOCK
    if writer := _living(path):
        raise InputError(
            f"The folder {folder} is being written by {writer}, and its file system has no locks; "
            f"wait until it has ended, or remove {path} if it has."
        )
    path.unlink(missing_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_ours())
    except FileExistsError:
        raise _in_use(folder, _holder(path)) from None
    tell(
        f"The file system of {folder} has no locks: writers on this machine are kept apart, but a "
        "writer that is killed on another machine leaves .lock there, to be removed by hand."
    )
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def writer_of(folder: Path) -> str:
    """Describe the process that writes a store; "" if none does."""
    path = folder / LOCK
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with _lock(path, 0):
            return ""
    except Timeout:
        return _holder(path)
    except OSError as error:
        # Otherwise this user may not lock it, nor write.
        return _living(path) if error.errno in _NO_LOCKS else ""


def _lock(path: Path, seconds: float) -> FileLock:
    return FileLock(path, timeout=seconds, fallback_to_soft=False)


def _check(path: Path) -> None:
    """Raise InputError for a lock that is a link: what it leads to would be overwritten."""
    if path.is_symlink():
        raise InputError(f"{path} is a link, and a store holds none; remove it.")


def _living(path: Path) -> str:
    """Describe the process that a lock file names, "" if there is none or it has ended."""
    try:
        process, host = path.read_text(encoding="utf-8").split()
        if host != socket.gethostname():
            return _holder(path)
        os.kill(int(process), 0)
    except PermissionError:
        return _holder(path)  # It is another user's.
    except (OSError, ValueError, OverflowError):
        return ""
    return _holder(path)


def _in_use(folder: Path, writer: str) -> InputError:
    return InputError(
        f"The folder {folder} is being written by {writer}; wait until it has ended, "
        "or give another folder."
    )


def _ours() -> str:
    return f"{os.getpid()}\n{socket.gethostname()}\n"


def _holder(path: Path) -> str:
    try:
        process, host = path.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return "another process"
    return f"process {process} on {host}"
