"""The cost of a sweep or a shard, estimated by a dry run: number of runs, time and disk space.

A few of its runs are timed. Costs differ between points, so the timed runs are a stratified sample:
the points are cut into stretches of equal length, and one of each is picked by a draw that depends
on the sweep's seed alone. They are timed after compilation and one after the other, as one worker
would do them.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from scomm.model.settings import Settings
from scomm.model.simulate import run
from scomm.sweeps.estimation.months import reduction
from scomm.sweeps.estimation.totals import Block
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.tasks import Tasks, tasks_of
from scomm.sweeps.plan.plan import Plan
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.plan.shard import WHOLE, Shard

if TYPE_CHECKING:
    from scomm.sweeps.execution.backend import Backend
    from scomm.sweeps.plan.identities import Digests

#: Number of points timed, in every arm, unless that takes longer than ``MOST_SECONDS``.
POINTS_TIMED: Final = 16
MOST_SECONDS: Final = 20.0

# Bytes per run in runs.parquet: its identity, whose 64 hex digits compress to half, and a few bytes
# for each other column.
_BYTES_OF_A_ROW: Final = 48

_UNITS: Final = (
    (86_400.0, "days"),
    (3600.0, "hours"),
    (60.0, "minutes"),
    (1.0, "seconds"),
    (0.001, "ms"),
)


@dataclass(frozen=True)
class DryRun:
    """The estimated cost of a sweep, from ``runs_timed`` of its runs.

    ``shard`` is the part that was estimated.
    ``fewest_runs`` and ``most_runs`` differ where replicates are adaptive; a run that several
    points or arms share is counted once. ``seconds_per_run`` and ``bytes_per_run`` (on disk) are
    means, nan if all timed runs failed, the last of them with ``error``. ``start_seconds`` pass
    before the first run. ``worker_bytes`` is the peak memory of this process, including the
    compiled code.
    """

    shard: Shard
    points: int
    arms: int
    fewest_replicates: int
    most_replicates: int
    fewest_runs: int
    most_runs: int
    done: int
    workers: int
    start_seconds: float
    runs_timed: int
    seconds_per_run: float
    bytes_per_run: float
    worker_bytes: int
    error: str

    def seconds(self, runs: int) -> float:
        """Return the time for ``runs`` runs, including the start, in seconds."""
        left = max(runs - self.done, 0)
        return self.start_seconds + left * self.seconds_per_run / self.workers if left else 0.0

    def bytes(self, runs: int) -> float:
        """Return the disk space of ``runs`` runs, in bytes."""
        return runs * self.bytes_per_run if runs else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, with the total time (s) and disk space (bytes)."""
        return {
            **asdict(self),
            "shard": self.shard.as_json(),
            "fewest_seconds": self.seconds(self.fewest_runs),
            "most_seconds": self.seconds(self.most_runs),
            "fewest_bytes": self.bytes(self.fewest_runs),
            "most_bytes": self.bytes(self.most_runs),
        }

    def lines(self) -> list[str]:
        """Return the estimate as text, one sentence per line."""
        runs = _span(f"{self.fewest_runs:,}", f"{self.most_runs:,}")
        replicates = _span(f"{self.fewest_replicates:,}", f"{self.most_replicates:,}")
        done = f", of which {self.done:,} are done" if self.done else ""
        part = "" if self.shard.is_whole else f"Shard {self.shard}: "
        found = [
            f"{part}{_counted(self.points, 'point')} in {_counted(self.arms, 'arm')}, {replicates} "
            f"replicates each: {runs} runs{done}."
        ]
        if self.error:
            found.append(f"A run that was tried failed: {self.error}")
        if not self.runs_timed:
            return found
        start = f", and {_time(self.start_seconds)} to start" if self.start_seconds else ""
        both = (self.fewest_runs, self.most_runs)
        times = _span(*(_time(self.seconds(each)) for each in both))
        sizes = _span(*(_size(self.bytes(each)) for each in both))
        return [
            *found,
            f"They take about {times} on {_counted(self.workers, 'worker')}: "
            f"{_time(self.seconds_per_run)} a run, the mean of {self.runs_timed} timed here"
            f"{start}.",
            f"The store takes about {sizes} on disk, and a worker about "
            f"{_size(self.worker_bytes)} of memory.",
        ]


