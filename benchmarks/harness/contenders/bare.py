"""A bare loop of ``run`` in one process per core, without storing or sending results."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from multiprocessing.synchronize import Barrier

from benchmarks.harness.contenders.job import Job, Took, main
from scomm import run


def loop(
    job: Job,
    share: int,
    ready: Barrier,
    took: multiprocessing.SimpleQueue[tuple[float, float]],
) -> None:
    """Do every n-th run, beginning with number ``share``, once all processes are ready."""
    settings, seeds = job.settings, job.seeds
    run(settings, seeds[0])
    ready.wait()
    began, at_work = time.perf_counter(), time.thread_time()
    for seed in seeds[share :: job.cores]:
        run(settings, seed)
    took.put((time.perf_counter() - began, time.thread_time() - at_work))


def measure(job: Job) -> Took:
    """Return the mean time of the loops: the time of the runs if all processes ended together."""
    context = multiprocessing.get_context("spawn")
    ready, took = context.Barrier(job.cores), context.SimpleQueue()
    loops = [
        context.Process(target=loop, args=(job, share, ready, took)) for share in range(job.cores)
    ]
    for each in loops:
        each.start()
    seconds, at_work = zip(*(took.get() for _ in loops), strict=True)
    for each in loops:
        each.join()
    return Took(statistics.fmean(seconds), statistics.fmean(at_work))


if __name__ == "__main__":
    main(measure)
