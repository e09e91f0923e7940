"""``scomm sweep``: run a sweep file into a store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    from scomm.sweeps.plan.shard import Shard
    from scomm.sweeps.sweep import Sweep

EXAMPLE: Final = (
    "Example: scomm sweep sweeps/examples/demo.toml --out results/demo --workers 2  ·  "
    "scomm sweep sweeps/examples/demo.toml --out results/demo --dry-run"
)


def sweep(
    spec: Annotated[
        Path, typer.Argument(parser=options.path, metavar="SPEC", help="The sweep file, TOML.")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", parser=options.path, metavar="DIR", help="The folder of the store."),
    ],
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    address: options.AddressOption = None,
    engine: options.EngineOption = None,
    threads: Annotated[
        int,
        typer.Option(
            "--threads",
            parser=options.whole,
            metavar="N",
            help="Processors that each run takes; worth it for worlds of many jurisdictions.",
        ),
    ] = 1,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="K/N",
            help="Only every N-th point, from the K-th on; 'scomm merge' puts shards together.",
        ),
    ] = None,
    reuse: Annotated[
        list[Path] | None,
        typer.Option(
            "--reuse",
            parser=options.path,
            metavar="DIR",
            help="A store whose finished runs are taken over; may be given again.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Say how many runs, how long, how much disk, of a --shard too; keep nothing.",
        ),
    ] = False,
    accept_code_change: options.AcceptCodeChangeOption = False,
    json: options.JsonOption = False,
) -> int:
    """Run a sweep file: settings that vary, in arms, on the same worlds.

    If the folder has the same sweep, interrupted, or with fewer points, arms or replicates, it is
    resumed: finished runs are not repeated. Failed runs are retried.
    """
    from scomm.sweeps.execution import choose
    from scomm.sweeps.plan.shard import WHOLE, Shard
    from scomm.sweeps.sweep import Interrupted, Sweep

    part = WHOLE if shard is None else Shard.parse(shard)
    planned = Sweep.from_file(spec, store=out, tell=output.tell)
    if dry_run:
        _say_what_it_takes(planned, out, backend, workers, address, engine, part, json)
        return 0
    try:
        planned.run(
            out,
            backend=choose.named(backend, workers, address, choose.aloud),
            engine=engine,
            threads=threads,
            shard=part,
            reuse=reuse or (),
            accept_code_change=accept_code_change,
        )
    except Interrupted as interruption:
        if not interruption.complete:
            raise output.Ended(str(interruption), 130) from None
    return _say_what_came(out, json)


def _say_what_came(out: Path, json: bool) -> int:
    from scomm.sweeps.store.load import load_store

    runs = load_store(out).count()[1].values()
    by_status = {name: sum(arm[name] for arm in runs) for name in next(iter(runs))}
    total, failed = sum(by_status.values()), by_status["failed"] + by_status["lost"]
    if json:
        output.print_json({"folder": str(out), "runs": total, **by_status})
    elif not failed:
        print(f"{total} runs are in {out}; next: scomm estimate {out}")
    if failed:
        print(
            f"{failed} of {total} runs failed; the first: {_first_error(out)} "
            f"({out / 'failures.parquet'} says why of each; the same command tries them again.)",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _first_error(out: Path) -> str:
    from scomm.sweeps.store.load import load_store

    for table in load_store(out).tables(["error"]):
        for error in table.column("error").to_pylist():
            if error:
                return str(error)
    return "unknown"


def _say_what_it_takes(
    planned: Sweep,
    out: Path,
    backend: str | None,
    workers: int | None,
    address: str | None,
    engine: str | None,
    shard: Shard,
    json: bool,
) -> None:
    from scomm.model.machine import processors
    from scomm.sweeps.dry_run import dry_run
    from scomm.sweeps.execution import choose
    from scomm.sweeps.execution.on_ray import START_SECONDS
    from scomm.sweeps.execution.serial import serial

    plan, name = planned.plan, choose.engine_called(engine)
    done = planned.finished(out, shard)
    doing = choose.named(backend, workers, address)
    if doing is None:
        runs = plan.distinct(shard.points(len(plan)).tolist()) * plan.spec.replicates.most
        doing = choose.by_size(plan.base, runs - done, name)
    here = doing is serial
    found = dry_run(
        plan,
        1 if here else workers or processors(),
        name,
        done,
        shard,
        start_seconds=0.0 if here else START_SECONDS,
    )
    if json:
        output.print_json(found.as_dict())
        return
    for line in found.lines():
        print(line)
