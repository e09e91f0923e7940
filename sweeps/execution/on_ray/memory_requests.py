"""Memory requests of runs, so that two large runs do not share a small node."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.memory import GIB, needed
from scomm.model.places import build_places
from scomm.model.settings import Settings
from scomm.sweeps.execution.tasks import Tasks

# A run that needs less fits into a node's memory per processor, and requests nothing.
LARGE: Final = GIB
# Requests are multiples of this, since Ray keeps separate workers for each amount.
STEP: Final = GIB // 4

_WEEKS_A_MONTH: Final = 4
_SIZE: Final = ("places", "table", "population", "jurisdictions", "scale", "weeks")


def requested(tasks: Tasks) -> NDArray[np.int64]:
    """Return the memory that each run requests, in bytes: int64[run], 0 for small runs."""
    base = {name: getattr(tasks.base, name) for name in _SIZE}
    usual = _requested(tasks.engine, **base)
    of_changes = [
        _requested(tasks.engine, **{name: each.get(name, base[name]) for name in _SIZE})
        if not each.keys().isdisjoint(_SIZE)
        else usual
        for each in tasks.changes
    ]
    return np.array(of_changes, np.int64)[tasks.which]


@lru_cache(maxsize=4096)
def _requested(engine: str, **size: Any) -> int:
    try:
        made = build_places(Settings(**{name: size[name] for name in _SIZE if name != "weeks"}))
    except InputError:
        return 0  # The run itself will report the error in its places.
    residents, months = int(made.population.sum()), size["weeks"] // _WEEKS_A_MONTH + 1
    need = needed(residents, len(made), months, engine)
    return 0 if need < LARGE else -(-need // STEP) * STEP
