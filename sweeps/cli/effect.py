"""``scomm effect``: enrolled compared with never enrolled, on the same worlds, with intervals."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from scomm.sweeps.cli import contrasts, options, output

EXAMPLE: Final = "Example: scomm effect --scenario county --replicates 20 --decompose"


def effect(
    scenario: options.ScenarioOption = None,
    change: options.SetOption = None,
    settings_file: options.SettingsOption = None,
    table: options.TableOption = None,
    scale: options.ScaleOption = None,
    seed: options.SeedOption = 1,
    replicates: options.ReplicatesOption = 8,
    decompose: Annotated[
        bool, typer.Option("--decompose", help="Also show the part due to news alone.")
    ] = False,
    months: options.MonthsOption = False,
    estimand: options.EstimandOption = None,
    every: options.AllOption = False,
    engine: options.EngineOption = None,
    rules: options.RulesOption = None,
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    json: options.JsonOption = False,
) -> None:
    """Compare a jurisdiction enrolled with the same one never enrolled, on the same worlds."""
    settings = options.settings_from(scenario, settings_file, change, table, scale)

    from scomm.sweeps.effect import ENROLLED, NEVER
    from scomm.sweeps.effect import effect as paired
    from scomm.sweeps.estimation.estimands import ratios
    from scomm.sweeps.execution import choose

    wanted = contrasts.wanted(estimand, every)
    found = paired(
        settings,
        seed,
        replicates,
        wanted=None if json and not estimand else wanted,
        decompose=decompose,
        engine=engine,
        backend=choose.named(backend, workers, tell=choose.aloud),
        progress=True,
        rules=rules,
    )
    if json:
        reporting = [each for each in ratios() if each.estimand.name == "reporting_rate"]
        monthly = wanted if months or estimand else reporting
        output.print_json(
            {
                "seed": seed,
                "replicates": replicates,
                "settings": settings.digest(),
                "table": output.records(found.table),
                "by_month": output.records(found.monthly(monthly)),
            }
        )
        return
    when = "by month since activation" if months else "after activation"
    contrasts.print_contrasts(
        f"Effect of enrollment {when}, {replicates} pairs of runs; intervals are 95 % and Monte "
        "Carlo error alone",
        found.monthly(wanted) if months else found.table,
        wanted,
        (ENROLLED, NEVER),
        (*(["part"] if decompose else []), *(["month", "calendar_month"] if months else [])),
    )
