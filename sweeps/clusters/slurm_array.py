"""A SLURM job array in which each task runs one shard of the sweep, and a job that merges them.

The tasks are independent: they start as nodes become free, and one that fails is submitted again
alone. A task of one core needs no Ray; one of several cores starts a separate Ray on its node,
bound to the loopback.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final

from scomm.model.errors import InputError
from scomm.sweeps.clusters import batch, values
from scomm.sweeps.clusters.carried import unpacking
from scomm.sweeps.clusters.fragments import shell
from scomm.sweeps.clusters.work import Work


@dataclass(frozen=True)
class SlurmArray(batch.Batch):
    """An array of ``shards`` tasks, each of ``cores`` on one node with ``memory``.

    Without ``memory`` it is 2G per core; ``at_once`` limits the tasks that run at a time (None: no
    limit but SLURM's).
    """

    cores: int = 1
    shards: int = 16
    memory: str | None = None
    at_once: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        values.count("--shards", self.shards, 1, 100_000)
        if self.memory is not None:
            values.memory("--memory", self.memory)
        if self.at_once is not None:
            values.count("--at-once", self.at_once, 1, self.shards)


def render(work: Work, asked: SlurmArray) -> str:
    """Render the file. Raises InputError for more shards than points."""
    if asked.shards > work.points:
        raise InputError(
            f"--shards is {asked.shards}, but the sweep {work.name!r} has {work.points} points and "
            f"a shard is made of whole points; it must be a whole number from 1 to {work.points}."
        )
    out = values.path("--out", asked.out)
    first, merged = (shlex.quote(str(out / name)) for name in ("shard-1", "merged"))
    log = asked.log(f"scomm-{work.name}")
    header = [
        f"The sweep {work.name!r} as an array of {batch.several(asked.shards, 'shard')}, "
        f"{batch.several(asked.cores, 'core')} each, then a job that merges them.",
        f"{work.runs}.",
        "",
        "Submit:    bash FILE          (this file, by whatever name it is kept; not sbatch)",
        f"Watch:     squeue --me; tail -f {log}-JOB_*.log; scomm status {first}",
        "Stop:      scancel JOB        (finished runs are kept, and nothing queues again)",
        "Resume:    at the time limit a task queues itself again, up to "
        f"{batch.several(asked.restarts, 'time')}; after that, or",
        "           after anything else that ended one, bash FILE: finished runs are not repeated;",
        "           one shard alone: sbatch --array=3 FILE shard",
        f"Results:   {merged}; scomm estimate {merged}",
        "",
        "Needs one environment that every node sees; DIR lies on a file system that they share.",
        "The sweep file and its tables are in this file, as they were when it was made. The merge",
        "runs when every task has ended, well or not, and names what is missing.",
    ]
    directives = batch.directives(
        asked,
        (
            f"--job-name=scomm-{work.name}",
            f"--output={log}-%j.log",
            "--nodes=1",
            "--ntasks=1",
            f"--mem={asked.memory or f'{2 * asked.cores}G'}",
        ),
    )
    array = f"1-{asked.shards}" + (f"%{asked.at_once}" if asked.at_once else "")
    chosen = batch.assignments(
        out=out, shards=asked.shards, tasks=array, restarts=asked.restarts, log=log
    )
    return batch.text(
        header,
        directives,
        [*chosen, *shell("slurm_array_submitting")],
        batch.environment(asked),
        shell("stopping"),
        unpacking(work),
        _RUNNING_ALONE if asked.cores == 1 else _RUNNING_WORKERS,
        shell("slurm_array_running"),
    )


_RUNNING_ALONE: Final = ["execution=(--backend serial)"]
_RUNNING_WORKERS: Final = [
    "export RAY_USAGE_STATS_ENABLED=0",
    'execution=(--backend ray --workers "$SLURM_CPUS_PER_TASK")',
]
