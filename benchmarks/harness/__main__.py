"""The command line of the harness's benchmarks: measure, print a table, write the figures.

python -m benchmarks.harness [NAME ...] [--quick] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.findings import Finding, table, write
from benchmarks.harness import driver, memory, overhead, planning, reading
from benchmarks.machine import about

BENCHMARKS: Final[dict[str, Callable[[bool], list[Finding]]]] = {
    "overhead": overhead.measure,
    "driver": driver.measure,
    "planning": planning.measure,
    "memory": memory.measure,
    "reading": reading.measure,
}
RESULTS: Final = Path(__file__).with_name("results.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all; return the exit status, 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.harness", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="shows that all works, keeps nothing")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file for the figures")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.name if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    findings: dict[str, Sequence[Finding]] = {}
    for name in chosen.name or BENCHMARKS:
        began = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, end=" ", flush=True)
        findings[name] = BENCHMARKS[name](chosen.quick)
        print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
        if not chosen.quick:
            write(chosen.out, name, about(), findings[name])
    print(table(findings))
    missed = [f for found in findings.values() for f in found if f.met is False]
    return 1 if missed and not chosen.quick else 0


if __name__ == "__main__":
    sys.exit(main())
