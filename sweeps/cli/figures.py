"""``scomm figures``: the pictures of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm figures results/demo --out results/demo/figures"


def figures(
    folder: Annotated[
        Path, typer.Argument(parser=options.path, metavar="DIR", help="The folder of a store.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", parser=options.path, metavar="DIR", help="Where to; DIR/figures if left out."
        ),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Draw the figures of a sweep over the two headline settings, as PNG and SVG.

    Where one setting more varies, each of its values has a panel; up to six have room.
    """
    from scomm.model.errors import InputError
    from scomm.sweeps.figures.effect_and_share import draw
    from scomm.sweeps.store.load import load

    if out is None and (folder / "figures").is_symlink():
        raise InputError(
            f"{folder / 'figures'} is a link, and a store holds none; say with --out where the "
            "figures are to go."
        )
    written = draw(load(folder), out or folder / "figures")
    if json:
        output.print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        print(path)
