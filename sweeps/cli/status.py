"""``scomm status``: how far a store is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    from scomm.sweeps.status import Status

EXAMPLE: Final = "Example: scomm status results/demo"


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a store.")],
    json: options.JsonOption = False,
) -> None:
    """Say how far a store is: its runs by arm, its size, what made it, and who writes it now.

    It works while a sweep writes, and counts what is saved, which happens at least once a minute.
    """
    from scomm.sweeps.status import status as status_of

    found = status_of(folder)
    if json:
        output.print_json(found.as_dict())
        return
    names = list(next(iter(found.runs.values())))
    output.print_table(
        f"{found.sweep} in {found.folder}: {found.points:,} points",
        ("arm", *names),
        [[arm, *(f"{counts[name]:,}" for name in names)] for arm, counts in found.runs.items()],
    )
    for line in _lines(found):
        print(line)


def _lines(found: Status) -> list[str]:
    writer = f"{found.writer} writes it" if found.writer else "nobody writes it"
    lines = [f"{'complete' if found.complete else 'not complete'}; {writer}"]
    if not found.shard.is_whole:
        lines.append(f"shard {found.shard}")
    if found.reached is not None:
        lines.append(
            f"{found.reached.half_width:,} points are known to the half-width, "
            f"{found.reached.at_most:,} have the most replicates allowed, "
            f"{found.reached.not_ended:,} go on"
        )
    versions = found.versions
    sources = ", ".join(source[:12] for source in found.sources)
    lines.append(f"{found.size / 2**20:,.1f} MiB in {found.files:,} files")
    lines.append(
        f"made by model {versions['model']}, source {sources}, Python {versions['python']}"
    )
    return lines
