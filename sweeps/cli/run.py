"""``scomm run``: one run, its estimands before and after activation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.model.display import number
from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    from scomm.model.changed_rules import ChangedRules

EXAMPLE: Final = "Example: scomm run --scenario county --set pretextual_propensity=0.3 --seed 1"


def run(
    scenario: options.ScenarioOption = None,
    change: options.SetOption = None,
    settings_file: options.SettingsOption = None,
    table: options.TableOption = None,
    scale: options.ScaleOption = None,
    seed: options.SeedOption = 1,
    engine: options.EngineOption = None,
    rules: options.RulesOption = None,
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads",
            parser=options.whole,
            metavar="N",
            help="Processors to use; by default all. The result is the same.",
        ),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Run the model once and print its estimands before and after activation."""
    settings = options.settings_from(scenario, settings_file, change, table, scale)

    from scomm.model.changed_rules import changed_rules
    from scomm.model.machine import processors
    from scomm.model.simulate import run as run_model
    from scomm.sweeps.estimation import totals
    from scomm.sweeps.estimation.estimands import Ratios, ratios
    from scomm.sweeps.execution.choose import engine_called

    changed = changed_rules(rules)
    with _weeks(rules=changed) as progress:
        outcomes = run_model(
            settings,
            seed,
            engine=engine_called(engine),
            threads=processors() if threads is None else threads,
            progress=progress,
            rules=changed,
        )
    if json:
        sums = totals.sums(totals.totals(outcomes))[totals.PLACES.index("all")]
        every = Ratios(ratios())
        rows = [
            {
                **dict(zip(("estimand", "class", "group", "counting"), ratio.key, strict=True)),
                "unit": ratio.estimand.unit,
                **dict(zip(totals.PERIODS, values, strict=True)),
            }
            for ratio, values in zip(every.members, every(sums).tolist(), strict=True)
        ]
        output.print_json({"seed": seed, "settings": settings.digest(), "estimands": rows})
        return
    summary = outcomes.summary()
    summary["estimand"] = summary["estimand"].str.replace("_", " ")
    for period in totals.PERIODS:
        summary[period] = summary[period].map(number)
    output.print_table(
        f"One run of seed {seed}, counted with probabilities where there are any",
        summary.columns.tolist(),
        summary.to_numpy().tolist(),
    )


@contextmanager
def _weeks(
    clock: Callable[[], float] = time.monotonic, rules: ChangedRules | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Show the weeks done and the time left: a bar on a terminal, a line a minute in a log."""
    from rich.console import Console
    from rich.progress import Progress

    from scomm.model.changed_rules import folder_of
    from scomm.model.compiling.jit import is_cold
    from scomm.sweeps.execution.progress import PAUSES, duration, say_compiling

    console = Console(stderr=True)
    if is_cold(folder_of(rules)):
        say_compiling(console)
    if console.is_terminal:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("making the population", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, description="weeks")

            yield show
        return
    due = clock() + PAUSES.first
    # Time and number of the first weeks, whose time includes the set-up of arrays.
    begun: tuple[float, int] | None = None

    def say(done: int, total: int) -> None:
        nonlocal begun, due
        now = clock()
        if done == 0:
            return
        if begun is None:
            begun = now, done
        elif now >= due:
            due = now + PAUSES.others
            left = duration((now - begun[0]) * (total - done) / (done - begun[1]))
            console.print(f"run: week {done} of {total}, {left} left", highlight=False)

    yield say
