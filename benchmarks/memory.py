"""Memory and time a resident, from ten thousand residents to the nation, a process each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Final

from benchmarks.findings import Finding, Goal
from benchmarks.machine import ROOT
from benchmarks.worlds import Effort

GOAL: Final = Goal("at most", 24.0)

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
LARGE: Final = (100_000_000, 308_700_000)
QUICK: Final = (10_000, 100_000)


def measure(effort: Effort) -> list[Finding]:
    """Measure every size; the goal is judged at the largest."""
    sizes = QUICK if effort.quick else (*SIZES, *LARGE) if effort.large else SIZES
    found = []
    for size in sizes:
        # The largest worlds run as they are meant to: on every core, once.
        threads = (os.cpu_count() or 1) if size in LARGE else 1
        found += _figures(_child(size, threads, effort.quick), threads, size == sizes[-1])
    return found


def _child(residents: int, threads: int, quick: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.memory_child", str(residents), str(threads)]
    done = subprocess.run(
        [*command, *(["--quick"] if quick else [])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


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
