"""``scomm parameters``, ``scomm scenarios``, ``scomm examples``: lists for reference."""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

PARAMETERS_EXAMPLE: Final = "Example: scomm parameters --json"
SCENARIOS_EXAMPLE: Final = "Example: scomm scenarios"
EXAMPLES_EXAMPLE: Final = "Example: scomm examples demo > demo.toml"

_EXAMPLES: Final = Path(__file__).parents[1] / "examples"


def parameters(json: options.JsonOption = False) -> None:
    """List every setting: value, unit, bounds, source, status and meaning."""
    from scomm.model.settings import Settings

    found = Settings.parameters()
    if json:
        output.print_json([dataclasses.asdict(each) for each in found])
        return
    output.print_table(
        "Settings, with the value that each has unless a scenario or --set changes it",
        ("section", "name", "value", "unit", "allowed", "status", "source", "meaning"),
        [
            [
                each.section,
                each.name,
                str(each.value),
                each.unit,
                _allowed(each.low, each.high, each.choices),
                each.status,
                each.source,
                each.meaning,
            ]
            for each in found
        ],
    )


def scenarios(json: options.JsonOption = False) -> None:
    """List the named scenarios: description, source, and changes from the defaults."""
    from scomm.model.scenarios import SCENARIOS

    if json:
        output.print_json([dataclasses.asdict(each) for each in SCENARIOS.values()])
        return
    output.print_table(
        "Scenarios",
        ("name", "what it is", "source", "changes"),
        [
            [
                each.name,
                each.sentence,
                each.source,
                ", ".join(f"{name} = {value}" for name, value in each.changes.items()),
            ]
            for each in SCENARIOS.values()
        ],
    )


def examples(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The example to print; a list if left out.")
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """List the example sweep files, or print one (or a file that it names) as a start."""
    from scomm.model.errors import InputError, nearest

    # A sweep is listed by its name, a table or rules that it reads by the file's name.
    known = {path.stem: path for path in sorted(_EXAMPLES.glob("*.toml"))}
    beside = sorted((*_EXAMPLES.glob("*.csv"), *_EXAMPLES.glob("*.py")))
    files = known | {path.name: path for path in beside}
    if name is None:
        rows = [[each, _first_comment(path)] for each, path in known.items()]
        if json:
            output.print_json([dict(zip(("name", "what"), row, strict=True)) for row in rows])
            return
        output.print_table("Example sweep files", ("name", "what it shows"), rows)
        return
    if name not in files:
        raise InputError(
            f"No example is called {name!r}; `scomm examples` lists them." + nearest(name, files)
        )
    text = files[name].read_text(encoding="utf-8")
    if json:
        output.print_json({"name": name, "text": text})
        return
    sys.stdout.write(text)


def _first_comment(path: Path) -> str:
    """Return the first sentence of a sweep file's first comment."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        lines.append(line.removeprefix("# "))
    return re.split(r"(?<=[.?]) ", " ".join(lines), maxsplit=1)[0]


def _allowed(low: float | None, high: float | None, choices: tuple[str, ...]) -> str:
    if choices:
        return ", ".join(choices)
    if low is None and high is None:
        return ""
    if high is None:
        return f"from {low:g}"
    return f"up to {high:g}" if low is None else f"{low:g} to {high:g}"
