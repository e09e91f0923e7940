"""The cache of compiled code on disk, in a folder that no other user can write to.

Numba unpickles the files of its cache, so another user who could write to the folder could run code
in this process. The folder belongs to the user (mode 0700) and is created under the first of these
that is writable: ``NUMBA_CACHE_DIR``, ``XDG_CACHE_HOME``, ``.cache`` in the home directory; else in
the temporary directory, under the user's name; else as a new temporary directory of this process,
deleted when it ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numba
from numba.core.caching import FunctionCache

# Permissions that no other user may have on a folder whose files are unpickled.
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH

# The module defines its names when it is imported, so type checkers do not know them.
_config: Any = numba.config


def cache_folder(name: str) -> Path | None:
    """Find or create the folder ``name`` for compiled code; None if that is not possible.

    It belongs to the user, is not a symbolic link, and no other user can write to it.
    """
    for root in _roots():
        if private_folder(root / name):
            return root / name
    try:
        fresh = tempfile.mkdtemp(prefix="scomm-")
    except OSError:
        return None
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    return Path(fresh)


def _roots() -> Iterator[Path]:
    """Yield candidate parent folders of the cache, in order of preference."""
    chosen = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    # There is no home directory if HOME is not set and the system does not know the user.
    with suppress(RuntimeError):
        yield (Path(chosen) if chosen else Path.home() / ".cache") / "scomm"
    try:
        shared = Path(tempfile.gettempdir()) / f"scomm-{os.getuid()}"
    except OSError:
        return  # There is no temporary folder.
    # Other users can create and rename folders in the temporary directory, so check the folder.
    if private_folder(shared):
        yield shared


def private_folder(folder: Path) -> bool:
    """Create ``folder`` with mode 0700 if needed; return whether only the user can write to it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & _OTHERS_WRITE
        and os.access(folder, os.W_OK)
    )


class Kept(FunctionCache):
    """Numba's cache of a function, tolerant of a full disk and of corrupt files.

    Code that cannot be saved or read is compiled again by the next process.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load the cached code for a signature, or None."""
        cache: Any = super()
        try:
            return cache.load_overload(sig, target_context)
        except Exception:  # Unpickling a truncated file can raise any exception.
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Save the code for a signature, if the disk has space."""
        cache: Any = super()
        for begin in (lambda: None, cache.flush):
            try:
                begin()
                cache.save_overload(sig, data)
            except OSError:
                return
            except Exception:  # The index is corrupt: start a new one.
                continue
            return


def kept(function: Callable[..., Any], folder: Path | None) -> Kept | None:
    """Return the cache of a function in ``folder``, None if the folder cannot be used."""
    if folder is None:
        return None
    make: Callable[..., Kept] = Kept
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(folder)
    try:
        cache = make(function)
    except (OSError, RuntimeError):
        return None
    finally:
        _config.CACHE_DIR = before
    # If Numba cannot write to the folder, it would save the code beside the source instead.
    return cache if Path(cache.cache_path).is_relative_to(folder) else None
