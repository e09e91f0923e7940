"""``scomm figures``: the figures of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm figures results/demo --figure effect_and_share --format pdf --width 85mm"
)


def figures(
    folder: Annotated[
        Path | None,
        typer.Argument(parser=options.path, metavar="DIR", help="The folder of a store."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", parser=options.path, metavar="DIR", help="Where to; DIR/figures if left out."
        ),
    ] = None,
    figure: Annotated[
        list[str] | None,
        typer.Option(
            "--figure",
            metavar="NAME",
            help="Which figure; may be given again. All that the store allows if left out.",
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Some of png, svg, pdf, with commas.")
    ] = "png,svg",
    width: options.WidthOption = None,
    no_caption: Annotated[
        bool, typer.Option("--no-caption", help="Leave titles and the caption out.")
    ] = False,
    style: Annotated[
        Path | None,
        typer.Option(
            "--style",
            parser=options.path,
            metavar="FILE",
            help="A style file of Matplotlib, laid over the project's own.",
        ),
    ] = None,
    estimand: Annotated[
        str | None,
        typer.Option("--estimand", metavar="NAME", help="Such as reporting_rate.violent."),
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="NAME", help="Such as hispanic or all.")
    ] = None,
    data: Annotated[
        bool, typer.Option("--data", help="Write the numbers behind each figure too, as CSV.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--list", help="List the figures and what each needs, and draw none.")
    ] = False,
    json: options.JsonOption = False,
) -> None:
    """Draw the figures of a store: all that it allows, or those named by --figure."""
    from scomm.model.errors import InputError
    from scomm.sweeps.figures.asked import Asked
    from scomm.sweeps.figures.draw import Files, draw
    from scomm.sweeps.figures.kinds import FIGURES
    from scomm.sweeps.store.load import load

    if names:
        rows = [[each.NAME, each.SENTENCE, each.NEEDS] for each in FIGURES.values()]
        if json:
            output.print_json(
                [dict(zip(("name", "sentence", "needs"), row, strict=True)) for row in rows]
            )
        else:
            output.print_table("Figures", ("name", "what it shows", "what it needs"), rows)
        return
    if folder is None:
        raise InputError("No store is named; give its folder, or --list for the figures there are.")
    if out is None and (folder / "figures").is_symlink():
        raise InputError(
            f"{folder / 'figures'} is a link, and a store holds none; say with --out where the "
            "figures are to go."
        )
    asked = Asked(estimand, group, width, caption=not no_caption)
    files = Files(tuple(each.strip() for each in formats.split(",")), style, data)
    written = draw(load(folder), out or folder / "figures", figure, asked, files)
    if json:
        output.print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        print(path)
