"""The memory that a run needs, estimated and checked before it starts."""

from __future__ import annotations

from typing import Final

from scomm.model.errors import NotEnoughMemory
from scomm.model.machine import free_memory
from scomm.model.measures import COUNTS, SUMS

GIB: Final = 2**30

# Bytes per resident. Compiled: the arrays of the run, those of its starting state and the open
# cases, measured by ``benchmarks/memory.py``. Mesa: agents with Python's overhead, 740 measured in
# a county of 40,000.
BYTES_PER_RESIDENT: Final = {"compiled": 23, "mesa": 900}
# Python, the libraries and the compiled rules.
_BASE: Final = 300 * 2**20
# Runs that need less than this are not checked: the check would cost more time than it is worth.
_SMALL: Final = 2**30

_GROUPS: Final = 6


def needed(residents: int, jurisdictions: int, months: int, engine: str = "compiled") -> int:
    """Estimate the peak memory of a run.

    Args:
        residents: Residents in all jurisdictions.
        jurisdictions: Number of jurisdictions.
        months: Months reported.
        engine: "compiled" or "mesa".

    Returns:
        Bytes.
    """
    tables = (months + 1) * jurisdictions * _GROUPS * (len(COUNTS) * 4 + len(SUMS) * 8)
    return _BASE + BYTES_PER_RESIDENT[engine] * residents + tables


def check(
    residents: int, jurisdictions: int, months: int, engine: str, free: int | None = None
) -> None:
    """Raise NotEnoughMemory if a run needs more bytes than are ``free`` (None: on this machine)."""
    need = needed(residents, jurisdictions, months, engine)
    if need < _SMALL:
        return
    free = free_memory() if free is None else free
    if need <= free:
        return
    other = " or engine 'compiled'" if engine == "mesa" else ""
    raise NotEnoughMemory(
        f"This run of {residents:,} residents needs about {need / GIB:.1f} GiB of memory, and "
        f"{free / GIB:.1f} GiB are free; a smaller scale{other} would fit."
    )
