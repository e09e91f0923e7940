"""Memory and time per resident, from ten thousand residents to the nation, one process each."""

from __future__ import annotations

import os
from typing import Any, Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.worlds import Effort

GOAL: Final = Goal("at most", 24.0)

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
LARGE: Final = (100_000_000, 308_700_000)
QUICK: Final = (10_000, 100_000)


def measure(effort: Effort) -> list[Finding]:
    """Measure every size; the goal applies to the largest."""
    sizes = QUICK if effort.quick else (*SIZES, *LARGE) if effort.large else SIZES
    found = []
    for size in sizes:
        # The largest worlds run once, on all cores.
        threads = (os.cpu_count() or 1) if size in LARGE else 1
        found += _figures(_child(size, threads, effort.quick), threads, size == sizes[-1])
    return found


def _child(residents: int, threads: int, quick: bool) -> dict[str, Any]:
    quickly = ("--quick",) if quick else ()
    return measured("benchmarks.memory_child", str(residents), str(threads), *quickly)


def _figures(child: dict[str, Any], threads: int, largest: bool) -> list[Finding]:
    residents, seconds = child["residents"], child["seconds"]
    name = f"{residents:,} residents"
    ran = f"{child['jurisdictions']} jurisdictions, {child['weeks']} weeks, threads: {threads}"
    return [
        Finding(
            f"{name}: memory",
            child["bytes"] / residents,
            "bytes a resident",
            goal=GOAL if largest else None,
            note=ran,
        ),
        Finding(f"{name}: set-up", child["set_up_seconds"] / residents * 1e9, "ns a resident"),
        Finding(
            f"{name}: time a resident",
            seconds / residents / child["weeks"] * 1e9,
            "ns a resident-week",
        ),
        Finding(
            f"{name}: time an opportunity",
            seconds / child["opportunities"] * 1e9,
            "ns an opportunity",
        ),
        Finding(f"{name}: peak", child["bytes"] / 2**20, "MiB"),
    ]
