"""``scomm coverage``: whether the intervals of a calibration hold the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm coverage results/posterior --data-sets 300 --workers 2"


def coverage(
    folder: Annotated[
        Path,
        typer.Argument(
            parser=options.path, metavar="DIR", help="The folder of a finished calibration."
        ),
    ],
    data_sets: Annotated[
        int,
        typer.Option(
            "--data-sets",
            parser=options.whole,
            metavar="N",
            help="Runs that are the truth in turn.",
        ),
    ] = 300,
    steps: options.StepsOption = 1000,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            parser=options.path,
            metavar="STORE",
            help="A store of the points in prior.parquet, whose two answers are tested too.",
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", parser=options.whole, metavar="N", help="Processes.")
    ] = 1,
    json: options.JsonOption = False,
) -> None:
    """Test the intervals of a calibration on data of the model's own runs.

    Each run at a point of the priors is in turn the truth, and a posterior is sampled from its
    figures. The table is kept in the folder as coverage.csv. Status 1 if an interval fails.
    """
    from scomm.sweeps.coverage import COVERAGE_TABLE
    from scomm.sweeps.coverage import coverage as covered
    from scomm.sweeps.execution.progress import progress
    from scomm.sweeps.store.files import replaced

    with progress("coverage, data sets", data_sets) as advance:
        found = covered(
            folder,
            data_sets=data_sets,
            steps=steps,
            answers=answers,
            workers=workers,
            advance=lambda done: advance(1),
        )
    with replaced(folder / COVERAGE_TABLE) as beside:
        found.table.to_csv(beside, index=False, float_format="%.4g", lineterminator="\n")
    failures = found.failures()
    if json:
        output.print_json({"coverage": output.records(found.table), "failures": failures})
    else:
        output.print_table(
            f"Ranks and coverage over {data_sets} data sets of the model",
            ("quantity", "p, even ranks", "50 % covers", "95 % covers", "p, coverage"),
            [
                [
                    str(row["setting"]),
                    f"{row['uniform_p']:.2g}",
                    f"{row['covered_50']:.0%}",
                    f"{row['covered_95']:.0%}",
                    f"{row['covered_p']:.2g}",
                ]
                for row in found.table.to_dict("records")
            ],
        )
    if failures:
        raise output.Ended(" ".join(failures), 1)
