"""``scomm priors``: the prior distributions of the settings that the facts leave open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm priors --figure priors.png"


def priors(
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", parser=options.path, metavar="FILE", help="A priors file; the project's own."
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure", parser=options.path, metavar="FILE", help="Draw them there (png, svg, pdf)."
        ),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(
            "--posterior",
            parser=options.path,
            metavar="FILE",
            help="In the figure, a posterior beside them.",
        ),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """List the priors: distribution, source, and why."""
    from scomm.model.priors import FILE, read_priors

    known = read_priors(file or FILE)
    if figure is not None:
        from scomm.sweeps.calibration.posterior import read_posterior
        from scomm.sweeps.figures.priors import draw_priors

        draw_priors(known, None if posterior is None else read_posterior(posterior), figure)
    if json:
        output.print_json(
            [
                {
                    "setting": each.name,
                    "unit": each.setting.unit,
                    "prior": each.words,
                    "group": each.group,
                    "source": each.source,
                    "why": each.why,
                }
                for each in known.each
            ]
        )
        return
    output.print_table(
        "Priors of the settings that the facts leave open",
        ("setting", "unit", "prior", "group", "source", "why"),
        [
            [each.name, each.setting.unit, each.words, each.group, each.source, each.why]
            for each in known.each
        ],
    )
    groups = ", ".join(f"{name} {value:g}" for name, value in known.correlations.items())
    if groups:
        print(f"Correlation within a group: {groups}.")
