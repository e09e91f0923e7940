"""``scomm verify``: checks a store's hashes, and reproduces a sample of its runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm verify results/demo --runs 50"


def verify(
    folder: Annotated[
        Path, typer.Argument(parser=options.path, metavar="DIR", help="The folder of a store.")
    ],
    runs: Annotated[
        int,
        typer.Option("--runs", parser=options.whole, metavar="N", help="Runs to do again."),
    ] = 10,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            parser=options.whole,
            metavar="N",
            help="Which runs are repeated depends on it; the sweep's own if left out.",
        ),
    ] = None,
    json: options.JsonOption = False,
) -> int:
    """Check every file of a store by its hash, and a sample of runs by repeating them.

    A repeated run must equal the stored one to the last bit; if not, the exit status is 1.
    """
    from scomm.model.errors import InputError
    from scomm.sweeps.verify import verify as verified

    if runs < 0:
        raise InputError(f"The number of runs is {runs}, but must be 0 or more.")
    found = verified(folder, runs, seed)
    if json:
        output.print_json(found.as_dict())
        return 1 if found.wrong else 0
    if found.other_code:
        typer.echo("Other code of the same model version made this store.", err=True)
    for sentence in found.wrong:
        typer.echo(sentence, err=True)
    if not found.wrong:
        print(f"{found.files} files are as they were written; {found.redone} runs gave it again.")
    return 1 if found.wrong else 0
