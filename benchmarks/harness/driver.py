"""The driver's cost per task and result, and the number of cores that would saturate it.

python -m benchmarks.harness.driver RUNS SECONDS_A_RUN CORES measures one case and prints JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.harness import simulated
from scomm import Sweep

# A cluster of that size has two batches per core in flight. With more there would be too few runs
# here for batches of the size that they have in a long sweep.
CORES: Final = 1000
# Seconds of a run, and the number of runs measured.
UNITS: Final = {1.0: 20_000, 0.1: 200_000, 0.001: 400_000}
GOAL: Final = Goal("at least", 5000)


def measure(quick: bool) -> list[Finding]:
    """Estimate, for each length of a run, the number of cores that would saturate the driver."""
    found = []
    for unit, runs in UNITS.items():
        number = runs // 20 if quick else runs
        cost = measured("benchmarks.harness.driver", str(number), str(unit), str(CORES))
        each = {name: 1e6 * cost[name] / cost["runs"] for name in ("process", "main", "wall")}
        note = (
            f"a run costs the driver's process {each['process']:.0f} µs of processor time, "
            f"{each['main']:.0f} of them in its main thread; beside the simulated workers, this "
            f"machine did {1e6 / each['wall']:,.0f} runs a second"
        )
        name = f"cores that keep the driver busy, runs of {1000 * unit:g} ms"
        # Runs of a millisecond do not need a cluster.
        goal = GOAL if unit >= 0.1 else None
        found.append(Finding(name, 1e6 * unit / each["process"], "cores", None, goal, note))
    return found


def case(runs: int, unit: float, cores: int) -> dict[str, float]:
    """Sweep with simulated workers, from the plan to the store; measure the driver's cost.

    The cost is the difference between a sweep and one with more runs, so that start-up and the
    adaptation of the batch size are excluded. A first sweep, not measured, starts the workers.
    """
    points = runs // simulated.RUNS_A_POINT
    with tempfile.TemporaryDirectory() as folder, simulated.workers(unit, cores):
        _, less, more = (
            cost(simulated.sweep_of(count), Path(folder) / str(turn))
            for turn, count in enumerate((points // 2, points // 2, points // 2 + points))
        )
    return {"runs": runs, **{name: more[name] - less[name] for name in more}}


def cost(sweep: Sweep, folder: Path) -> dict[str, float]:
    """Measure a sweep in seconds: wall, and processor time of the process and its main thread."""
    clocks = {"wall": time.perf_counter, "process": time.process_time, "main": time.thread_time}
    began = {name: clock() for name, clock in clocks.items()}
    sweep.run(folder, progress=False)
    return {name: clock() - began[name] for name, clock in clocks.items()}


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))))
