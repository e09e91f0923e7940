"""The time to plan a large sweep, and to resume one that is mostly complete.

python -m benchmarks.harness.planning POINTS measures and prints JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.harness import simulated
from scomm import Sweep
from scomm.sweeps.execution.backend import Done, Keep
from scomm.sweeps.execution.tasks import Tasks

POINTS: Final = 100_000
GOAL: Final = Goal("at most", 10.0)


class Reached(Exception):
    """Raised when the first task that is not complete is requested."""


def measure(quick: bool) -> list[Finding]:
    """Measure the seconds of planning, and of resuming stores with as many runs as points."""
    points = POINTS // 100 if quick else POINTS
    seconds = measured("benchmarks.harness.planning", str(points))
    return [Finding(name, value, "s", goal=GOAL) for name, value in seconds.items()]


def case(points: int) -> dict[str, float]:
    """Measure the seconds of each step."""
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = work()
        found[name] = time.perf_counter() - began
        return result

    def plan(replicates: int) -> Sweep:
        return simulated.sweep_of(points // 2, replicates)

    timed(f"plan {points:,} points in 2 arms", lambda: simulated.sweep_of(points, 1))
    once, twice = plan(1), plan(2)
    with tempfile.TemporaryDirectory() as folder:
        store, quick = Path(folder) / "store", simulated.in_process
        once.run(store, backend=quick, progress=False)
        name = f"find that a store's {points:,} runs are all done"
        timed(name, lambda: once.run(store, backend=quick, progress=False))
        name = f"find the first run that a store of {points:,} lacks"
        timed(name, lambda: reach(twice, store))
    return found


def first_task(tasks: Tasks, keep: Keep[Any]) -> Iterator[Done[Any]]:
    """Request one task, then stop."""
    next(iter(tasks))
    raise Reached
    yield


def reach(sweep: Sweep, store: Path) -> None:
    """Run a sweep until its first task."""
    try:
        sweep.run(store, backend=first_task, progress=False)
    except Reached:
        return
    raise AssertionError("the store lacks nothing")


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]))))
