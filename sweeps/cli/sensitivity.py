"""``scomm sensitivity``: which settings move the answers of a sweep, by Morris or Sobol'."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scomm.model.display import interval, number
from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    from scomm.sweeps.sensitivity import Sensitivity

EXAMPLE: Final = (
    "Example: scomm sensitivity sweeps/examples/screening.toml --out results/screening  ·  "
    "scomm sensitivity results/screening --estimand reporting_rate.undocumented"
)


def sensitivity(
    given: Annotated[
        Path,
        typer.Argument(
            parser=options.path,
            metavar="STORE|SPEC",
            help="The folder of a store, or a sweep file, which is run into --out first.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", parser=options.path, metavar="DIR", help="The store of a sweep file."
        ),
    ] = None,
    estimand: Annotated[
        list[str] | None,
        typer.Option(
            "--estimand",
            metavar="NAME",
            help="The effect on it, such as reporting_rate.violent; may be given again. The two "
            "headline answers if left out.",
        ),
    ] = None,
    level: Annotated[
        bool,
        typer.Option("--level", help="The level of each --estimand in the first arm, no effect."),
    ] = False,
    odds: Annotated[
        bool, typer.Option("--odds", help="In log odds, of an --estimand reporting_rate.")
    ] = False,
    backend: options.BackendOption = None,
    workers: options.WorkersOption = None,
    json: options.JsonOption = False,
) -> None:
    """Analyze a morris or saltelli design: how far each setting moves the answers.

    The noise of replicates is kept out of the indices; points without an answer are counted.
    """
    from scomm.model.errors import InputError
    from scomm.sweeps.estimation.estimands import named
    from scomm.sweeps.sensitivity import Answer
    from scomm.sweeps.sensitivity import sensitivity as analyzed
    from scomm.sweeps.store.load import load

    if (level or odds) and not estimand:
        raise InputError("--level and --odds are of the --estimand that is named; name one.")
    answers = [Answer(named(name), level, odds) for name in estimand or ()] or None
    folder = given
    if given.is_file():
        if out is None:
            raise InputError(f"{given} is a sweep file; --out must say where its runs are kept.")
        _run(given, out, backend, workers)
        folder = out
    elif out is not None or backend is not None or workers is not None:
        raise InputError(
            f"--out, --backend and --workers are for a sweep file, and {given} is none."
        )
    found = analyzed(load(folder), answers)
    if json:
        output.print_json([_plain(each) for each in found])
        return
    for each in found:
        _print(each)


def _run(spec: Path, out: Path, backend: str | None, workers: int | None) -> None:
    from scomm.sweeps.execution import choose
    from scomm.sweeps.sensitivity import check_design
    from scomm.sweeps.sweep import Interrupted, Sweep

    planned = Sweep.from_file(spec, store=out, tell=output.tell)
    check_design(planned.spec)
    try:
        planned.run(out, backend=choose.named(backend, workers, tell=choose.aloud))
    except Interrupted as interruption:
        raise output.Ended(str(interruption), 130) from None


def _plain(found: Sensitivity) -> dict[str, Any]:
    names = ("answer", "unit", "method", "replicates", "points", "undefined", "variance", "noise")
    return {name: getattr(found, name) for name in names} | {
        "settings": output.records(found.table)
    }


def _print(found: Sensitivity) -> None:
    if found.method == "morris":
        title = f"Morris' elementary effects over the whole range of each setting ({found.unit})"
        columns = ("mean_size", "deviation")
        header = ("mean size", "deviation")
    else:
        title = "Sobol' indices, shares of the variance"
        columns = ("first", "total")
        header = ("first order", "total")
    output.print_table(
        f"{found.answer}: {title}, {found.points:,} points",
        ("setting", header[0], "95 %\ninterval", header[1], "95 % \ninterval", "used"),
        [
            [
                row["setting"],
                *(
                    cell
                    for name in columns
                    for cell in (
                        number(row[name], 3),
                        interval(row[f"{name}_low"], row[f"{name}_high"], 3),
                    )
                ),
                str(row["used"]),
            ]
            for row in output.records(found.table)
        ],
    )
    print(found.sentence)
