"""Where compiled code is kept on disk: in a folder that nobody else can write to.

Numba unpickles what it finds there, so a folder that somebody else made or may write to would be a
way to have their code run. The folder is the user's own (mode 0700) in the first place that can be
written: ``NUMBA_CACHE_DIR``, ``XDG_CACHE_HOME``, or ``.cache`` in the home; else in the temporary
folder, under a name of the user's; else a fresh one for this process alone, removed when it ends.
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

# What others must not be able to do in a folder whose files are unpickled.
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH

# The module fills itself when it is loaded, so no type checker knows what is in it.
_config: Any = numba.config


def cache_folder(name: str) -> Path | None:
    """Return the folder called ``name`` for compiled code, made if need be; None if none can be.

    It belongs to the user, is no link, and nobody else can write to it.
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
    """Yield the folders in which compiled code may be kept, the best first."""
    chosen = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    # There is no home where no HOME is set and the system does not know the user.
    with suppress(RuntimeError):
        yield (Path(chosen) if chosen else Path.home() / ".cache") / "scomm"
    try:
        shared = Path(tempfile.gettempdir()) / f"scomm-{os.getuid()}"
    except OSError:
        return  # There is no temporary folder.
    # Others can make and rename folders beside it, so it is looked at by itself.
    if private_folder(shared):
        yield shared


def private_folder(folder: Path) -> bool:
    """Return whether ``folder``, made with mode 0700 if it is new, is the user's alone to write."""
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
    """Numba's cache of a function, which a full disk or a damaged file makes slower, never wrong.

    What cannot be saved is compiled again by the next process, and so is what cannot be read.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return kept code for a signature, or None."""
        cache: Any = super()
        try:
            return cache.load_overload(sig, target_context)
        except Exception:  # Unpickling a file that was cut off raises whatever it comes upon.
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep code for a signature, if there is room."""
        cache: Any = super()
        for begin in (lambda: None, cache.flush):
            try:
                begin()
                cache.save_overload(sig, data)
            except OSError:
                return
            except Exception:  # The index is damaged: begun again, it holds this and what comes.
                continue
            return


def kept(function: Callable[..., Any], folder: Path | None) -> Kept | None:
    """Return the cache of a function in ``folder``, None where nothing can be kept there."""
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
    # Where Numba cannot write to the folder, it would keep code beside the source.
    return cache if Path(cache.cache_path).is_relative_to(folder) else None
