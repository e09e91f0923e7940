"""The rows of a table of contrasts that are shown first, and their text for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from scomm.model.display import interval, number
from scomm.model.summary import HEADLINES
from scomm.sweeps.estimation.estimands import Ratio, named

MOST: Final = len(HEADLINES)
# The columns of a contrast that a summary leaves out: intervals of levels, and of odds.
_LEFT_OUT: Final = ("standard_error", "odds_ratio", "odds_ratio_low", "odds_ratio_high")

Row = Mapping[Any, Any]


def headline_ratios(wanted: Sequence[Ratio] | None = None) -> list[Ratio]:
    """List the headline ratios, each with its more precise counting.

    Args:
        wanted: the ratios that there are, None for all. At most ten are shown as they are; of more,
            the headlines among them, or the first ten if none is a headline.

    >>> [each.name for each in headline_ratios()][:2]
    ['reporting_rate', 'reporting_rate.hispanic']
    """
    first = [named(each) for each in HEADLINES]
    if wanted is None:
        return first
    if len(wanted) <= MOST:
        return list(wanted)
    return [each for each in first if each in wanted] or list(wanted[:MOST])


def rows_of(table: pd.DataFrame, ratios: Iterable[Ratio]) -> pd.DataFrame:
    """Select the rows of some ratios, in the order of the ratios within each element or point."""
    keys = {ratio.key: position for position, ratio in enumerate(ratios)}
    columns = [table[name] for name in ("estimand", "class", "group", "counting")]
    place = pd.Series(
        [keys.get(key, -1) for key in zip(*columns, strict=True)], table.index, dtype="int64"
    )
    found = table[place >= 0]
    before = [name for name in ("part", "point") if name in found]
    ordered = found.assign(_place=place[place >= 0]).sort_values([*before, "_place"], kind="stable")
    return ordered.drop(columns="_place").reset_index(drop=True)


def compact(table: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Drop the columns that a summary leaves out: ``arms`` are the columns of the arms' levels."""
    ends = [f"{arm}_{end}" for arm in arms for end in ("low", "high")]
    return table.drop(columns=[name for name in (*_LEFT_OUT, *ends) if name in table])


def header(arms: Sequence[str], *, alone: bool = False) -> list[str]:
    """Return the titles of the columns of ``cells``, with line breaks."""
    counted = ["estimand", "class", "group", "counting", "unit"]
    if alone:
        return [*counted, arms[0], "95 %\ninterval", "note"]
    gain = "pairing gain,\ntimes fewer runs"
    return [*counted, *arms, "effect", "95 %\ninterval", gain, "note"]


def cells(row: Row, arms: Sequence[str], *, alone: bool = False) -> list[str]:
    """Format a row of contrasts as the cells under ``header``: the effect beside both levels.

    An arm's level has its interval beside it where the effect is undefined, as for shares of
    removals, of which there are none in an arm that is never enrolled.

    Args:
        row: a row of a table of contrasts, by column.
        arms: the columns of the two arms' levels.
        alone: whether there is one arm only, without a contrast.
    """
    level, fine = _digits(row, arms)
    what = [row["estimand"].replace("_", " "), _kind(row), _words(row["group"]), row["counting"]]
    start = [*what, row["unit"]]
    first, low, high = row[arms[0]], row[f"{arms[0]}_low"], row[f"{arms[0]}_high"]
    if alone:
        return [*start, number(first, level), interval(low, high, level), row["note"]]
    return [
        *start,
        *(_level(row, arm, level) for arm in arms),
        number(row["effect"], fine, signed=True),
        interval(row["low"], row["high"], fine, signed=True),
        gain(row["pairing_gain"]),
        row["note"],
    ]


def sentence(row: Row, arms: Sequence[str]) -> str:
    """Describe a row of contrasts in one line of text.

    >>> row = {"estimand": "reporting_rate", "class": "all", "group": "hispanic", "unit": "%"}
    >>> row |= {"enrolled": 36.0, "enrolled_low": 35.0, "enrolled_high": 37.0, "never": 40.0}
    >>> row |= {"effect": -4.0, "low": -4.5, "high": -3.5}
    >>> sentence(row, ("enrolled", "never"))
    'reporting_rate.hispanic: 36.00 enrolled, 40.00 never, effect −4.000 (−4.500 to −3.500), %'
    """
    level, fine = _digits(row, arms)
    parts = [f"{_level(row, arm, level)} {arm}" for arm in arms if row[arm] == row[arm]]
    if row["effect"] == row["effect"]:
        ends = interval(row["low"], row["high"], fine, signed=True)
        effect = number(row["effect"], fine, signed=True)
        parts.append(f"effect {effect}" + ("" if ends == "–" else f" ({ends})"))
    name = ".".join(part for part in (row["estimand"], row["class"], row["group"]) if part != "all")
    return f"{name}: {', '.join(parts) or 'undefined'}, {row['unit']}"


def gain(times: float) -> str:
    """Format how many times fewer paired runs are needed, such as "21"; a dash if undefined."""
    return number(times, 1 if times < 10 else 0)


def _level(row: Row, arm: str, digits: int) -> str:
    text = number(row[arm], digits)
    if row["effect"] == row["effect"] or row[arm] != row[arm]:
        return text
    ends = interval(row[f"{arm}_low"], row[f"{arm}_high"], digits)
    return text if ends == "–" else f"{text} ({ends})"


def _digits(row: Row, arms: Sequence[str]) -> tuple[int, int]:
    """Return the digits after the point of levels, and of the effect."""
    size = max((abs(row[arm]) for arm in arms if row[arm] == row[arm]), default=1.0)
    return (0, 1) if size >= 1000.0 else (2, 3) if size >= 1.0 else (3, 4)


def _kind(row: Row) -> str:
    return "" if row["class"] == "all" else str(row["class"])


def _words(group: str) -> str:
    return group.replace("_", " ").replace("hispanic", "Hispanic")
