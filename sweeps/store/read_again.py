"""Retries of reads from a store that another process writes, and whose files it replaces.

A writer that merges files writes the new one, then removes the old ones. So a new listing has every
finished run; what was read from the old files is stale and has to be dropped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from scomm.model.errors import InputError

# Pause before each retry, in seconds: in total longer than the removal of some hundred files takes.
PAUSES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

T = TypeVar("T")


def afresh(folder: Path, read: Callable[[], T], pauses: Sequence[float] = PAUSES) -> T:
    """Call ``read``; start over if the writer removed a file it had listed.

    Args:
        folder: the store's folder, for the error's sentence.
        read: lists the files and reads them.
        pauses: seconds before each retry.

    Raises:
        InputError: a file is removed at every attempt.
    """
    for pause in pauses:
        try:
            return read()
        except FileNotFoundError:
            time.sleep(pause)
    try:
        return read()
    except FileNotFoundError as error:
        raise InputError(
            f"The store {folder} cannot be read: at each of {len(pauses) + 1} attempts a file went "
            f"away meanwhile, at last {error.filename}; try again when its writer has ended "
            "('scomm status' names it)."
        ) from None
