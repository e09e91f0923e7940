"""Plain Ray with one task per run, as in its introductory example."""

from __future__ import annotations

import os
import time

from benchmarks.harness.contenders.job import ONE_THREAD, Job, Took, main, once


def measure(job: Job) -> Took:
    """Measure the seconds from the first task to the last result."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    ray.init(
        address="local",
        num_cpus=job.cores,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": ONE_THREAD},
    )
    remote = ray.remote(once)
    settings = ray.put(job.settings)
    ray.get([remote.remote(settings, seed) for seed in job.seeds[: 4 * job.cores]])
    began = time.perf_counter()
    ray.get([remote.remote(settings, seed) for seed in job.seeds])
    seconds = time.perf_counter() - began
    ray.shutdown()
    return Took(seconds)


if __name__ == "__main__":
    main(measure)
