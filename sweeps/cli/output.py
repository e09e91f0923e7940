"""Tables for a terminal and JSON for a program."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class Ended(Exception):
    """Raised to end a command early, with one sentence for the user and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        """Set the sentence and the exit status."""
        super().__init__(sentence)
        self.status = status


def tell(sentence: str) -> None:
    """Print a sentence on standard error, flushed at once."""
    print(sentence, file=sys.stderr, flush=True)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with numbers right-aligned, without columns whose cells are all empty."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    cells = [list(row) for row in rows]
    table = Table(box=box.SIMPLE, pad_edge=False)
    kept = [number for number in range(len(header)) if any(row[number] for row in cells)]
    for number in kept:
        numeric = all(_numeric(row[number]) for row in cells)
        # Where the terminal is too narrow words are folded, never cut, and numbers stay whole.
        table.add_column(
            header[number],
            justify="right" if numeric else "left",
            no_wrap=numeric,
            overflow="fold",
        )
    for row in cells:
        table.add_row(*(row[number] for number in kept))
    # In a file or a pipe there is no edge to fold at.
    console = Console(width=None if Console().is_terminal else 400, highlight=False)
    with console.capture() as text:
        console.print(table)
    # The title is printed separately: as the table's it would be folded to the table's width.
    print(title)
    print("\n".join(line.rstrip() for line in text.get().splitlines()))


def _numeric(cell: str) -> bool:
    return not cell or cell[0] in "0123456789+-−–"


def print_json(content: Any) -> None:
    """Print JSON, with null for undefined numbers and "inf" for infinity."""
    print(json.dumps(_plain(content), indent=2, default=str))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Convert a table's rows to records for JSON."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):
        value = value.item()  # NumPy's numbers
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value
