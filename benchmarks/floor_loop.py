"""The loop of the floor in C, compiled and called with the opportunities of a world."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.machine import compiler
from benchmarks.opportunities import Opportunities
from scomm.model.start import Start

SOURCE: Final = Path(__file__).with_name("floor.c")
FLAGS: Final = ("-O3", "-march=native", "-shared", "-fPIC")
#: Blocks drawn per neighborhood and week for its counts: crimes and moves, and encounters.
COUNT_DRAWS: Final = 2


def compile_floor(folder: Path, record_words: int) -> Any:
    """Compile the loop into ``folder``, for records of ``record_words`` 64-bit words; load it."""
    command = compiler()
    if command is None:
        raise FileNotFoundError("The floor is written in C, and there is no C compiler: set CC.")
    library = folder / f"floor-{record_words}.so"
    subprocess.run(
        [command, *FLAGS, f"-DRECORD_WORDS={record_words}", "-o", str(library), str(SOURCE)],
        check=True,
    )
    loaded = ctypes.CDLL(str(library))
    loaded.philox.restype = None
    loaded.meet_all.restype = ctypes.c_uint64
    return loaded


def philox(library: Any, counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Compute the four words of the C generator for a counter and a key."""
    words = (ctypes.c_uint32 * 4)(*counter)
    library.philox(words, (ctypes.c_uint32 * 2)(*key))
    return tuple(words)


def loop_over(
    library: Any, start: Start, opportunities: Opportunities, record_words: int
) -> Callable[[], int]:
    """Return a function that processes all opportunities of a world and returns their number."""
    cells = start.population.neighborhoods
    of_cell = cells.jurisdiction
    first = start.population.first_resident[of_cell] + cells.first
    # Written once, so that the system allocates no page during the measurement.
    table = np.full(len(start.population) * record_words, 1, dtype=np.uint64)
    columns = (
        np.ascontiguousarray(opportunities.met, dtype=np.uint16),
        np.ascontiguousarray(start.places.code[of_cell], dtype=np.uint32),
        np.ascontiguousarray(cells.number, dtype=np.uint32),
        np.ascontiguousarray(first, dtype=np.int64),
        np.ascontiguousarray(cells.residents, dtype=np.uint32),
    )
    weeks, here = opportunities.met.shape
    arguments = (
        ctypes.c_uint64(start.seed),
        ctypes.c_int64(weeks),
        ctypes.c_int64(-start.settings.burn_in_weeks),
        ctypes.c_int64(here),
        *(_address(column) for column in columns),
        ctypes.c_int64(COUNT_DRAWS),
        _address(table),
    )

    def loop() -> int:
        # A reference keeps the arrays alive; the library has only their addresses.
        assert len(columns) and len(table)
        met: int = library.meet_all(*arguments)
        return met

    return loop


def _address(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
