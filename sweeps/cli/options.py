"""The options that several commands share, and the settings that they make."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.model.errors import InputError, plain, shown
from scomm.model.reading.values import read_number, read_whole

if TYPE_CHECKING:
    from scomm.model.settings import Settings

DEFAULT_SCENARIO: Final = "county"

#: Narrower than the first nothing can be read; wider than the second there is no page.
_WIDTHS: Final = (50.0, 1000.0)
_LONGEST_PART: Final = 255  # bytes of one name, on every file system that matters


def whole(text: str) -> int:
    """Parse a whole number, or raise the argument parser's error."""
    try:
        return read_whole(text)
    except InputError:
        raise typer.BadParameter(f"{shown(text)} is not a whole number such as 8.") from None


def real(text: str) -> float:
    """Parse a number, or raise the argument parser's error."""
    try:
        return read_number(text)
    except InputError:
        raise typer.BadParameter(f"{shown(text)} is not a number such as 0.001.") from None


def millimeters(text: str) -> float:
    """Return a width in millimeters, or raise what the argument parser says of a mistake."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:mm)?\s*", text)
    if found is None or not _WIDTHS[0] <= float(found[1]) <= _WIDTHS[1]:
        raise typer.BadParameter(
            f"{shown(text)} is no width from {_WIDTHS[0]:g} to {_WIDTHS[1]:g} millimeters, "
            "such as 85mm."
        )
    return float(found[1])


def path(text: str) -> Path:
    """Parse a path that a file system can have, or raise the argument parser's error."""
    if not text:
        raise typer.BadParameter("it is empty, but must name a file or folder.")
    found = Path(text)
    if "\0" in text or any(len(os.fsencode(part)) > _LONGEST_PART for part in found.parts):
        raise typer.BadParameter(
            f"{shown(text)} is no path: a name in it has more than {_LONGEST_PART} bytes."
        )
    return found


WidthOption = Annotated[
    float | None,
    typer.Option(
        "--width", parser=millimeters, metavar="MM", help="Such as 85mm, a column of a journal."
    ),
]
ScenarioOption = Annotated[
    str | None,
    typer.Option(
        "--scenario", help=f"A named scenario (scomm scenarios); {DEFAULT_SCENARIO} if left out."
    ),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        parser=path,
        metavar="FILE",
        help="A TOML file of settings, in place of a scenario.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change one setting; may be given again."),
]
TableOption = Annotated[
    Path | None,
    typer.Option(
        "--table", parser=path, metavar="FILE", help="Your table of jurisdictions, CSV or Parquet."
    ),
]
ScaleOption = Annotated[
    float | None,
    typer.Option(
        "--scale",
        parser=real,
        metavar="SHARE",
        help="Share of each jurisdiction's residents to simulate, such as 0.001.",
    ),
]
NationScaleOption = Annotated[
    float, typer.Option("--scale", parser=real, metavar="SHARE", help="Of the nation.")
]
JurisdictionsOption = Annotated[
    int,
    typer.Option(
        "--jurisdictions",
        parser=whole,
        metavar="N",
        help="Counties in the weighted sample; 3142 for all of them.",
    ),
]
StepsOption = Annotated[
    int, typer.Option("--steps", parser=whole, metavar="N", help="Of each walker.")
]
SeedOption = Annotated[
    int,
    typer.Option("--seed", parser=whole, metavar="N", help="Which world: a whole number from 0."),
]
ReplicatesOption = Annotated[
    int, typer.Option("--replicates", parser=whole, metavar="N", help="Pairs of runs.")
]
EngineOption = Annotated[
    str | None,
    typer.Option("--engine", help="compiled (fast) or mesa (agents); both give the same outcomes."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        parser=path,
        metavar="FILE",
        help="A Python file of functions in place of rules (docs/rules.md).",
    ),
]
EstimandOption = Annotated[
    list[str] | None,
    typer.Option(
        "--estimand",
        metavar="NAME",
        help="Print this estimand, such as reporting_rate.hispanic, in place of the ten headlines; "
        "may be given again.",
    ),
]
MonthsOption = Annotated[
    bool, typer.Option("--months", help="Print each estimand by month since activation.")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Print every estimand, group and way of counting.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
BackendOption = Annotated[
    str | None,
    typer.Option(
        "--backend",
        help="ray (many processes) or serial; both give the same bytes. Left out, ray where it is "
        "worth its start.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        parser=whole,
        metavar="N",
        help="Processes for ray; one for each processor if left out.",
    ),
]
AddressOption = Annotated[
    str | None,
    typer.Option(
        "--address",
        metavar="HOST:PORT",
        help="The Ray cluster to run on, or auto; a Ray of this machine's own if left out.",
    ),
]
AcceptCodeChangeOption = Annotated[
    bool,
    typer.Option(
        "--accept-code-change",
        help="Keep finished runs that other code of the same model version made. Right only if the "
        "change moved no result, as when a comment or the speed changed: 'scomm verify' shows it.",
    ),
]


def settings_from(
    scenario: str | None,
    file: Path | None,
    changes: Sequence[str] | None,
    table: Path | None,
    scale: float | None,
) -> Settings:
    """Make the settings from the options. Raises InputError."""
    from scomm.model.errors import InputError, shown

    if scenario is not None and file is not None:
        raise InputError(
            f"--scenario {plain(scenario)} and --settings {plain(file)} both say where to begin; "
            "give only one."
        )
    asked: dict[str, object] = {}
    for change in changes or ():
        name, value = _change(change)
        if name in asked:
            raise InputError(f"--set gives {shown(name)} twice; give it once.")
        asked[name] = value
    if table is not None:
        asked |= {"places": "table", "table": str(table)}
    if scale is not None:
        asked["scale"] = scale
    settings = _begun(scenario, file)
    settings = settings.replace(**asked).with_files()
    _tell_of_places(settings)
    return settings


def _begun(scenario: str | None, file: Path | None) -> Settings:
    from scomm.model.scenarios import scenario as named
    from scomm.model.settings import Settings

    if file is not None:
        return Settings.from_toml(file)
    return named(DEFAULT_SCENARIO if scenario is None else scenario)


def _tell_of_places(settings: Settings) -> None:
    """Print on standard error what was left out or changed when the jurisdictions were read."""
    if settings.places == "county":
        return
    from scomm.model.places import build_places

    for notice in build_places(settings).notices:
        print(plain(notice), file=sys.stderr)


def _change(text: str) -> tuple[str, str]:
    """Split "name=value" into name and value; the settings parse the value."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value or not text.strip().isprintable():
        raise InputError(
            f"--set is given {shown(text)}, but must be NAME=VALUE on one line, such as "
            "community_trust=0.5."
        )
    return name, value
