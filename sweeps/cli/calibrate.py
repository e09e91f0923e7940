"""``scomm calibrate``: a posterior of the open settings, given the targets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm calibrate --out results/posterior --jurisdictions 150 --scale 0.02 --workers 2"
)


def calibrate(
    out: Annotated[
        Path,
        typer.Option(
            "--out", parser=options.path, metavar="DIR", help="The folder of runs and posterior."
        ),
    ],
    targets: Annotated[
        Path | None,
        typer.Argument(
            parser=options.path, metavar="[TARGETS]", help="A targets file; the project's own."
        ),
    ] = None,
    priors: Annotated[
        Path | None,
        typer.Option(
            "--priors", parser=options.path, metavar="FILE", help="Priors; the project's own."
        ),
    ] = None,
    scale: options.NationScaleOption = 0.02,
    jurisdictions: options.JurisdictionsOption = 150,
    points: Annotated[
        int,
        typer.Option("--points", parser=options.whole, metavar="N", help="Runs of each wave."),
    ] = 384,
    waves: Annotated[
        int,
        typer.Option(
            "--waves",
            parser=options.whole,
            metavar="N",
            help="The first is spread over the priors, others over the posterior so far.",
        ),
    ] = 2,
    steps: options.StepsOption = 6000,
    discrepancy: Annotated[
        float,
        typer.Option(
            "--discrepancy",
            parser=options.real,
            metavar="D",
            help="By how much the best model would miss a figure, in logs or logits.",
        ),
    ] = 0.05,
    seed: options.SeedOption = 1,
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    address: options.AddressOption = None,
    json: options.JsonOption = False,
) -> None:
    """Calibrate the settings that have priors to the targets of the nation.

    Runs stay in the folder: the same command resumes, and more --points or --waves add to them.
    """
    from scomm.model import priors as prior_files
    from scomm.model import targets as target_files
    from scomm.sweeps.calibrate import Plan
    from scomm.sweeps.calibrate import calibrate as calibrated
    from scomm.sweeps.execution import choose
    from scomm.sweeps.targets import settings_of

    where = targets or target_files.FILE
    wanted = target_files.read_targets(where)
    base = settings_of(target_files.NATION, wanted, scale, {"jurisdictions": jurisdictions})
    found = calibrated(
        out,
        base,
        choose.chosen(backend or "ray", workers, address, choose.aloud),
        targets=where,
        priors=priors or prior_files.FILE,
        plan=Plan(points=points, waves=waves, steps=steps, discrepancy=discrepancy),
        seed=seed,
    )
    if json:
        output.print_json(
            {
                "posterior": str(out / "posterior.parquet"),
                "targets": output.records(found.targets),
                "settings": output.records(found.settings),
            }
        )
        return
    output.print_table(
        "Targets, and the model before and after (95 % of runs)",
        ("target", "quantity", "unit", "wanted", "prior", "posterior", "R² held out", "misses by"),
        [_target(row) for row in output.records(found.targets)],
    )
    output.print_table(
        "Settings: prior and posterior (median, 95 % interval)",
        ("setting", "prior", "posterior", "interval", "spread left", "R-hat"),
        [_setting(row) for row in output.records(found.settings)],
    )
    print(f"The posterior is {out / 'posterior.parquet'}; a sweep file draws from it with")
    print('vary = "posterior" and [design] points = 64, file = "posterior.parquet".')


def _target(row: dict[str, object]) -> list[str]:
    def number(name: str) -> str:
        value = row.get(name)
        if not isinstance(value, float):
            return "–"
        return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"

    def interval(name: str) -> str:
        return f"{number(name)} ({number(f'{name}_low')} to {number(f'{name}_high')})"

    return [
        *(str(row[name]) for name in ("target", "quantity", "unit")),
        f"{number('value')} ± {number('error')}",
        interval("prior"),
        interval("posterior"),
        number("r_squared_held_out"),
        number("implausibility"),
    ]


def _setting(row: dict[str, object]) -> list[str]:
    def number(name: str) -> str:
        value = row.get(name)
        return f"{value:.3g}" if isinstance(value, float) else "–" if value is None else str(value)

    return [
        str(row["setting"]),
        str(row["prior"]),
        number("median"),
        f"{number('low')} to {number('high')}",
        f"{float(str(row['spread_left'])):.0%}",
        number("r_hat"),
    ]
