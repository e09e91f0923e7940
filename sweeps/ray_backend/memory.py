"""How much memory a run asks of its node, so that two large ones do not meet on a small node."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Final

from model import Settings
from model.errors import InputError
from model.memory import GIB, needed
from model.places import build_places
from sweeps.execute import Task

# A run that needs less fits into what a node has for each processor, and asks for nothing.
LARGE: Final = GIB
# Requests are multiples of this: workers are kept apart for each amount that is asked for.
STEP: Final = GIB // 4

_WEEKS_A_MONTH: Final = 4


def requested(task: Task) -> int:
    """Return the bytes that a run asks for: 0 if it is small."""
    return _requested(task.engine, *_SIZE(task.settings))


_SIZE: Final = attrgetter("places", "table", "population", "jurisdictions", "scale", "weeks")


@lru_cache(maxsize=4096)
def _requested(
    engine: str,
    places: str,
    table: str,
    population: int,
    jurisdictions: int,
    scale: float,
    weeks: int,
) -> int:
    try:
        made = build_places(
            Settings(
                places=places,
                table=table,
                population=population,
                jurisdictions=jurisdictions,
                scale=scale,
            )
        )
    except InputError:
        return 0  # The run will say what is wrong with its places.
    residents, months = int(made.population.sum()), weeks // _WEEKS_A_MONTH + 1
    need = needed(residents, len(made), months, engine)
    return 0 if need < LARGE else -(-need // STEP) * STEP
