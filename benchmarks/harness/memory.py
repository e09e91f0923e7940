"""The driver's peak memory over sweeps of more and more runs, with simulated workers.

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
# With more, the runs of the smallest sweep would all be in flight at once.
CORES: Final = 16
# Flat: what a run leaves behind is its identity in an index, 24 bytes, and little else.
GOAL: Final = Goal("at most", 1.5)


def measure(quick: bool) -> list[Finding]:
    """Return the peaks, and the last over the first."""
    runs = [number // 100 for number in RUNS] if quick else RUNS
    peaks = [measured("benchmarks.harness.memory", str(number))["peak_mib"] for number in runs]
    found = [
        Finding(f"driver's peak memory, {number:,} runs", peak, "MiB")
        for number, peak in zip(runs, peaks, strict=True)
    ]
    return [*found, Finding("the last over the first", peaks[-1] / peaks[0], "times", goal=GOAL)]


def case(runs: int) -> dict[str, float]:
    """Sweep so many runs, from the plan to the store, and return the peak of this process."""
    with tempfile.TemporaryDirectory() as folder, simulated.workers(UNIT, CORES):
        sweep = simulated.sweep_of(runs // simulated.RUNS_A_POINT)
        sweep.run(Path(folder) / "store", progress=False)
    return {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]))))
