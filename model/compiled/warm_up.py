"""Compiling once on a machine, however many processes start at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from filelock import FileLock

from scomm.model.compiled.run import simulate
from scomm.model.compiling.jit import folder_of_module, is_cold
from scomm.model.settings import Settings
from scomm.model.start import prepare

# A world in which nearly nothing happens: running it compiles all that runs of any world need.
_TINY: Final = Settings(population=20, weeks=1, burn_in_weeks=1)

# That of this module: a variant of the model (``scomm.model.changed_rules``) has its own.
_FOLDER: Final = folder_of_module(__name__)
_ready = False


def get_ready() -> None:
    """Compile the rules if no process of this machine has done so yet; wait for one that is."""
    global _ready
    if _ready:
        return
    if is_cold(_FOLDER):
        with _one_at_a_time():
            if is_cold(_FOLDER):
                simulate(prepare(_TINY, 0))
    _ready = True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Have other processes wait meanwhile, where the folder of compiled code has room and locks."""
    with ExitStack() as stack:
        if _FOLDER is not None:
            with suppress(OSError, NotImplementedError):
                lock = FileLock(_FOLDER / "compiling.lock", fallback_to_soft=False)
                stack.enter_context(lock)
        yield
