"""``scomm merge``: merge stores of one sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

#: Exit status if some runs of the sweep are in none of the stores.
INCOMPLETE: Final = 3

EXAMPLE: Final = "Example: scomm merge shards/1 shards/2 shards/3 --out results/demo"


def merge(
    folders: Annotated[
        list[Path],
        typer.Argument(
            parser=options.path, metavar="DIR...", help="Stores of the same sweep file."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", parser=options.path, metavar="DIR", help="The folder of the store."),
    ],
    accept_code_change: options.AcceptCodeChangeOption = False,
    allow_partial: Annotated[
        bool,
        typer.Option("--allow-partial", help="End with status 0 though runs are in no store."),
    ] = False,
    json: options.JsonOption = False,
) -> int:
    """Merge stores of one sweep, such as shards made on different machines.

    All shards of a sweep give, byte for byte, the store of the sweep run in one piece. If runs are
    in none of them, the exit status is 3, and 'scomm sweep' into the merged store does them.
    """
    from scomm.sweeps import merge as merging
    from scomm.sweeps.status import status
    from scomm.sweeps.store.files import SPEC

    merging.merge(folders, out, lambda text: typer.echo(text, err=True), accept_code_change)
    found = status(out)
    done = sum(arm["done"] for arm in found.runs.values())
    total = sum(sum(arm.values()) for arm in found.runs.values())
    waiting = sum(arm["waiting"] for arm in found.runs.values())
    if json:
        output.print_json(found.as_dict())
    else:
        print(f"{done} of {total} runs are in {out}; next: scomm estimate {out}")
    if not waiting or allow_partial:
        return 0
    typer.echo(
        f"{waiting} of {total} runs are in none of the stores and wait in {out}: merge the missing "
        f"shards too, or run 'scomm sweep {out / SPEC} --out {out}', which does them.",
        err=True,
    )
    return INCOMPLETE
