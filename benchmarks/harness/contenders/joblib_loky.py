"""joblib with its default backend, loky, and its own batches."""

from __future__ import annotations

import time

from benchmarks.harness.contenders.job import Job, Took, main, once


def measure(job: Job) -> Took:
    """Time one call of ``Parallel`` in seconds, with the workers of an earlier call."""
    from joblib import Parallel, delayed

    settings = job.settings
    with Parallel(n_jobs=job.cores) as parallel:
        parallel(delayed(once)(settings, seed) for seed in job.seeds[: 4 * job.cores])
        began = time.perf_counter()
        parallel(delayed(once)(settings, seed) for seed in job.seeds)
        return Took(time.perf_counter() - began)


if __name__ == "__main__":
    main(measure)