def dry_run(
    plan: Plan,
    workers: int,
    engine: str,
    done_count: int,
    shard: Shard = WHOLE,
    *,
    backend: str | Backend = "serial",
    most_seconds: float = MOST_SECONDS,
    start_seconds: float = 0.0,
) -> DryRun:
    """Estimate the cost of a plan on ``workers`` processes, by timing a few of its runs.

    Args:
        plan: the sweep's plan.
        workers: processes that would run at once.
        engine: the model's engine.
        done_count: runs of ``shard`` that are already done.
        shard: the part of the sweep to be estimated.
        backend: does the timed runs.
        most_seconds: no further point is begun after this time (s).
        start_seconds: time before the workers' first run (s).

    Returns:
        The estimate. No result of a run is stored.
    """
    timed = choose.chosen(backend)
    points = shard.points(len(plan)).tolist()
    # Compiles, or loads the cache, which is not part of a run's time.
    tiny = Settings(population=1000, weeks=1, burn_in_weeks=0)
    run(tiny, seed=0, engine=engine, rules=plan.spec.rules)
    digests, blocks, seconds, error = [], [], [], ""
    began = time.perf_counter()
    for done in timed(_spread(plan, points, engine), reduction(plan.spec.months)):
        for failure in done.failures.values():
            error = failure.message
        if done.kept is not None:
            digests.append(done.digests)
            blocks.append(done.kept)
            seconds.append(done.seconds)
        if time.perf_counter() - began > most_seconds:
            break
    replicates, distinct = plan.spec.replicates, plan.distinct(points)
    return DryRun(
        shard=shard,
        points=len(points),
        arms=len(plan.arms),
        fewest_replicates=replicates.first,
        most_replicates=replicates.most,
        fewest_runs=distinct * replicates.first,
        most_runs=distinct * replicates.most,
        done=done_count,
        workers=workers,
        start_seconds=start_seconds,
        runs_timed=len(seconds),
        seconds_per_run=float(np.mean(seconds)) if seconds else float("nan"),
        bytes_per_run=_bytes_per_run(digests, blocks) if blocks else float("nan"),
        worker_bytes=_most_memory(),
        error=error,
    )


def _spread(plan: Plan, points: Sequence[int], engine: str) -> Iterator[Tasks]:
    """Yield the first replicate of a sample of points, each in every arm.

    They share their world, as successive runs of a worker do in a sweep.
    """
    count, seed = min(POINTS_TIMED, len(points)), plan.spec.seed
    picked = []
    for stretch in range(count):
        first, end = (len(points) * each // count for each in (stretch, stretch + 1))
        drawn = derived_seed(seed, "point to time", stretch) % (end - first)
        picked.append(points[first + drawn])
    # In random order, since there may be time only for some.
    for point in sorted(picked, key=lambda point: derived_seed(seed, "order of timing", point)):
        yield tasks_of(plan.runs(point, range(1)), engine)


def _bytes_per_run(digests: list[Digests], blocks: list[Block]) -> float:
    """Return the bytes that a run adds to the files of a store, without their constant parts.

    Each of ``blocks`` has one run.
    """
    from scomm.sweeps.catalog import (
        totals_file as chunks,  # Slow to import: Parquet.
    )
    from scomm.sweeps.catalog.columns import columns_of, stored

    with TemporaryDirectory() as folder:

        def size(runs: int) -> int:
            path = Path(folder) / "totals.parquet"
            columns = columns_of(blocks[:runs], stored(blocks[0].months is not None))
            chunks.write(path, [(np.concatenate(digests[:runs]), columns)])
            return path.stat().st_size

        if len(blocks) == 1:
            return float(_BYTES_OF_A_ROW + size(1))
        return _BYTES_OF_A_ROW + (size(len(blocks)) - size(1)) / (len(blocks) - 1)


def _most_memory() -> int:
    """Return the peak memory of this process, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _time(seconds: float) -> str:
    """Format a time in the largest unit of which it has two or more."""
    size, name = next((each for each in _UNITS if seconds >= 2 * each[0]), _UNITS[-1])
    return f"{seconds / size:{',.0f' if seconds >= 9.5 * size else '.1f'}} {name}"


def _size(count: float) -> str:
    """Format a number of bytes in KiB, MiB or GiB."""
    for power, name in ((30, "GiB"), (20, "MiB")):
        if count >= 2**power:
            return f"{count / 2**power:,.1f} {name}"
    return f"{count / 2**10:,.0f} KiB"
