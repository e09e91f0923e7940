"""``scomm sweep``: run a sweep file into a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm sweep sweeps/examples/demo.toml --out results/demo --workers 2"


def sweep(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The sweep file, TOML.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the store.")],
    backend: options.BackendOption = "ray",
    workers: options.WorkersOption = None,
    engine: options.EngineOption = None,
    json: options.JsonOption = False,
) -> int:
    """Run a sweep file: settings that vary, in arms, on the same worlds.

    The same sweep may be run into a folder again: what is done there is not done again.
    """
    from sweeps.sweep import Sweep

    store = Sweep.from_file(spec).run(out, backend=backend, workers=workers, engine=engine)
    failed = store.runs[store.runs["status"] == "failed"]
    runs = len(store.runs)
    if json:
        output.print_json({"folder": str(out), "runs": runs, "failed": len(failed)})
    elif failed.empty:
        print(f"{runs} runs are in {out}; next: scomm estimate {out}")
    if not failed.empty:
        typer.echo(
            f"{len(failed)} of {runs} runs failed; the first: {failed['error'].iloc[0]} "
            f"({out / 'runs.parquet'} has each one's error; the same command tries them again.)",
            err=True,
        )
        return 1
    return 0
