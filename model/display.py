"""HTML tables for the display of values in notebooks."""

from __future__ import annotations

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
