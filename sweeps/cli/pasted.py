"""Tables of estimates for a manuscript: Markdown, LaTeX and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from scomm.model.display import interval, number

if TYPE_CHECKING:
    import pandas as pd

_LATEX: Final = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"−": "$-$", "–": "--", "×": r"$\times$"},
}


def with_interval(value: float, low: float, high: float, digits: int, *, signed: bool) -> str:
    """Format a value with its interval for a paper.

    >>> with_interval(-2.731, -2.768, -2.694, 2, signed=True)
    '−2.73 (−2.77 to −2.69)'
    """
    text = number(value, digits, signed)
    ends = interval(low, high, digits, signed)
    return text if ends == "–" else f"{text} ({ends})"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table in Markdown, settings and numbers right-aligned.

    >>> print(markdown(["trust", "effect"], [["0.3", "−2.7"]]))
    | trust | effect |
    |--:|--:|
    | 0.3 | −2.7 |
    """
    lines = [header, *rows]
    texts = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([texts[0], "|" + "--:|" * len(header), *texts[1:]])


def latex(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    r"""Format a table in LaTeX, which needs the package booktabs.

    >>> print(latex(["share, %"], [["−2.7"]]))
    \begin{tabular}{r}
    \toprule
    share, \% \\
    \midrule
    $-$2.7 \\
    \bottomrule
    \end{tabular}
    """

    def line(cells: Sequence[str]) -> str:
        return " & ".join("".join(_LATEX.get(sign, sign) for sign in cell) for cell in cells)

    return "\n".join(
        [
            f"\\begin{{tabular}}{{{'r' * len(header)}}}",
            *("\\toprule", f"{line(header)} \\\\", "\\midrule"),
            *(f"{line(row)} \\\\" for row in rows),
            *("\\bottomrule", "\\end{tabular}"),
        ]
    )


def csv(table: pd.DataFrame) -> str:
    """Format estimates as CSV, with every column and digit; undefined values are empty."""
    return table.to_csv(index=False).rstrip("\n")
