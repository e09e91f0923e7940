"""The EMA Workbench's multiprocessing evaluator: one scenario per world, one number stored."""

from __future__ import annotations

import logging
import time
from functools import cache

from benchmarks.harness.contenders.job import Job, Took, main, once
from scomm import Settings


@cache
def settings_of(population: int) -> Settings:
    """Return the settings, created once in each worker."""
    return Job(population, 1, 1).settings


def experiment(seed: int = 0, population: int = 0) -> dict[str, float]:
    """Do a run and return the sum of all counts, since the workbench stores numbers."""
    return {"total": float(once(settings_of(population), int(seed)).sum())}


def measure(job: Job) -> Took:
    """Time ``perform_experiments`` in seconds, with the pool of an earlier call."""
    from ema_workbench import (
        Constant,
        IntegerParameter,
        Model,
        MultiprocessingEvaluator,
        ScalarOutcome,
        Scenario,
        ema_logging,
    )

    ema_logging.log_to_stderr(logging.ERROR)
    model = Model("county", function=experiment)
    model.uncertainties = [IntegerParameter("seed", 0, 2**63 - 1)]
    model.constants = [Constant("population", job.population)]
    model.outcomes = [ScalarOutcome("total")]
    worlds = [Scenario(str(number), seed=seed) for number, seed in enumerate(job.seeds)]
    with MultiprocessingEvaluator(model, n_processes=job.cores) as evaluator:
        evaluator.perform_experiments(scenarios=worlds[: 4 * job.cores])
        began = time.perf_counter()
        evaluator.perform_experiments(scenarios=worlds)
        return Took(time.perf_counter() - began)


if __name__ == "__main__":
    main(measure)
