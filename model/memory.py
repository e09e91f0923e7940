"""How much memory a run needs, asked before it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psutil

from model.errors import InputError
from model.measures import COUNTS, SUMS

GIB: Final = 2**30

# Bytes a resident, measured by ``benchmarks/memory.py``: the compiled execution's arrays with those
# that they begin from and the cases under way; Mesa's agents with what Python needs for each.
BYTES_PER_RESIDENT: Final = {"compiled": 23, "mesa": 3000}
# Python, the libraries and the compiled rules.
_BASE: Final = 300 * 2**20
# Runs that need less than this are not asked about: looking would take longer than it is worth.
_SMALL: Final = 2**30

_GROUPS: Final = 6
_CGROUPS: Final = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)


def needed(residents: int, jurisdictions: int, months: int, engine: str = "compiled") -> int:
    """Return about how many bytes a run takes at its peak."""
    tables = (months + 1) * jurisdictions * _GROUPS * (len(COUNTS) * 4 + len(SUMS) * 8)
    return _BASE + BYTES_PER_RESIDENT[engine] * residents + tables


def check(residents: int, jurisdictions: int, months: int, engine: str) -> None:
    """Raise InputError if a run needs more memory than this machine has free."""
    need = needed(residents, jurisdictions, months, engine)
    if need < _SMALL:
        return
    free = available()
    if need <= free:
        return
    other = " or engine 'compiled'" if engine == "mesa" else ""
    raise InputError(
        f"This run of {residents:,} residents needs about {need / GIB:.1f} GiB of memory, and "
        f"{free / GIB:.1f} GiB are free; a smaller scale{other} would fit."
    )


def available() -> int:
    """Return how many bytes a process may still take: of the machine's, or of its group's limit.

    A job of a cluster or a container is held to a limit of its own (a control group's).
    """
    free = int(psutil.virtual_memory().available)
    for limit_file, usage_file in _CGROUPS:
        try:
            limit = int(Path(limit_file).read_text())
            usage = int(Path(usage_file).read_text())
        except (OSError, ValueError):
            continue  # no such group, or its limit is "max"
        free = min(free, limit - usage)
    return free
