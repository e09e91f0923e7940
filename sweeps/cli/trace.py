"""``scomm trace``: a resident's life story, or the first divergence of two arms."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm trace --scenario county --resident 0:17  ·  scomm trace --compare never"
)


def trace(
    scenario: options.ScenarioOption = None,
    change: options.SetOption = None,
    settings_file: options.SettingsOption = None,
    table: options.TableOption = None,
    scale: options.ScaleOption = None,
    seed: options.SeedOption = 1,
    engine: options.EngineOption = None,
    resident: Annotated[
        str | None,
        typer.Option(
            "--resident", metavar="JURISDICTION:SLOT", help="Tell this resident's life story."
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", help="Tell where the arm 'never' or 'nobody' first differs."),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Print a resident's life story, or the first divergence between two arms of one world."""
    from scomm.model.errors import InputError, nearest, shown

    arms = ("never", "nobody")
    if (resident is None) == (compare is None):
        raise InputError(
            "trace needs either --resident JURISDICTION:SLOT or --compare never|nobody."
        )
    if compare is not None and compare not in arms:
        raise InputError(
            f"--compare is {shown(compare)}, but must be never or nobody." + nearest(compare, arms)
        )
    from scomm.model.simulate import run
    from scomm.model.trace import first_divergence, life_story
    from scomm.sweeps.execution.choose import engine_called

    settings = options.settings_from(scenario, settings_file, change, table, scale)
    engine = engine_called(engine)
    outcomes = run(settings, seed, engine=engine, events=True)
    if compare is None:
        told = life_story(outcomes, str(resident))
    else:
        other = run(settings.replace(enrollment=compare), seed, engine=engine, events=True)
        told = first_divergence(outcomes, other)
    if json:
        output.print_json({"seed": seed, "told": told})
    else:
        print(told)
