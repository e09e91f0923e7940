"""How much memory a run needs, asked before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

from scomm.model.errors import NotEnoughMemory
from scomm.model.measures import COUNTS, SUMS

GIB: Final = 2**30

# Bytes a resident: the compiled execution's arrays with those that they begin from and the cases
# under way, measured by ``benchmarks/memory.py``; Mesa's agents with what Python needs for each,
# 740 in a county of 40,000.
BYTES_PER_RESIDENT: Final = {"compiled": 23, "mesa": 900}
# Python, the libraries and the compiled rules.
_BASE: Final = 300 * 2**20
# Runs that need less than this are not asked about: looking would take longer than it is worth.
_SMALL: Final = 2**30

_GROUPS: Final = 6
# Of control groups: which are this process's, and where they are mounted. Their files, by version:
# limit, usage, and what of the usage the kernel would give back, files that nobody reads.
_OWN_GROUPS: Final = Path("/proc/self/cgroup")
_MOUNT: Final = Path("/sys/fs/cgroup")
_VERSION_1: Final = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_VERSION_2: Final = ("memory.max", "memory.current", "inactive_file")


def needed(residents: int, jurisdictions: int, months: int, engine: str = "compiled") -> int:
    """Return about how many bytes a run takes at its peak."""
    tables = (months + 1) * jurisdictions * _GROUPS * (len(COUNTS) * 4 + len(SUMS) * 8)
    return _BASE + BYTES_PER_RESIDENT[engine] * residents + tables


def check(residents: int, jurisdictions: int, months: int, engine: str) -> None:
    """Raise NotEnoughMemory if a run needs more memory than this machine has free."""
    need = needed(residents, jurisdictions, months, engine)
    if need < _SMALL:
        return
    free = available()
    if need <= free:
        return
    other = " or engine 'compiled'" if engine == "mesa" else ""
    raise NotEnoughMemory(
        f"This run of {residents:,} residents needs about {need / GIB:.1f} GiB of memory, and "
        f"{free / GIB:.1f} GiB are free; a smaller scale{other} would fit."
    )


def available() -> int:
    """Return how many bytes a process may still take: of the machine's, or of its groups' limits.

    A job of a cluster or a container is held to a limit of its own (a control group's), or of a
    group around its own.
    """
    free = int(psutil.virtual_memory().available)
    for folder, (limit_file, usage_file, returnable) in _groups():
        try:
            limit = int((folder / limit_file).read_text())
            usage = int((folder / usage_file).read_text())
            lines = (folder / "memory.stat").read_text().splitlines()
        except (OSError, ValueError):
            continue  # not seen from here, or its limit is "max"
        parts = dict(line.split(maxsplit=1) for line in lines)
        free = min(free, limit - usage + int(parts.get(returnable, 0)))
    return free


def _groups() -> Iterator[tuple[Path, tuple[str, str, str]]]:
    """Yield the folders of this process's groups and of those around them, with their files."""
    try:
        lines = _OWN_GROUPS.read_text().splitlines()
    except OSError:
        return  # not on Linux
    for line in lines:
        number, kinds, path = line.split(":", 2)
        if number == "0":
            mount, files = _MOUNT, _VERSION_2
        elif "memory" in kinds.split(","):
            mount, files = _MOUNT / "memory", _VERSION_1
        else:
            continue
        own = Path(path.lstrip("/"))
        for group in (own, *own.parents):
            yield mount / group, files
