"""``scomm cluster``: files that run a sweep on SLURM, KubeRay or a Ray cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, streams

EXAMPLE: Final = (
    "Example: scomm cluster slurm sweeps/examples/demo.toml --out results/demo --write demo.sbatch"
)
SLURM_EXAMPLE: Final = (
    "Example: scomm cluster slurm sweeps/examples/demo.toml --out results/demo --nodes 4 "
    "--cores 32 --time 12:00:00 --write demo.sbatch"
)
SLURM_ARRAY_EXAMPLE: Final = (
    "Example: scomm cluster slurm-array sweeps/examples/demo.toml --out results/demo --shards 15 "
    "--time 04:00:00 --write demo.sh"
)
KUBERAY_EXAMPLE: Final = (
    "Example: scomm cluster kuberay sweeps/examples/demo.toml --values site.toml "
    "--nodes 4 --cores 16 --write demo.yaml"
)
JOB_SUBMIT_EXAMPLE: Final = (
    "Example: scomm cluster job-submit sweeps/examples/demo.toml --out /data/demo --write demo.sh"
)

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

SpecArgument = Annotated[
    Path, typer.Argument(parser=options.path, metavar="SPEC", help="The sweep file, TOML.")
]
OutOption = Annotated[
    Path, typer.Option("--out", parser=options.path, metavar="DIR", help="The folder of the store.")
]
WriteOption = Annotated[
    Path | None,
    typer.Option(
        "--write", parser=options.path, metavar="FILE", help="Write it there; printed if left out."
    ),
]
NodesOption = Annotated[
    int, typer.Option("--nodes", parser=options.whole, metavar="N", help="Nodes, or worker pods.")
]
CoresOption = Annotated[
    int, typer.Option("--cores", parser=options.whole, metavar="N", help="Cores of each.")
]
TimeOption = Annotated[str, typer.Option("--time", metavar="LIMIT", help="HH:MM:SS or D-HH:MM:SS.")]
PartitionOption = Annotated[str | None, typer.Option("--partition", help="Where to queue.")]
AccountOption = Annotated[str | None, typer.Option("--account", help="Whom to charge.")]
SetupOption = Annotated[
    list[str] | None,
    typer.Option(
        "--setup",
        metavar="LINE",
        help="A shell line that makes scomm known, such as 'module load python'; may be given "
        "again. Left out: the environment that this command runs in.",
    ),
]
SbatchOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sbatch",
        metavar="OPTION",
        help="Any other option of sbatch, such as --sbatch=--qos=long; may be given again.",
    ),
]
RestartsOption = Annotated[
    int,
    typer.Option(
        "--restarts",
        parser=options.whole,
        metavar="N",
        help="How often a job that met its limit, or a RayJob that failed, starts again.",
    ),
]

ContainerOption = Annotated[
    str | None,
    typer.Option(
        "--container",
        metavar="IMAGE",
        help="Run in this image, by apptainer exec: a file, or an address such as "
        "docker://registry.example/scomm:0.3.0. Left out: without a container.",
    ),
]
LogsOption = Annotated[
    Path | None,
    typer.Option(
        "--logs",
        parser=options.path,
        metavar="DIR",
        help="An existing folder for the logs; left out: the one in which sbatch is called.",
    ),
]


@app.callback(epilog=EXAMPLE)
def cluster() -> None:
    """Write a file, with instructions, that runs a sweep on a cluster.

    The sweep file is checked now, before a job queues. See docs/clusters.md.
    """


@app.command(epilog=SLURM_EXAMPLE)
def slurm(
    spec: SpecArgument,
    out: OutOption,
    nodes: NodesOption = 2,
    cores: Annotated[
        int | None,
        typer.Option(
            "--cores", parser=options.whole, metavar="N", help="Of each node; left out: all."
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option("--memory", metavar="SIZE", help="Of each node, such as 64G; left out: all."),
    ] = None,
    time: TimeOption = "12:00:00",
    partition: PartitionOption = None,
    account: AccountOption = None,
    setup: SetupOption = None,
    sbatch: SbatchOption = None,
    restarts: RestartsOption = 10,
    container: ContainerOption = None,
    logs: LogsOption = None,
    interface: Annotated[
        str | None,
        typer.Option(
            "--interface",
            metavar="NAME",
            help="The network of Ray, such as ib0; left out: that of the first node's name.",
        ),
    ] = None,
    dashboard_host: Annotated[
        str | None,
        typer.Option(
            "--dashboard-host",
            metavar="HOST",
            help="Where Ray's dashboard listens; the loopback if left out.",
        ),
    ] = None,
    write: WriteOption = None,
) -> None:
    """A SLURM job of several whole nodes that form one Ray cluster, by ray symmetric-run."""
    from scomm.sweeps.clusters import slurm as kind
    from scomm.sweeps.clusters.work import work

    asked = kind.Slurm(
        out=out,
        nodes=nodes,
        cores=cores,
        memory=memory,
        time=time,
        partition=partition,
        account=account,
        setup=setup or (),
        sbatch=sbatch or (),
        restarts=restarts,
        container=container,
        logs=logs,
        interface=interface,
        dashboard_host=dashboard_host,
    )
    _give(kind.render(work(spec), asked), write, "sbatch {}")


@app.command("slurm-array", epilog=SLURM_ARRAY_EXAMPLE)
def slurm_array(
    spec: SpecArgument,
    out: OutOption,
    shards: Annotated[
        int,
        typer.Option(
            "--shards", parser=options.whole, metavar="N", help="Tasks; at most the sweep's points."
        ),
    ],
    at_once: Annotated[
        int | None,
        typer.Option(
            "--at-once",
            parser=options.whole,
            metavar="N",
            help="So many of them at a time.",
        ),
    ] = None,
    cores: CoresOption = 1,
    memory: Annotated[
        str | None,
        typer.Option("--memory", metavar="SIZE", help="Of each task; 2G a core if left out."),
    ] = None,
    time: TimeOption = "12:00:00",
    partition: PartitionOption = None,
    account: AccountOption = None,
    setup: SetupOption = None,
    sbatch: SbatchOption = None,
    restarts: RestartsOption = 10,
    container: ContainerOption = None,
    logs: LogsOption = None,
    write: WriteOption = None,
) -> None:
    """A SLURM job array of shards, then a job that merges them; with one core each, without Ray."""
    from scomm.sweeps.clusters import slurm_array as kind
    from scomm.sweeps.clusters.work import work

    asked = kind.SlurmArray(
        out=out,
        shards=shards,
        at_once=at_once,
        cores=cores,
        memory=memory,
        time=time,
        partition=partition,
        account=account,
        setup=setup or (),
        sbatch=sbatch or (),
        restarts=restarts,
        container=container,
        logs=logs,
    )
    _give(kind.render(work(spec), asked), write, "bash {}")


@app.command(epilog=KUBERAY_EXAMPLE)
def kuberay(
    spec: SpecArgument,
    values: Annotated[
        Path,
        typer.Option(
            "--values",
            parser=options.path,
            metavar="FILE",
            help="The site, TOML: image, claim, queue, and options of the pods.",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="DIR", help="The store's folder in the claim; the sweep's name."
        ),
    ] = None,
    nodes: NodesOption = 2,
    cores: CoresOption = 4,
    memory: Annotated[
        str, typer.Option("--memory", metavar="SIZE", help="Of each worker pod, such as 8G.")
    ] = "8G",
    time: Annotated[
        str | None,
        typer.Option("--time", metavar="LIMIT", help="HH:MM:SS or D-HH:MM:SS; none if left out."),
    ] = None,
    restarts: RestartsOption = 2,
    write: WriteOption = None,
) -> None:
    """A RayJob of KubeRay: pods made for the sweep and removed after it."""
    from scomm.sweeps.clusters import kuberay as kind
    from scomm.sweeps.clusters import site
    from scomm.sweeps.clusters.ray_job import KubeRay
    from scomm.sweeps.clusters.work import work

    asked = KubeRay(
        site=site.read(values),
        out=out,
        nodes=nodes,
        cores=cores,
        memory=memory,
        time=time,
        restarts=restarts,
    )
    _give(kind.render(work(spec), asked), write, "kubectl apply --filename {}")


@app.command("job-submit", epilog=JOB_SUBMIT_EXAMPLE)
def job_submit(
    spec: SpecArgument,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The store's folder on the head node.")
    ],
    address: Annotated[
        str, typer.Option("--address", metavar="URL", help="Of the cluster's dashboard.")
    ] = "http://127.0.0.1:8265",
    wheel: Annotated[
        Path | None,
        typer.Option(
            "--wheel",
            parser=options.path,
            metavar="FILE",
            help="A wheel of scomm to send along; else nodes have scomm.",
        ),
    ] = None,
    write: WriteOption = None,
) -> None:
    """A script that submits the sweep to a running Ray cluster, by ray job submit."""
    from scomm.sweeps.clusters import job_submit as kind
    from scomm.sweeps.clusters.work import work

    asked = kind.JobSubmit(out=out, address=address, wheel=wheel)
    _give(kind.render(work(spec), asked), write, "bash {}")


def _give(text: str, path: Path | None, submit: str) -> None:
    """Print the file's text, or write it and print how to submit it."""
    import shlex

    from scomm.model.errors import InputError

    if path is None:
        streams.print_file(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    print(f"{path} is written; submit it with: {submit.format(shlex.quote(str(path)))}")
