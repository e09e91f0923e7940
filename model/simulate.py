"""Run the model from beginning to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from model.errors import InputError, nearest
from model.outcomes import Outcomes
from model.settings import Settings
from model.world import World

ENGINES: Final = ("mesa",)
LARGEST_SEED: Final = 2**63 - 1


def run(
    settings: Settings,
    seed: int,
    *,
    engine: str = "mesa",
    events: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Outcomes:
    """Simulate the world that ``settings`` and ``seed`` determine and return what was measured.

    ``events`` keeps the event log. ``progress`` is called with (weeks done, weeks in all). Raises
    InputError for a seed that is not 0 to 2**63 - 1 or an unknown engine.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"The seed is {seed}; it must be a whole number from 0 to 2**63 - 1.")
    if engine not in ENGINES:
        raise InputError(
            f"No engine is called {engine!r}; there are {', '.join(ENGINES)}."
            + nearest(engine, ENGINES)
        )
    world = World(settings, seed, log_events=events)
    total = settings.burn_in_weeks + settings.weeks
    for done in range(1, total + 1):
        world.step()
        if progress is not None:
            progress(done, total)
    return world.outcomes()
