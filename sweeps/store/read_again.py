"""Reading while somebody writes: files go away, and what they held stands in others.

A writer that puts files together writes the new one, then takes the old ones away. So whoever lists
the files again finds every finished run, and has to let go of what was read from the old ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from scomm.model.errors import InputError

# Before each new attempt, in seconds: together longer than it takes to remove some hundred files.
PAUSES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

T = TypeVar("T")


def afresh(folder: Path, read: Callable[[], T]) -> T:
    """Return what ``read`` gives, done again from the listing on where a file has gone meanwhile.

    Raises InputError if a file goes away at every attempt.
    """
    for pause in PAUSES:
        try:
            return read()
        except FileNotFoundError:
            time.sleep(pause)
    try:
        return read()
    except FileNotFoundError as error:
        raise InputError(
            f"The store {folder} cannot be read: at each of {len(PAUSES) + 1} attempts a file went "
            f"away meanwhile, at last {error.filename}; try again when its writer has ended "
            "('scomm status' names it)."
        ) from None
