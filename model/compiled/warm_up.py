"""Compiling once on a machine, however many processes start at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from filelock import FileLock

from scomm.model.compiled.run import simulate
from scomm.model.compiling.jit import CACHE_FOLDER, is_cold
from scomm.model.settings import Settings
from scomm.model.start import prepare

# A world in which nearly nothing happens: running it compiles all that runs of any world need.
_TINY: Final = Settings(population=20, weeks=1, burn_in_weeks=1)

_ready = False


def get_ready() -> None:
    """Compile the rules if no process of this machine has done so yet; wait for one that is."""
    global _ready
    if _ready:
        return
    if is_cold():
        with FileLock(Path(CACHE_FOLDER) / "compiling.lock"):
            if is_cold():
                simulate(prepare(_TINY, 0))
    _ready = True
