"""A SLURM job of several nodes that form one Ray cluster, on which the sweep runs.

``ray symmetric-run`` (Ray 2.49 and later) is started on every node by srun: on the first it starts
the head, waits for the others, runs the sweep and stops Ray; on the others it joins. Nodes are
exclusive, since it refuses to start where a Ray already runs, and its end stops every Ray of the
user there. A token made for the job keeps others on the network out of it.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from scomm.sweeps.clusters import batch, values
from scomm.sweeps.clusters.carried import unpacking
from scomm.sweeps.clusters.fragments import shell
from scomm.sweeps.clusters.work import Work


@dataclass(frozen=True)
class Slurm(batch.Batch):
    """A job of ``nodes`` whole nodes with ``cores`` and ``memory`` each (None: all of a node's).

    Ray's processes speak to each other over the network ``interface`` of that name (None: that of
    the first node's host name).
    """

    cores: int | None = None
    nodes: int = 2
    memory: str | None = None
    dashboard_host: str | None = None
    interface: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        values.count("--nodes", self.nodes, 1, 10_000)
        if self.memory is not None:
            values.memory("--memory", self.memory)
        if self.dashboard_host is not None:
            values.host("--dashboard-host", self.dashboard_host)
        if self.interface is not None:
            values.interface("--interface", self.interface)


def render(work: Work, asked: Slurm) -> str:
    """Render the batch file."""
    out = values.path("--out", asked.out)
    shown = shlex.quote(str(out))
    log = asked.log(f"scomm-{work.name}-%j.log")
    cores = "all cores" if asked.cores is None else batch.several(asked.cores, "core")
    header = [
        f"The sweep {work.name!r} on {batch.several(asked.nodes, 'node')} of "
        f"{cores}: one Ray cluster in one SLURM job.",
        f"{work.runs}.",
        "",
        "Submit:    sbatch FILE        (this file, by whatever name it is kept)",
        f"Watch:     squeue --me; tail -f {log.replace('%j', 'JOB')}; scomm status {shown}",
        "Stop:      scancel JOB        (finished runs are kept, and nothing queues again)",
        "Resume:    at the time limit the job queues itself again, up to "
        f"{batch.several(asked.restarts, 'time')}; after that, or",
        "           after anything else that ended it, sbatch FILE: finished runs are not repeated",
        f"Results:   scomm estimate {shown}",
        "",
        "Needs Ray 2.49 or later and one environment that every node sees; DIR lies on a file",
        "system that they share. The sweep file and its tables are in this file, as they were when",
        "it was made. Ray's dashboard, where ray[default] is installed, listens on",
        f"{asked.dashboard_host or '127.0.0.1'} of the first node.",
    ]
    directives = batch.directives(
        asked,
        (
            f"--job-name=scomm-{work.name}",
            f"--output={log}",
            f"--nodes={asked.nodes}",
            "--ntasks-per-node=1",
            "--exclusive",
            # SLURM takes 0 for all the memory of a node.
            f"--mem={asked.memory or 0}",
        ),
    )
    chosen = batch.assignments(
        restarts=asked.restarts,
        dashboard_host=asked.dashboard_host or "127.0.0.1",
        cores="" if asked.cores is None else asked.cores,
        interface=asked.interface or "",
    )
    return batch.text(
        header,
        directives,
        batch.environment(asked),
        chosen,
        shell("stopping"),
        unpacking(work),
        shell("slurm_running"),
    )
