"""The common part of a peer's process: load, time the weeks alone, print the results as JSON."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.peers.town import Town, load
from benchmarks.resident_set import current_bytes, peak_bytes


def simulate_county(
    package: str,
    make: Callable[[Town, int], Any],
    weeks_of: Callable[[Any], Callable[[], object]],
    totals: Callable[[Any], Mapping[str, int]],
) -> None:
    """Simulate the county in the folder and with the seed given on the command line.

    ``make`` builds a model from town and seed, and ``weeks_of`` returns a function that runs all
    its weeks.
    """
    town, seed = load(Path(sys.argv[1])), int(sys.argv[2])
    before = current_bytes()
    begin = time.process_time()
    model = make(town, seed)
    set_up = time.process_time() - begin
    seconds = _seconds(weeks_of(model))
    _tell(
        package,
        seconds=seconds,
        set_up_seconds=set_up,
        bytes=peak_bytes() - before,
        person_weeks=len(town) * town.weeks,
        residents=len(town),
        totals=dict(totals(model)),
    )


def simulate_yardstick(
    package: str, make: Callable[[int, int, int], Any], run: Callable[[Any], object]
) -> None:
    """Simulate a package's example model; the command line gives residents, steps and seed.

    A small simulation runs first, so that the package's compilation is not timed.
    """
    residents, steps, seed = (int(argument) for argument in sys.argv[1:4])
    run(make(1000, 5, seed))
    gc.collect()
    before = current_bytes()
    begin = time.process_time()
    model = make(residents, steps, seed)
    set_up = time.process_time() - begin
    seconds = _seconds(lambda: run(model))
    _tell(
        package,
        seconds=seconds,
        set_up_seconds=set_up,
        bytes=peak_bytes() - before,
        person_weeks=residents * steps,
        residents=residents,
    )


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor time, as ``benchmarks.clock`` does for scomm."""
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _tell(package: str, **figures: object) -> None:
    print()
    print(json.dumps({"version": f"{package} {version(package)}", **figures}))
