"""``scomm status``: the progress of a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scomm.sweeps.cli import options, output

if TYPE_CHECKING:
    from scomm.sweeps.status import Status

EXAMPLE: Final = "Example: scomm status results/demo  ·  scomm status shards/*"


def status(
    folders: Annotated[
        list[Path],
        typer.Argument(
            parser=options.path,
            metavar="DIR...",
            help="The folder of a store, or those of several shards.",
        ),
    ],
    json: options.JsonOption = False,
) -> None:
    """Show the status of a store: runs by arm, size, provenance, and the process that writes it.

    Several stores, such as the shards of a sweep, are listed one per row, with totals. It works
    while a sweep runs, and counts the runs saved, which happens at least once a minute.
    """
    from scomm.sweeps.status import status as status_of

    found = [status_of(folder) for folder in folders]
    if len(found) > 1:
        _print_several(found, json)
        return
    (only,) = found
    if json:
        output.print_json(only.as_dict())
        return
    names = list(only.by_status)
    output.print_table(
        f"{only.sweep} in {only.folder}: {only.points:,} points",
        ("arm", *names),
        [[arm, *(f"{counts[name]:,}" for name in names)] for arm, counts in only.runs.items()],
    )
    for line in _lines(only):
        print(line)


def _print_several(found: Sequence[Status], json: bool) -> None:
    from scomm.sweeps.status import missing_shards

    missing = missing_shards(found)
    names = list(found[0].by_status)
    total = {name: sum(each.by_status[name] for each in found) for name in names}
    complete = not missing and all(each.complete for each in found)
    if json:
        stores = [each.as_dict() for each in found]
        output.print_json(
            {"complete": complete, "missing": missing, "by_status": total, "stores": stores}
        )
        return
    sweeps = ", ".join(dict.fromkeys(each.sweep for each in found))
    rows = [
        [
            each.folder,
            str(each.shard),
            f"{each.points:,}",
            *(f"{count:,}" for count in each.by_status.values()),
            each.writer,
        ]
        for each in found
    ]
    points = sum(each.points for each in found)
    rows.append(["all", "", f"{points:,}", *(f"{count:,}" for count in total.values()), ""])
    output.print_table(
        f"{sweeps}: {len(found)} stores", ("folder", "shard", "points", *names, "written by"), rows
    )
    if missing:
        print(f"not among them: shard{'s' * (len(missing) > 1)} {', '.join(missing)}")
    print("complete; next: scomm merge" if complete else "not complete")


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
