"""``Sweep.run`` on Ray, with its store: what ``scomm sweep`` does."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.harness.contenders.job import SWEEP_SEED, Job, Took, main
from scomm import Sweep
from scomm.sweeps.execution.on_ray import environment

SPEC = """
[sweep]
name = "overhead"
scenario = "county"
replicates = {runs}
seed = {seed}
[settings]
population = {population}
[vary]
community_trust = [{trust}]
[arms]
enrolled = {{}}
"""


def measure(job: Job) -> Took:
    """Time a sweep, from its file to its store, with Ray already running."""
    environment.prepare(None)
    from scomm.sweeps.execution.on_ray.session import connected

    with connected(job.cores, None, 1), tempfile.TemporaryDirectory() as folder:
        sweep(job.population, 4 * job.cores, Path(folder) / "before")
        workers = [
            process
            for process in psutil.Process().children(recursive=True)
            if " ".join(process.cmdline()).startswith(("ray::IDLE", "ray::perform_batch"))
        ]
        began, before = time.perf_counter(), _at_work(workers)
        sweep(job.population, job.runs, Path(folder) / "measured")
        return Took(time.perf_counter() - began, (_at_work(workers) - before) / job.cores)


def _at_work(workers: list[psutil.Process]) -> float:
    """Return the processor seconds of the workers' first threads, which do the runs."""
    return sum(
        thread.user_time + thread.system_time
        for worker in workers
        for thread in worker.threads()
        if thread.id == worker.pid
    )


def sweep(population: int, runs: int, folder: Path) -> None:
    """Run a sweep of one point and arm in a number of worlds."""
    trust = Job(population, 1, 1).settings.community_trust
    text = SPEC.format(runs=runs, seed=SWEEP_SEED, population=population, trust=trust)
    Sweep.from_text(text).run(folder, backend="ray", progress=False)


if __name__ == "__main__":
    main(measure)
