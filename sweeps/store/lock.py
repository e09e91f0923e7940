"""One writer to a store at a time; the lock of one that was killed is free again.

Where the file system has no locks (some network drives), a file that is there for as long as its
writer does the same among processes of one machine. Left behind by a writer that was killed on
another machine it has to be removed by hand, since nobody here can tell whether that one still
runs.
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

# Who asks whether somebody writes holds the lock for a moment.
_PATIENCE_SECONDS: Final = 2.0
# What a file system says that has no locks, or whose server of locks does not run.
_NO_LOCKS: Final = (
    *(errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP),
    *(errno.EINVAL, errno.EPROTONOSUPPORT),
)


@contextlib.contextmanager
def locked(folder: Path, tell: Callable[[str], None] = lambda sentence: None) -> Iterator[None]:
    """Be the only writer of a store meanwhile. Raises InputError if another process is.

    The system drops the lock with the process, however it ends; ``tell`` gets a sentence where the
    file system has no such locks.
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
        # Who waits for the lock sees that its file is gone, and begins with a new one.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()


@contextlib.contextmanager
def _present(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Have the lock's file there meanwhile, in place of a lock."""
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
    """Return which process writes a store, in words; "" if none does."""
    path = folder / LOCK
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with _lock(path, 0):
            return ""
    except Timeout:
        return _holder(path)
    except OSError as error:
        # Else it is not ours to lock, nor to write.
        return _living(path) if error.errno in _NO_LOCKS else ""


def _lock(path: Path, seconds: float) -> FileLock:
    return FileLock(path, timeout=seconds, fallback_to_soft=False)


def _check(path: Path) -> None:
    """Raise InputError for a lock that is a link: what it leads to would be overwritten."""
    if path.is_symlink():
        raise InputError(f"{path} is a link, and a store holds none; remove it.")


def _living(path: Path) -> str:
    """Return which process a lock's file names, "" if there is none or it has ended."""
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
