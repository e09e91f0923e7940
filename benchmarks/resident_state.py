"""How many bytes of state the compiled run keeps for each resident.

Measured from outside: of everything that a run holds in its middle, the arrays with an element a
resident are those whose size is a multiple of the residents, whose number is a large prime.
"""

from __future__ import annotations

import tracemalloc
from typing import Final

from scomm import scenario
from scomm.model.compiled import simulate
from scomm.model.start import prepare

_PRIME: Final = 100_003
_LARGEST_ELEMENT: Final = 64


def bytes_a_resident() -> int:
    """Return the bytes a resident of all arrays that a run makes for the residents' state."""
    settings = scenario("county").replace(population=_PRIME, weeks=4, burn_in_weeks=0)
    start = prepare(settings, 1)
    simulate(start)
    held: list[int] = []

    def look(done: int, total: int) -> None:
        if not held:
            held.extend(trace.size for trace in tracemalloc.take_snapshot().traces)

    tracemalloc.start()
    try:
        simulate(start, progress=look)
    finally:
        tracemalloc.stop()
    largest = _LARGEST_ELEMENT * _PRIME
    return sum(size // _PRIME for size in held if size % _PRIME == 0 and 0 < size <= largest)
