"""The same tasks on Ray's workers. No other file imports Ray."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

# Read by Ray when it is imported. No usage report is sent to anybody. And Ray must not open itself
# to the network: it replaces 127.0.0.1 by the machine's own address unless clusters are off, which
# this switch, named for the two systems where they are off as it is, does everywhere.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")

import ray
from ray.exceptions import RayError

from sweeps.execute import Backend, Done, Keep, Kept, Task, one_line, perform

# About a second of work in a batch: far above the milliseconds that sending one costs, and short
# enough for progress to move and for workers to finish together.
BATCH_SECONDS: Final = 1.0
LARGEST_BATCH: Final = 1000
# One batch at work and one waiting for each worker; the rest stays here, so memory is bounded.
IN_FLIGHT_PER_WORKER: Final = 2

# The runs are what is parallel: a worker that spread over the processors would slow its neighbors.
_ONE_THREAD: Final = {
    name: "1"
    for name in (
        "NUMBA_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "ARROW_NUM_THREADS",
    )
}


def on_ray(workers: int | None) -> Backend[Any]:
    """Return a backend with this many worker processes on this machine (None: its processors)."""
    count = workers or os.cpu_count() or 1

    def backend(tasks: Sequence[Task], keep: Keep[Kept]) -> Generator[Done[Kept], None, None]:
        if not tasks:
            return
        # The first here: it compiles the rules once, for all workers of this machine.
        yield perform(tasks[0], keep)
        if len(tasks) > 1:
            with _started(count):
                yield from _spread(tasks[1:], keep, count)

    return backend


@contextmanager
def _started(workers: int) -> Iterator[None]:
    """Have Ray run meanwhile; one that is running already is used, and left running."""
    if ray.is_initialized():
        yield
        return
    # Only this process and its workers may speak to this Ray. Without a token given, it would write
    # one into the user's home; and that tokens are in use is no news to a reader of our progress.
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    logging.getLogger("ray").setLevel(logging.ERROR)
    ray.init(
        address="local",
        num_cpus=workers,
        num_gpus=0,
        include_dashboard=False,
        _node_ip_address="127.0.0.1",
        configure_logging=False,
        log_to_driver=False,
        runtime_env={"env_vars": _ONE_THREAD},
    )
    try:
        yield
    finally:
        ray.shutdown()


def _perform_batch(
    tasks: Sequence[Task], keep: Callable[[Any], Any]
) -> tuple[list[Done[Any]], float]:
    began = time.perf_counter()
    done = [perform(task, keep) for task in tasks]
    return done, time.perf_counter() - began


def _spread(tasks: Sequence[Task], keep: Keep[Kept], workers: int) -> Iterator[Done[Kept]]:
    remote = ray.remote(num_cpus=1)(_perform_batch)
    shared = ray.put(keep)
    waiting = deque(tasks)
    in_flight: dict[ray.ObjectRef[Any], list[Task]] = {}
    size = 1
    while waiting or in_flight:
        while waiting and len(in_flight) < IN_FLIGHT_PER_WORKER * workers:
            # Towards the end batches shrink, so that no worker is left with the last large one.
            fair = max(1, len(waiting) // (IN_FLIGHT_PER_WORKER * workers))
            batch = [waiting.popleft() for _ in range(min(size, fair, len(waiting)))]
            in_flight[remote.remote(batch, shared)] = batch
        ready, _ = ray.wait(list(in_flight), num_returns=1)
        for reference in ready:
            batch = in_flight.pop(reference)
            try:
                done, seconds = ray.get(reference)
            except RayError as reason:
                # The worker itself died, after Ray's own attempts to do the batch again.
                done, seconds = [Done(t.identity, None, one_line(reason), 0.0) for t in batch], 0.0
            if seconds > 0:
                size = min(LARGEST_BATCH, max(1, round(BATCH_SECONDS * len(batch) / seconds)))
            yield from done
