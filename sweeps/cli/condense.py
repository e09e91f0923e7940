"""``scomm condense``: a store reduced to its estimates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm condense results/demo --out results/demo-estimates --estimand reporting_rate"
)

# The estimands that are kept beside the headlines; about 3 kB per point.
ESTIMANDS: Final = (
    "reporting_rate",
    "non_criminal_share",
    "level_share",
    "trust",
    "perceived_risk",
)
GROUPS: Final = ("all", "hispanic", "other", "undocumented")


def condense(
    folder: Annotated[
        Path, typer.Argument(parser=options.path, metavar="DIR", help="The folder of a store.")
    ],
    out: Annotated[
        Path, typer.Option("--out", parser=options.path, metavar="DIR", help="A new folder.")
    ],
    estimand: Annotated[
        list[str] | None,
        typer.Option(
            "--estimand", help="Keep this one; may be given again. " + ", ".join(ESTIMANDS)
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option("--group", help="For this group; may be given again. " + ", ".join(GROUPS)),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Condense a complete store to its estimates, small enough to accompany a paper.

    Estimates and figures are read from it as from the store. It has all classes of each estimand,
    after activation, for the jurisdiction whose enrollment differs.
    """
    from scomm.sweeps.estimation.estimands import ratios_of
    from scomm.sweeps.estimation.headlines import headline_ratios
    from scomm.sweeps.store.condensed import condense as condensed
    from scomm.sweeps.store.load import load_store

    wanted = ratios_of(estimand or ESTIMANDS, group or GROUPS)
    if not estimand and not group:
        wanted = list(dict.fromkeys([*headline_ratios(), *wanted]))
    made = condensed(load_store(folder), out, wanted)
    size = sum(path.stat().st_size for path in out.iterdir())
    if json:
        output.print_json({"folder": str(out), "points": len(made.points), "bytes": size})
    else:
        print(f"The estimates of {len(made.points)} points are in {out}: {size / 2**20:.1f} MiB.")
