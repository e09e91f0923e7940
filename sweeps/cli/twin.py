"""``scomm twin``: both executions of one run, compared event for event."""

from __future__ import annotations

from typing import Final

from scomm.sweeps.cli import options, output

EXAMPLE: Final = "Example: scomm twin --rules rules.py --scenario county --set population=2000"


def twin(
    rules: options.RulesOption = None,
    scenario: options.ScenarioOption = None,
    change: options.SetOption = None,
    settings_file: options.SettingsOption = None,
    table: options.TableOption = None,
    scale: options.ScaleOption = None,
    seed: options.SeedOption = 1,
    json: options.JsonOption = False,
) -> None:
    """Run the compiled and the Mesa execution, and say where their events first differ, if at all.

    The exit status is 1 if they differ.
    """
    settings = options.settings_from(scenario, settings_file, change, table, scale)

    from rich.console import Console

    from scomm.model.changed_rules import changed_rules, folder_of
    from scomm.model.compiling.jit import is_cold
    from scomm.model.simulate import run
    from scomm.model.trace import execution_difference
    from scomm.sweeps.execution.progress import say_compiling

    changed = changed_rules(rules)
    if is_cold(folder_of(changed)):
        say_compiling(Console(stderr=True))
    compiled = run(settings, seed, events=True, rules=changed)
    mesa = run(settings, seed, engine="mesa", events=True, rules=changed)
    found = execution_difference(mesa, compiled)
    count = 0 if compiled.events is None else len(compiled.events)
    told = found or f"The executions agree: all {count:,} events are the same, and all measures."
    if json:
        said = None if changed is None else changed.sha256
        output.print_json({"seed": seed, "rules": said, "agree": not found, "told": told})
    else:
        print(told)
    if found:
        raise output.Ended("The executions differ, so the change breaks what one relies on.", 1)
