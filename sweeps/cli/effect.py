"""``scomm effect``: enrolled compared with never enrolled, on the same worlds, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    import pandas as pd

    from scomm.sweeps.estimation.estimands import Ratio

EXAMPLE: Final = "Example: scomm effect --scenario county --replicates 20 --decompose"

REPORTING: Final = "reporting_rate"
SHARES: Final = ("non_criminal_share", "level_share")
# Arrests of Hispanic residents, and what enrollment costs others: estimand and group.
ARRESTS: Final = (
    ("arrest_rate", "hispanic"),
    ("pretextual_arrests", "hispanic"),
    ("officer_hours", "all"),
    ("days_held_for_ice", "all"),
)

CAVEAT: Final = (
    "The step in perceived risk at enrollment, and how theories of fear share it, are assumptions "
    "that no target fixes, and most of the effect on reporting depends on them; scomm effect "
    "--decompose shows what news alone does."
)


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
    engine: options.EngineOption = None,
    rules: options.RulesOption = None,
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    json: options.JsonOption = False,
) -> None:
    """Compare a jurisdiction enrolled with the same one never enrolled, on the same worlds."""
    settings = options.settings_from(scenario, settings_file, change, table, scale)

    from scomm.sweeps.effect import effect as paired
    from scomm.sweeps.execution import choose

    found = paired(
        settings,
        seed,
        replicates,
        decompose=decompose,
        engine=engine,
        backend=choose.named(backend, workers, tell=choose.aloud),
        progress=True,
        rules=rules,
    )
    if json:
        output.print_json(
            {
                "seed": seed,
                "replicates": replicates,
                "settings": settings.digest(),
                "table": output.records(found.table),
                "by_month": output.records(found.monthly(_monthly())),
            }
        )
        return
    _print(found.table, replicates)


def _monthly() -> list[Ratio]:
    """Return the ratios printed by month: the reporting rates."""
    from scomm.sweeps.estimation.estimands import ratios

    return [ratio for ratio in ratios() if ratio.estimand.name == REPORTING]


def _print(table: pd.DataFrame, replicates: int) -> None:
    groups = (
        "all",
        "hispanic",
        "hispanic_standardized",
        "other",
        "other_standardized",
        "undocumented",
        "hispanic_citizen",
    )
    reporting = table[
        (table["estimand"] == REPORTING)
        & table["group"].isin(groups)
        & ((table["class"] == "all") | (table["group"] == "all"))
    ]
    output.print_table(
        f"Crime reporting after activation, % of victimizations ({replicates} pairs of runs)",
        (
            "part",
            "group",
            "class",
            "counting",
            "enrolled",
            "never",
            "effect,\npoints",
            "95 %\ninterval",
            "pairing\ngain",
            "note",
        ),
        [
            [
                row["part"] if len(set(table["part"])) > 1 else "",
                row["group"],
                row["class"],
                row["counting"],
                output.number(row["enrolled"]),
                output.number(row["never"]),
                output.number(row["effect"], 3, signed=True),
                output.interval(row["low"], row["high"], 3, signed=True),
                output.gain(row["pairing_gain"]),
                row["note"],
            ]
            for row in output.records(reporting)
        ],
    )
    shares = table[
        table["estimand"].isin(SHARES) & (table["group"] == "all") & (table["part"] == "in all")
    ]
    output.print_table(
        "Removals that began with a fingerprint match, enrolled, % (never enrolled: undefined)",
        ("estimand", "level", "counting", "share", "95 %\ninterval"),
        [
            [
                row["estimand"].replace("_", " "),
                row["class"],
                row["counting"],
                output.number(row["enrolled"]),
                output.interval(row["enrolled_low"], row["enrolled_high"]),
            ]
            for row in output.records(shares)
        ],
    )
    _print_arrests(table)
    print('"Pairing gain": how many times as many independent runs the same interval would take.')
    print(_gain_of_counting(reporting))
    print(CAVEAT)


def _print_arrests(table: pd.DataFrame) -> None:
    """Print arrests by ground and the costs of arrests and holds, by the more precise counting."""
    from scomm.model.estimands import find

    whole = output.records(table[table["part"] == "in all"])
    rows = [
        row
        for name, group in ARRESTS
        for row in whole
        if (row["estimand"], row["group"]) == (name, group)
        and row["counting"] == find(name, row["class"]).countings[0]
    ]
    output.print_table(
        "Arrests of Hispanic residents by ground, officer hours and days in jail for ICE",
        ("estimand", "class", "group", "enrolled", "never", "effect", "95 %\ninterval", "unit"),
        [
            [
                row["estimand"].replace("_", " "),
                row["class"],
                row["group"],
                output.number(row["enrolled"]),
                output.number(row["never"]),
                output.number(row["effect"], 3, signed=True),
                output.interval(row["low"], row["high"], 3, signed=True),
                row["unit"],
            ]
            for row in rows
        ],
    )


def _gain_of_counting(reporting: pd.DataFrame) -> str:
    """Describe the gain in precision over plain counts, by the Hispanic effect."""
    hispanic = reporting[(reporting["group"] == "hispanic") & (reporting["part"] == "in all")]
    errors = dict(zip(hispanic["counting"], hispanic["standard_error"], strict=True))
    if not errors["probability"] > 0:
        return "Counting with probabilities: no gain can be told from these replicates."
    gain = output.gain((errors["count"] / errors["probability"]) ** 2)
    return f"Counting with probabilities was worth {gain} as many runs for the Hispanic effect."
