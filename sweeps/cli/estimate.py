"""``scomm estimate``: the contrasts of a store, point by point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scomm.sweeps.cli import contrasts, options, output, pasted

if TYPE_CHECKING:
    import pandas as pd

    from scomm.sweeps.estimation.estimands import Ratio

# What a table for a manuscript shows where no estimand is named.
PASTED: Final = ("reporting_rate.hispanic", "non_criminal_share")
_MONTHS: Final = ("month", "calendar_month")
_LARGE: Final = 5.0
EXAMPLE: Final = "Example: scomm estimate results/demo"


def estimate(
    folder: Annotated[
        Path, typer.Argument(parser=options.path, metavar="DIR", help="The folder of a store.")
    ],
    arm: Annotated[
        str | None, typer.Option("--arm", help="The arm; the first if left out.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", help="What it is compared with; the last arm.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", help="before or after the scheduled activation; after."),
    ] = None,
    places: Annotated[
        str, typer.Option("--places", help="focal (whose enrollment differs) or all of them.")
    ] = "focal",
    months: options.MonthsOption = False,
    estimand: options.EstimandOption = None,
    every: options.AllOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, every column and digit.")] = False,
    latex: Annotated[
        bool, typer.Option("--latex", help='Print "effect (95 % interval)" as a LaTeX table.')
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the same table in Markdown.")
    ] = False,
    json: options.JsonOption = False,
) -> None:
    """Print a sweep's paired contrast between two arms, with intervals, at every point."""
    from scomm.model.errors import InputError
    from scomm.sweeps.estimation.estimands import named
    from scomm.sweeps.plan.arms import pair_of
    from scomm.sweeps.store.load import load

    if csv + latex + markdown + json > 1:
        raise InputError("--csv, --latex, --markdown and --json are four forms; give one of them.")
    if months and period is not None:
        raise InputError(
            "--months gives every month, before activation and after; leave out --period."
        )
    store = load(folder)
    when = period or "after"

    def estimates(ratios: Sequence[Ratio] | None) -> pd.DataFrame:
        if months:
            return store.monthly(arm, reference, places, ratios)
        return store.estimates(arm, reference, when, places, ratios)

    wanted = contrasts.wanted(estimand, every)
    asked = wanted if estimand else None
    if csv:
        print(pasted.csv(estimates(asked)))
        return
    if json:
        output.print_json({"sweep": store.spec.name, "estimates": output.records(estimates(asked))})
        return
    first, second = pair_of(store.spec, arm, reference)
    if latex or markdown:
        if wanted is None:
            raise InputError(
                "--latex and --markdown print a few columns for a manuscript; name estimands with "
                "--estimand in place of --all, or take --csv."
            )
        ratios = wanted if estimand else [named(name) for name in PASTED]
        lead = (*store.varied, *(_MONTHS if months else ()))
        header, cells = _pasted(lead, estimates(ratios), ratios, first, second)
        print((pasted.latex if latex else pasted.markdown)(header, cells))
        return
    table = estimates(wanted)
    least, most = table["replicates"].min(), table["replicates"].max()
    replicates = f"{least}" if least == most else f"{least} to {most}"
    alone = first == second
    contrasts.print_contrasts(
        f"{store.spec.name}: {first if alone else f'{first} against {second}'}, "
        f"{'by month since' if months else when} activation, {replicates} replicates; intervals "
        "are 95 % and Monte Carlo error alone",
        table,
        wanted,
        ("arm", "arm" if alone else "reference"),
        (*store.varied, *(_MONTHS if months else ())),
        (first, second),
    )


def _pasted(
    lead: Sequence[str], table: pd.DataFrame, ratios: Sequence[Ratio], first: str, second: str
) -> tuple[list[str], list[list[str]]]:
    """Make the header and the rows of a table whose cells have values with their intervals.

    ``lead`` are the columns before them, such as the settings that vary.
    A ratio has the level of the second arm and the effect beside it; where the second arm has none
    at any point, as a share of removals where nobody is enrolled, the level of the first alone.
    """
    from scomm.sweeps.estimation.headlines import rows_of

    header = [name.replace("_", " ") for name in lead]
    of_points = output.records(rows_of(table, ratios[:1]))
    cells = [[f"{row[name]}" for name in lead] for row in of_points]
    for ratio in ratios:
        rows = output.records(rows_of(table, [ratio]))
        unit = ratio.estimand.unit
        alone = first == second or all(math.isnan(row["reference"]) for row in rows)
        own, arm = ("arm", first) if alone else ("reference", second)
        header.append(f"{_words(ratio)}, {arm}, {unit} (95 % interval)")
        if not alone:
            points = "percentage points" if unit.startswith("%") else unit
            header.append(f"effect, {first} − {second}, {points} (95 % interval)")
        # Percentages and rates are large, trust and risk are not.
        levels = [abs(row[each]) for row in rows for each in ("arm", "reference")]
        digits = 1 if any(level >= _LARGE for level in levels) else 3
        for line, row in zip(cells, rows, strict=True):
            line.append(_cell(row, own, f"{own}_low", f"{own}_high", digits))
            if not alone:
                line.append(_cell(row, "effect", "low", "high", digits + 1, signed=True))
    return header, cells


def _words(ratio: Ratio) -> str:
    name, kind, group, _ = ratio.key
    parts = (kind, group.replace("hispanic", "Hispanic"))
    return ", ".join([name, *(part for part in parts if part != "all")]).replace("_", " ")


def _cell(
    row: dict[str, Any], value: str, low: str, high: str, digits: int, *, signed: bool = False
) -> str:
    return pasted.with_interval(row[value], row[low], row[high], digits, signed=signed)
