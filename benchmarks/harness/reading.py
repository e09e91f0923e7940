"""The time and memory to estimate from a large store: one ratio, and all of them.

The store is synthetic: it has the runs of a hundredth of the points of a store of 100,000 points, 2
arms and 20 replicates. The figures of the whole store are extrapolated, since all points take the
same time.

It is timed by the processor's time, since one processor does it all.

python -m benchmarks.harness.reading POINTS measures and prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.harness import simulated
from scomm import load
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.load import load_store

WHOLE: Final = 100_000
POINTS: Final = 1_000
REPLICATES: Final = 20
ONE: Final = "one ratio"
ALL: Final = "all ratios"
CONDENSED: Final = "condensed, one ratio"
MEMORY: Final = "MB of memory"
# In seconds, for the whole store; memory in MB, independent of the number of points.
GOALS: Final = {ONE: 60.0, ALL: 600.0, CONDENSED: 120.0, MEMORY: 1_000.0}


def measure(quick: bool) -> list[Finding]:
    """Estimate the seconds for a store of 100,000 points, and the peak memory."""
    points = POINTS // 20 if quick else POINTS
    found = measured("benchmarks.harness.reading", str(points))
    return [
        Finding(
            name
            if name == MEMORY
            else f"{name} of {WHOLE:,} points × 2 × {REPLICATES}, from {points}",
            value if name == MEMORY else value * WHOLE / points,
            "MB" if name == MEMORY else "s",
            goal=Goal("at most", GOALS[name]),
        )
        for name, value in found.items()
    ]


def case(points: int) -> dict[str, float]:
    """Measure the seconds for a store of a number of points."""
    found: dict[str, float] = {}
    hispanic = ["reporting_rate.hispanic"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        sweep = simulated.sweep_of(points, REPLICATES)
        sweep.run(path, backend=simulated.in_process, progress=False)
        # The first call loads what is imported late.
        next(load_store(path).estimates_in_parts(wanted=hispanic))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name, wanted in ((ONE, hispanic), (ALL, None)):
            found[name] = _seconds(path, points, wanted)
        began = time.process_time()
        condense(load_store(path), Path(folder) / "small", hispanic)
        found[CONDENSED] = time.process_time() - began
        assert len(load(Path(folder) / "small").estimates()) == points
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found[MEMORY] = max(before, after) / 1024
    return found


def _seconds(path: Path, points: int, wanted: Sequence[str] | None) -> float:
    """Measure the processor time in seconds from opening a store to its last estimate."""
    began = time.process_time()
    seen = sum(
        part["point"].nunique() for part in load_store(path).estimates_in_parts(wanted=wanted)
    )
    seconds = time.process_time() - began
    assert seen == points
    return seconds


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]))))
