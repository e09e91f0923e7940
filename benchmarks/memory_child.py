"""One world in a separate process: its time and its peak memory.

    python -m benchmarks.memory_child RESIDENTS THREADS [--quick]

Prints one line of JSON. The memory that does not depend on the number of residents (interpreter,
libraries, compiled code) is loaded by a small world first and subtracted.
"""

from __future__ import annotations

import argparse
import json
import time

from benchmarks import opportunities, worlds
from benchmarks.resident_set import current_bytes, peak_bytes
from benchmarks.worlds import SEED, Effort
from scomm.model.compiled import simulate
from scomm.model.start import prepare


def main() -> None:
    """Simulate a synthetic nation of a number of residents; print its time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("residents", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    effort = Effort(quick=arguments.quick)
    small = worlds.nation_of(1000, Effort(quick=True))
    opportunities.count(prepare(small, SEED))
    for threads in {1, arguments.threads}:
        simulate(prepare(small, SEED), threads=threads)
    before = current_bytes()
    begin = time.perf_counter()
    start = prepare(worlds.nation_of(arguments.residents, effort), SEED)
    ready = time.perf_counter()
    simulate(start, threads=arguments.threads)
    done = time.perf_counter()
    peak = peak_bytes()
    met = opportunities.count(start)
    print(
        json.dumps(
            {
                "residents": len(start.population),
                "jurisdictions": len(start.places),
                "weeks": len(start.months),
                "opportunities": met.total,
                "set_up_seconds": ready - begin,
                "seconds": done - ready,
                "bytes": max(peak - before, 0),
            }
        )
    )


if __name__ == "__main__":
    main()
