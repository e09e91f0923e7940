"""``scomm estimate``: the contrasts of a store, point by point."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scomm.sweeps.cli import contrasts, options, output, pasted

if TYPE_CHECKING:
    from scomm.sweeps.store.results import Results

Rows = dict[int, dict[str, Any]]

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
        str, typer.Option("--period", help="before or after the scheduled activation.")
    ] = "after",
    places: Annotated[
        str, typer.Option("--places", help="focal (whose enrollment differs) or all of them.")
    ] = "focal",
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
    from scomm.sweeps.estimation.estimands import pick
    from scomm.sweeps.plan.arms import pair_of
    from scomm.sweeps.store.load import load

    if csv + latex + markdown + json > 1:
        raise InputError("--csv, --latex, --markdown and --json are four forms; give one of them.")
    store = load(folder)
    wanted = contrasts.wanted(estimand, every)
    asked = wanted if estimand else None
    if csv:
        print(pasted.csv(store.estimates(arm, reference, period, places, asked)))
        return
    if json:
        table = store.estimates(arm, reference, period, places, asked)
        output.print_json({"sweep": store.spec.name, "estimates": output.records(table)})
        return
    first, second = pair_of(store.spec, arm, reference)
    if latex or markdown:
        two = (
            *pick("reporting_rate", ("all",), ("hispanic",)),
            *pick("non_criminal_share", ("all",), ("all",)),
        )
        rows = output.records(store.estimates(arm, reference, period, places, two))
        effects, shares = (
            {row["point"]: row for row in rows if row["estimand"] == ratio.estimand.name}
            for ratio in two
        )
        header, cells = _pasted(store, effects, shares, first, second)
        print((pasted.latex if latex else pasted.markdown)(header, cells))
        return
    table = store.estimates(arm, reference, period, places, wanted)
    least, most = table["replicates"].min(), table["replicates"].max()
    replicates = f"{least}" if least == most else f"{least} to {most}"
    alone = first == second
    contrasts.print_contrasts(
        f"{store.spec.name}: {first if alone else f'{first} against {second}'}, {period} "
        f"activation, {replicates} replicates; intervals are 95 % and Monte Carlo error alone",
        table,
        wanted,
        ("arm", "arm" if alone else "reference"),
        store.varied,
        (first, second),
    )


def _pasted(
    store: Results, effects: Rows, shares: Rows, first: str, second: str
) -> tuple[list[str], list[list[str]]]:
    """Make the header and the rows of a table whose cells have values with their intervals."""
    alone = first == second
    level = f"reporting by Hispanic victims, {first if alone else second}, % (95 % interval)"
    header = [name.replace("_", " ") for name in store.varied] + [level]
    if not alone:
        header.append(f"effect, {first} − {second}, percentage points (95 % interval)")
    header.append(f"non-criminal share of removals, {first}, % (95 % interval)")
    own = "arm" if alone else "reference"
    rows = [
        [
            *(f"{effect[name]}" for name in store.varied),
            _cell(effect, own, f"{own}_low", f"{own}_high", 1),
            *([] if alone else [_cell(effect, "effect", "low", "high", 2, signed=True)]),
            _cell(shares[point], "arm", "arm_low", "arm_high", 1),
        ]
        for point, effect in effects.items()
    ]
    return header, rows


def _cell(
    row: dict[str, Any], value: str, low: str, high: str, digits: int, *, signed: bool = False
) -> str:
    return pasted.with_interval(row[value], row[low], row[high], digits, signed=signed)
