"""``scomm trace``: a life story, the first divergence of two arms, or the news of a removal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import options, output

EXAMPLE: Final = (
    "Example: scomm trace --scenario county --resident 0:17  ·  scomm trace --compare never  ·  "
    "scomm trace --seed 3 --news removal.png"
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
    news: Annotated[
        Path | None,
        typer.Option(
            "--news",
            parser=options.path,
            metavar="FILE",
            help="Draw there how news of one removal travels (png, svg or pdf).",
        ),
    ] = None,
    removed: Annotated[
        int | None,
        typer.Option(
            "--removed",
            parser=options.whole,
            metavar="SLOT",
            help="For --news: the person removed; the one of whom most heard if left out.",
        ),
    ] = None,
    width: options.WidthOption = None,
    json: options.JsonOption = False,
) -> None:
    """Print a resident's life story or where two arms diverge, or draw the news of a removal."""
    from scomm.model.errors import InputError, nearest, shown

    arms = ("never", "nobody")
    if sum(each is not None for each in (resident, compare, news)) != 1:
        raise InputError(
            "trace needs one of --resident JURISDICTION:SLOT, --compare never|nobody and --news "
            "FILE."
        )
    if news is None and (removed is not None or width is not None):
        raise InputError("--removed and --width belong to --news FILE; give it too.")
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
    if news is not None:
        from scomm.sweeps.figures.news_of_a_removal import draw_news

        draw_news(outcomes, news, removed, width)
        told = str(news)
    elif compare is None:
        told = life_story(outcomes, str(resident))
    else:
        other = run(settings.replace(enrollment=compare), seed, engine=engine, events=True)
        told = first_divergence(outcomes, other)
    if json:
        output.print_json({"seed": seed, "told": told})
    else:
        print(told)
