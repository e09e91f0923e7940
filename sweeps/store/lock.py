"""One writer to a store at a time; the lock of one that was killed is free again."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from scomm.model.errors import InputError
from scomm.sweeps.store.files import LOCK

# Who asks whether somebody writes holds the lock for a moment.
_PATIENCE_SECONDS: Final = 2.0


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer of a store meanwhile. Raises InputError if another process is.

    The system drops the lock with the process, however it ends.
    """
    path = folder / LOCK
    lock = FileLock(path)
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise InputError(
            f"The folder {folder} is being written by {_holder(path)}; wait until it has ended, "
            "or give another folder."
        ) from None
    try:
        path.write_text(f"{os.getpid()}\n{socket.gethostname()}\n", encoding="utf-8")
        yield
    finally:
        # Whoever waits for the lock sees that its file is gone, and begins with a new one.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()


def writer_of(folder: Path) -> str:
    """Return which process writes a store, in words; "" if none does."""
    path = folder / LOCK
    if not path.is_file():
        return ""
    try:
        with FileLock(path, timeout=0):
            return ""
    except Timeout:
        return _holder(path)
    except OSError:
        return ""  # Not ours to lock, nor to write.


def _holder(path: Path) -> str:
    try:
        process, host = path.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return "another process"
    return f"process {process} on {host}"
