"""The command line of the benchmarks: measure, print a table, write the figures.

python -m benchmarks [NAME ...] [--quick | --large] [--turns N] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks import answer, compiled_against_mesa, floor, memory, phases, startup
from benchmarks.findings import Finding, table, write
from benchmarks.machine import ROOT, about
from benchmarks.peers import compare
from benchmarks.worlds import Effort

BENCHMARKS: Final[dict[str, Callable[[Effort], Sequence[Finding]]]] = {
    "compiled_against_mesa": compiled_against_mesa.measure,
    "floor": floor.measure,
    "peers": compare.measure,
    "memory": memory.measure,
    "startup": startup.measure,
    "answer": answer.measure,
    "phases": phases.measure,
}
RESULTS: Final = Path(__file__).with_name("results.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all; return the exit status, 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="two minutes: shows that all works")
    parser.add_argument("--large", action="store_true", help="up to the nation at 1:1 as well")
    parser.add_argument("--turns", type=int, default=7, help="repetitions, taken in turns")
    parser.add_argument(
        "--out",
        type=Path,
        help=f"file for the figures, the profile beside it; {RESULTS.name} here, none if quick",
    )
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.name if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    out = chosen.out or (None if chosen.quick else RESULTS)
    effort = Effort(
        turns=2 if chosen.quick else chosen.turns,
        quick=chosen.quick,
        large=chosen.large,
        profile=None if out is None else out.with_name("profile.txt"),
    )
    findings, failed = _run(chosen.name or list(BENCHMARKS), effort, out)
    print(table(findings))
    missed = [f for found in findings.values() for f in found if f.met is False]
    print(f"\n{len(missed)} goals missed" + ("" if out is None else f"; figures in {_shown(out)}"))
    if failed:
        print(f"could not be run: {', '.join(failed)}")
    return 1 if failed or (missed and not chosen.quick) else 0


def _run(
    names: Sequence[str], effort: Effort, out: Path | None
) -> tuple[dict[str, Sequence[Finding]], list[str]]:
    """Run benchmarks one by one; return their findings, and the names of those that failed."""
    findings: dict[str, Sequence[Finding]] = {}
    failed = []
    for name in names:
        begin = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, end=" ", flush=True)
        try:
            findings[name] = BENCHMARKS[name](effort)
        except Exception:
            # Print the traceback, and continue with the other benchmarks.
            traceback.print_exc()
            failed.append(name)
            continue
        print(f"{time.perf_counter() - begin:.0f} s", file=sys.stderr)
        if out is not None:
            how = {"turns": effort.turns, "quick": effort.quick, "large": effort.large}
            write(out, name, {**about(), "effort": how}, findings[name])
    return findings, failed


def _shown(path: Path) -> str:
    """Format a path, relative to the checkout if it is inside."""
    whole = path.resolve()
    return str(whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    sys.exit(main())
