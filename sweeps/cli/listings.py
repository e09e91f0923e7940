"""``scomm parameters`` and ``scomm scenarios``: what can be set, and what has a name."""

from __future__ import annotations

import dataclasses
from typing import Final

from scomm.sweeps.cli import options, output

PARAMETERS_EXAMPLE: Final = "Example: scomm parameters --json"
SCENARIOS_EXAMPLE: Final = "Example: scomm scenarios"


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
    """List the named scenarios: a sentence, the source, and what each changes."""
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


def _allowed(low: float | None, high: float | None, choices: tuple[str, ...]) -> str:
    if choices:
        return ", ".join(choices)
    if low is None and high is None:
        return ""
    if high is None:
        return f"from {low:g}"
    return f"up to {high:g}" if low is None else f"{low:g} to {high:g}"
