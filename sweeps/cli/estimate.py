"""``scomm estimate``: the contrasts of a store, point by point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from sweeps.cli import options, output
from sweeps.cli.effect import CAVEAT

EXAMPLE: Final = "Example: scomm estimate results/demo"


def estimate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a store.")],
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
    json: options.JsonOption = False,
) -> None:
    """Print a sweep's paired contrast between two arms, with intervals, at every point."""
    from sweeps.contrast import estimates
    from sweeps.store import load

    store = load(folder)
    table = estimates(store, arm, reference, period, places)
    if json:
        output.print_json({"sweep": store.spec.name, "estimates": output.records(table)})
        return
    varied = list(store.spec.vary)
    chosen = (table["class"] == "all") & (table["counting"] == "probability")
    reporting = table[
        chosen & (table["estimand"] == "reporting_rate") & (table["group"] == "hispanic")
    ]
    shares = table[chosen & (table["estimand"] == "non_criminal_share") & (table["group"] == "all")]
    names = (arm or next(iter(store.spec.arms)), reference or list(store.spec.arms)[-1])
    output.print_table(
        f"{store.spec.name}: reporting by Hispanic victims, {names[0]} against {names[1]}, and the "
        f"non-criminal share of removals, {names[0]}; {period} activation, counted with "
        f"probabilities, {store.spec.replicates} replicates",
        (
            *(name.replace("_", "_\n") for name in varied),
            "effect,\npoints",
            "95 %\ninterval",
            "pairing\ngained",
            "non-criminal,\n%",
            "95 %\ninterval",
            "note",
        ),
        [
            [
                *(f"{effect[name]}" for name in varied),
                output.number(effect["effect"], 3, signed=True),
                output.interval(effect["low"], effect["high"], 3, signed=True),
                output.gain(effect["variance_ratio"]),
                output.number(share["arm"], 1),
                output.interval(share["arm_low"], share["arm_high"], 1),
                effect["note"],
            ]
            for effect, share in zip(output.records(reporting), output.records(shares), strict=True)
        ],
    )
    print(CAVEAT)
