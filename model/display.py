"""Numbers as text, and HTML tables for the display of values in notebooks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape


def html_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Format a table with a title as HTML, with all cells escaped; only the title if it is empty.

    >>> html_table("One", ["a"], [["<b>"]])
    '<p>One</p><table><tr><th>a</th></tr><tr><td>&lt;b&gt;</td></tr></table>'
    """
    lines = [_row("td", cells) for cells in rows]
    table = f"<table>{_row('th', header)}{''.join(lines)}</table>" if lines else ""
    return f"<p>{escape(title)}</p>{table}"


def _row(tag: str, cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"


def number(value: float, digits: int = 2, signed: bool = False) -> str:
    """Format a number; a dash where it is undefined, and infinity as a word.

    >>> number(-1234.5, 1, signed=True)
    '−1,234.5'
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "infinite" if value > 0 else "−infinite"
    text = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    return text.replace("-", "−")


def interval(low: float, high: float, digits: int = 2, signed: bool = False) -> str:
    """Format an interval as "low to high"; a dash where there is none.

    >>> interval(14.82, 18.91, 1)
    '14.8 to 18.9'
    """
    if math.isnan(low) or math.isnan(high):
        return "–"
    return f"{number(low, digits, signed)} to {number(high, digits, signed)}"
