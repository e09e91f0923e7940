"""``scomm predict``: quantities of the nation at draws of a posterior."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm predict results/posterior/posterior.parquet --out results/predictions"
)


def predict(
    posterior: Annotated[
        Path,
        typer.Argument(
            parser=options.path, metavar="POSTERIOR", help="The file that scomm calibrate writes."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", parser=options.path, metavar="DIR", help="The folder of runs and table."
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            parser=options.path,
            metavar="FILE",
            help="A predictions file; the project's own.",
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", parser=options.whole, metavar="N", help="Of the posterior.")
    ] = 24,
    scale: options.NationScaleOption = 0.02,
    jurisdictions: options.JurisdictionsOption = 150,
    seed: options.SeedOption = 1,
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    json: options.JsonOption = False,
) -> None:
    """Predict what nobody has fitted, with intervals, on the real roll-out and without it.

    Runs stay in the folder: the same command resumes. The table is predictions.csv there.
    """
    from scomm.model import predictions
    from scomm.sweeps.execution import choose
    from scomm.sweeps.execution.progress import progress
    from scomm.sweeps.predict import ENROLLED, Plan
    from scomm.sweeps.predict import predict as predicted

    plan = Plan(draws, scale, jurisdictions, seed)
    with progress("predict", 2 * draws) as advance:
        table = predicted(
            out,
            posterior,
            choose.chosen(backend or "ray", workers, None, choose.aloud),
            file=file or predictions.FILE,
            plan=plan,
            advance=advance,
        )
    if json:
        output.print_json({"predictions": output.records(table)})
        return
    output.print_table(
        f"Predictions as enrolled, {draws} draws (median, 95 % of draws)",
        ("quantity", "window", "unit", "median", "low", "high"),
        [
            [str(row["quantity"]), str(row["window"]), str(row["unit"])]
            + [f"{row[name]:.4g}" for name in ("median", "low", "high")]
            for row in table[table["arm"] == ENROLLED].to_dict("records")
        ],
    )
