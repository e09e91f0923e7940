"""``scomm targets``: the calibration targets compared with the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from scomm.model.display import number
from scomm.model.errors import InputError
from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm targets --scale 0.02 --replicates 4  ·  "
    "scomm targets --predicted results/posterior/targets.csv --figure targets.png"
)

_HEADER: Final = ("target", "quantity", "unit", "low", "high", "model", "± s.e.", "distance")


def targets(
    scale: Annotated[
        float,
        typer.Option("--scale", parser=options.real, metavar="SHARE", help="Of the nation."),
    ] = 0.01,
    replicates: Annotated[
        int,
        typer.Option(
            "--replicates", parser=options.whole, metavar="N", help="Worlds of the nation."
        ),
    ] = 4,
    seed: options.SeedOption = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            parser=options.path,
            metavar="FILE",
            help="Write the table there as Markdown too.",
        ),
    ] = None,
    predicted: Annotated[
        Path | None,
        typer.Option(
            "--predicted",
            parser=options.path,
            metavar="FILE",
            help="For --figure: the targets.csv of scomm calibrate.",
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure",
            parser=options.path,
            metavar="FILE",
            help="Draw what prior and posterior predict of the targets there, and run nothing.",
        ),
    ] = None,
    width: options.WidthOption = None,
    json: options.JsonOption = False,
) -> None:
    """Compare the model with the figures that it is calibrated to."""
    from scomm.model.machine import processors
    from scomm.sweeps.execution.progress import progress
    from scomm.sweeps.targets import targets as compared
    from scomm.sweeps.targets import worlds_in_all

    if figure is not None or predicted is not None:
        if figure is None or predicted is None:
            raise InputError("--figure and --predicted go together; give both, or neither.")
        from scomm.sweeps.figures.targets import draw_targets

        draw_targets(predicted, figure, width)
        if json:
            output.print_json({"written": [str(figure)]})
        else:
            print(figure)
        return
    with progress("targets", worlds_in_all(max(1, replicates))) as advance:
        found = compared(
            seed=seed,
            replicates=replicates,
            scale=scale,
            threads=processors(),
            progress=lambda: advance(1),
        )
    if json:
        output.print_json(output.records(found))
        return
    rows = [_cells(row) for row in output.records(found)]
    output.print_table("Calibration targets and the model", _HEADER, rows)
    if out is not None:
        command = f"scomm targets --scale {scale:g} --replicates {replicates} --seed {seed}"
        _write(out, command, rows)


def _cells(row: dict[str, Any]) -> list[str]:
    digits = 0 if row["high"] >= 1000 else 4 if row["high"] < 0.1 else 3
    return [
        row["target"],
        row["quantity"],
        row["unit"],
        *(number(row[name], digits) for name in ("low", "high", "model", "standard_error")),
        number(row["distance"], 1),
    ]


def _write(path: Path, command: str, rows: list[list[str]]) -> None:
    """Write the table as Markdown, with its provenance."""
    from datetime import UTC, datetime

    from scomm.sweeps.store.provenance import code

    made = code()
    lines = [
        "# Calibration targets and the model",
        "",
        f"Made on {datetime.now(UTC):%Y-%m-%d} by `{command}`, model source "
        f"`{str(made['model_source'])[:12]}`. *s.e.* is the Monte Carlo standard error of the "
        "model's figure, and *distance* by how many of its errors a target is missed; "
        "[calibration.md](calibration.md) says what was fitted and how.",
        "",
        "| " + " | ".join(_HEADER) + " |",
        "|" + " --- |" * len(_HEADER),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
