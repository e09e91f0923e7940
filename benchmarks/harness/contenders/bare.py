"""A bare loop of ``run`` in a process for each core; nothing is kept, nothing is sent."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.synchronize import Barrier

from benchmarks.harness.contenders.job import Job, main
from model import run


def loop(job: Job, share: int, ready: Barrier, seconds: multiprocessing.SimpleQueue[float]) -> None:
    """Do every so many-th run, beginning with number ``share``, when all others are ready too."""
    settings, seeds = job.settings, job.seeds
    run(settings, seeds[0])
    ready.wait()
    began = time.perf_counter()
    for seed in seeds[share :: job.cores]:
        run(settings, seed)
    seconds.put(time.perf_counter() - began)


def measure(job: Job) -> float:
    """Return the mean of the loops' seconds: what the runs would take if none ended early."""
    context = multiprocessing.get_context("spawn")
    ready, seconds = context.Barrier(job.cores), context.SimpleQueue()
    loops = [
        context.Process(target=loop, args=(job, share, ready, seconds))
        for share in range(job.cores)
    ]
    for each in loops:
        each.start()
    found = [seconds.get() for _ in loops]
    for each in loops:
        each.join()
    return sum(found) / len(found)


if __name__ == "__main__":
    main(measure)
