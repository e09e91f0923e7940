"""The private folder in which a Ray started here keeps its sockets and logs.

Ray makes its folders open to all users, and its sockets' names may have 107 bytes. So it gets a
folder that only the user can enter, under a short name, removed when Ray ends. A stale folder, left
by a killed process, is removed when the next one is made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from scomm.model.errors import InputError

_PREFIX: Final = "scomm-ray-"
# What Ray appends: a session's name, which has its date and process, and a socket's.
_RAY_ADDS: Final = len("/session_2026-11-27_05-55-46_354212_1234567/sockets/plasma_store")
_LONGEST_SOCKET: Final = 107
_LONGEST: Final = _LONGEST_SOCKET - _RAY_ADDS
_RANDOM: Final = 8
# How long Ray's processes may take to close their files after they are stopped.
_PATIENCE_SECONDS: Final = 2.0


def roots() -> list[Path]:
    """Return the folders for temporary files, the user's choice first."""
    return [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]


@contextmanager
def private_folder(roots: Sequence[Path]) -> Iterator[Path]:
    """Yield a new folder that only the user can enter, and remove it afterwards.

    It is made in the first of ``roots`` that has a short and plain name and is writable. Raises
    InputError if there is none.
    """
    for root in roots:
        name = os.fsencode(root)
        if len(name) + 1 + len(_PREFIX) + _RANDOM > _LONGEST or not name.isascii():
            continue
        try:
            _remove_left_behind(root)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))  # with the mode 0700
        except OSError:
            continue
        break
    else:
        raise InputError(
            f"Ray needs a folder for its sockets, whose path is at most {_LONGEST} plain "
            f"characters, and none of {', '.join(map(str, roots))} can hold one; set TMPDIR to a "
            "short path that can be written."
        )
    try:
        with _held(folder):
            yield folder
    finally:
        _remove(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which the system releases with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Try to lock a folder; False if it is locked, or its file system has no locks."""
    import fcntl  # Windows has neither this module nor a private Ray.

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left_behind(root: Path) -> None:
    for folder in root.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _lock(handle):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def _remove(folder: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if time.monotonic() > until:
            return  # Removed when the next one is made.
        time.sleep(0.05)
