"""Tables of contrasts for a terminal: the headlines, what is asked for, or everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from scomm.model.errors import InputError
from scomm.sweeps.cli import output

if TYPE_CHECKING:
    import pandas as pd

    from scomm.sweeps.estimation.estimands import Ratio

_COUNTED: Final = {"probability": "probabilities", "count": "plain counts"}
GAIN: Final = (
    '"Pairing gain": how many times fewer runs pairs need than independent runs would for the '
    "same interval."
)
CAVEAT: Final = (
    "The step in perceived risk at enrollment, and how theories of fear share it, are assumptions "
    "that no target fixes, and most of the effect on reporting depends on them; scomm effect "
    "--decompose shows what news alone does."
)


def wanted(names: Sequence[str] | None, every: bool) -> list[Ratio] | None:
    """Return the ratios to print: those named, None for all, else the headlines.

    Raises InputError for an unknown name, and if names are given beside --all.
    """
    from scomm.sweeps.estimation.estimands import chosen
    from scomm.sweeps.estimation.headlines import headline_ratios

    if every and names:
        raise InputError("--all prints every estimand; leave out --estimand, or --all.")
    if every:
        return None
    return chosen(names) if names else headline_ratios()


def print_contrasts(
    title: str,
    table: pd.DataFrame,
    ratios: Sequence[Ratio] | None,
    arms: Sequence[str],
    lead: Sequence[str],
    names: Sequence[str] = (),
) -> None:
    """Print rows of contrasts, with the effect beside the levels that it is taken from.

    Args:
        title: the first line.
        table: the contrasts.
        ratios: those to print, in this order; None for all, each way of counting in a table.
        arms: the columns of the arms' levels; the same one twice if there is one arm alone.
        lead: the columns before the estimand, such as settings that vary.
        names: the names of ``arms`` in print, if they differ from the columns.
    """
    from scomm.sweeps.estimation.headlines import cells, header, rows_of

    alone = arms[0] == arms[-1]
    head = [*(name.replace("_", "_\n") for name in lead), *header(names or arms, alone=alone)]
    parts = {"": table if ratios is None else rows_of(table, ratios)}
    if ratios is None:
        parts = {
            f"; counted with {_COUNTED[str(name)]}": rows
            for name, rows in table.groupby("counting", sort=False)
        }
    for counted, rows in parts.items():
        output.print_table(
            title + counted,
            head,
            [
                [*(_text(row[name]) for name in lead), *cells(row, arms, alone=alone)]
                for row in output.records(rows)
            ],
        )
    if not alone:
        print(GAIN)
        print(CAVEAT)


def _text(value: object) -> str:
    return f"{value}"
