"""The bytes of state per resident in the compiled run.

They are measured from outside: the number of residents is a large prime, so arrays with an element
per resident are those in memory in the middle of a run whose size is a multiple of it.
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
    """Return the bytes per resident of all arrays that hold the residents' state in a run."""
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
