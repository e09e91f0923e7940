"""The driver's peak memory in sweeps of increasing size, with simulated workers.

python -m benchmarks.harness.memory RUNS measures one sweep and prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.child import measured
from benchmarks.findings import Finding, Goal
from benchmarks.harness import simulated

RUNS: Final = (10_000, 100_000, 1_000_000)
UNIT: Final = 0.01
# With more, all runs of the smallest sweep would be in flight at once.
CORES: Final = 16
# Nearly constant: the driver keeps little more than the identity of each run, 24 bytes.
GOAL: Final = Goal("at most", 1.5)


def measure(quick: bool) -> list[Finding]:
    """Measure the peaks, and the ratio of the last to the first."""
    runs = [number // 100 for number in RUNS] if quick else RUNS
    peaks = [measured("benchmarks.harness.memory", str(number))["peak_mib"] for number in runs]
    found = [
        Finding(f"driver's peak memory, {number:,} runs", peak, "MiB")
        for number, peak in zip(runs, peaks, strict=True)
    ]
    return [*found, Finding("the last over the first", peaks[-1] / peaks[0], "times", goal=GOAL)]


def case(runs: int) -> dict[str, float]:
    """Sweep a number of runs, from the plan to the store; return the peak memory of the process."""
    with tempfile.TemporaryDirectory() as folder, simulated.workers(UNIT, CORES):
        sweep = simulated.sweep_of(runs // simulated.RUNS_A_POINT)
        sweep.run(Path(folder) / "store", progress=False)
    return {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]))))
