"""The memory and processors available to this process, within the limits of its job.

A cluster job or a container is often limited to less than the machine has, by its control groups or
by its processor affinity.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

# The files of a control group, by version: its memory limit and its usage; and the entry of its
# statistics for the part of the usage that the kernel can reclaim, the inactive page cache.
_MEMORY_1: Final = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_MEMORY_2: Final = ("memory.max", "memory.current", "inactive_file")
_QUOTA_1: Final = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
_QUOTA_2: Final = "cpu.max"


@dataclass(frozen=True)
class Groups:
    """The control groups of a process: the file that lists them, and their mount point."""

    listed: Path = Path("/proc/self/cgroup")
    mount: Path = Path("/sys/fs/cgroup")

    def folders(self, kind: str) -> Iterator[tuple[Path, int]]:
        """Yield the folders of the groups that limit a resource, with their version, 1 or 2.

        A process belongs to one group of each hierarchy and to all its parents. ``kind`` is the
        resource: "memory" or "cpu".
        """
        try:
            lines = self.listed.read_text().splitlines()
        except OSError:
            return  # not on Linux
        for line in lines:
            number, kinds, path = line.split(":", 2)
            if number == "0":
                mount, version = self.mount, 2
            elif kind in kinds.split(","):
                mount, version = self.mount / kind, 1
            else:
                continue
            own = Path(path.lstrip("/"))
            for group in (own, *own.parents):
                yield mount / group, version


GROUPS: Final = Groups()


def free_memory(groups: Groups = GROUPS) -> int:
    """Return the bytes of memory that this process can still allocate, within its groups' limits.

    Example:
        >>> free_memory() > 0
        True
    """
    free = int(psutil.virtual_memory().available)
    for folder, version in groups.folders("memory"):
        limit_file, usage_file, returnable = _MEMORY_1 if version == 1 else _MEMORY_2
        try:
            limit = int((folder / limit_file).read_text())
            usage = int((folder / usage_file).read_text())
            lines = (folder / "memory.stat").read_text().splitlines()
        except (OSError, ValueError):
            continue  # not seen from here, or its limit is "max"
        parts = dict(line.split(maxsplit=1) for line in lines)
        free = min(free, limit - usage + int(parts.get(returnable, 0)))
    return free


def processors(groups: Groups = GROUPS) -> int:
    """Return the number of processors that this process can use, at least 1.

    The number is the smaller of its processor affinity (as set by ``taskset`` and batch systems)
    and the processor time that its control groups allow, rounded up.

    Example:
        >>> 1 <= processors() <= (os.cpu_count() or 1)
        True
    """
    try:
        most = float(len(os.sched_getaffinity(0)))
    except AttributeError:  # not on Linux
        most = float(os.cpu_count() or 1)
    for folder, version in groups.folders("cpu"):
        try:
            if version == 1:
                quota, period = (int((folder / name).read_text()) for name in _QUOTA_1)
            else:
                quota, period = map(int, (folder / _QUOTA_2).read_text().split())
        except (OSError, ValueError):
            continue  # not seen from here, or its limit is "max"
        if quota > 0:  # -1: no limit
            most = min(most, quota / period)
    return max(1, -int(-most // 1))
