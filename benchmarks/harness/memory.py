"""The driver's peak memory over sweeps of more and more runs, with simulated workers."""

from __future__ import annotations

from typing import Final

from benchmarks.findings import Finding, Goal
from benchmarks.harness.driver import child

RUNS: Final = (10_000, 100_000, 1_000_000)
UNIT: Final = 0.01
# With more, the runs of the smallest sweep would all be in flight at once.
CORES: Final = 16
# Flat: what a run leaves behind is its identity in an index, 24 bytes, and little else.
GOAL: Final = Goal("at most", 1.5)


def measure(quick: bool) -> list[Finding]:
    """Return the peaks, and the last over the first."""
    runs = [number // 100 for number in RUNS] if quick else RUNS
    peaks = [child(number, UNIT, CORES)["peak_mib"] for number in runs]
    found = [
        Finding(f"driver's peak memory, {number:,} runs", peak, "MiB")
        for number, peak in zip(runs, peaks, strict=True)
    ]
    return [*found, Finding("the last over the first", peaks[-1] / peaks[0], "times", goal=GOAL)]
