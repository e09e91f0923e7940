"""``scomm estimate``: the contrasts of a store, point by point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output
from scomm.sweeps.cli.effect import CAVEAT

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
    json: options.JsonOption = False,
) -> None:
    """Print a sweep's paired contrast between two arms, with intervals, at every point."""
    from scomm.sweeps.estimation.estimands import pick
    from scomm.sweeps.plan.arms import pair_of
    from scomm.sweeps.store.load import load

    store = load(folder)
    if json:
        table = store.estimates(arm, reference, period, places)
        output.print_json({"sweep": store.spec.name, "estimates": output.records(table)})
        return
    wanted = (
        *pick("reporting_rate", ("all",), ("hispanic",)),
        *pick("non_criminal_share", ("all",), ("all",)),
    )
    rows = output.records(store.estimates(arm, reference, period, places, wanted))
    effects, shares = (
        {row["point"]: row for row in rows if row["estimand"] == ratio.estimand.name}
        for ratio in wanted
    )
    replicates = sorted(row["replicates"] for row in rows)
    several = "" if replicates[0] == replicates[-1] else f" to {replicates[-1]}"
    first, second = pair_of(store.spec, arm, reference)
    alone = first == second
    arms = first if alone else f"{first} against {second}"
    output.print_table(
        f"{store.spec.name}: reporting by Hispanic victims, {arms}, and the "
        f"non-criminal share of removals, {first}; {period} activation, counted with "
        f"probabilities, {replicates[0]}{several} replicates",
        (
            *(name.replace("_", "_\n") for name in store.varied),
            f"{second},\n%",
            "effect,\npoints",
            "95 %\ninterval",
            "pairing\ngain",
            "non-criminal,\n%",
            "95 %\ninterval",
            "note",
        ),
        [
            [
                *(f"{effect[name]}" for name in store.varied),
                output.number(effect["arm" if alone else "reference"], 1),
                *(
                    ["", output.interval(effect["arm_low"], effect["arm_high"], 1), ""]
                    if alone
                    else [
                        output.number(effect["effect"], 3, signed=True),
                        output.interval(effect["low"], effect["high"], 3, signed=True),
                        output.gain(effect["pairing_gain"]),
                    ]
                ),
                output.number(shares[point]["arm"], 1),
                output.interval(shares[point]["arm_low"], shares[point]["arm_high"], 1),
                effect["note"],
            ]
            for point, effect in effects.items()
        ],
    )
    if not alone:
        print(CAVEAT)
