"""The headline estimands of a run: their list, and their table for a terminal or a notebook."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Final

import pandas as pd

from scomm.model.display import html_table
from scomm.model.estimands import Estimand, find

# The main estimands by name, with the classes and groups shown of each.
HEADLINES: Final = (
    ("reporting_rate", ("all", "violent", "property"), ("all",)),
    ("reporting_rate", ("all",), ("hispanic", "other", "undocumented")),
    ("victimization_rate", ("violent", "property"), ("all",)),
    ("recorded_crime", ("all",), ("all",)),
    ("arrest_rate", ("all", "index", "cause", "minor", "pretext"), ("all", "hispanic")),
    ("pretextual_arrests", ("all",), ("hispanic",)),
    ("officer_hours", ("all", "pretext"), ("all",)),
    ("days_held_for_ice", ("all",), ("all",)),
    ("pipeline", ("matches / prints", "detainers / matches"), ("all",)),
    ("pipeline", ("custody / matches", "removed / custody"), ("all",)),
    ("non_criminal_share", ("all",), ("all",)),
    ("level_share", ("1", "2", "3"), ("all",)),
    ("trust", ("all",), ("hispanic", "other", "undocumented")),
    ("perceived_risk", ("all",), ("hispanic", "other", "undocumented")),
)
COLUMNS: Final = ("before", "after")


def headlines(figure: Callable[[Estimand, str, str], float]) -> pd.DataFrame:
    """Tabulate the headline estimands before and after activation, in the units of tables.

    Args:
        figure: Returns the plain figure (a share from 0 to 1) of an estimand, group and period.

    Returns:
        One row per estimand, with columns estimand, class, group, before, after and unit.
    """
    rows = []
    for name, classes, groups in HEADLINES:
        for kind, group in product(classes, groups):
            estimand = find(name, kind, group)
            scale = estimand.factor / estimand.plain_factor
            figures = {period: scale * figure(estimand, group, period) for period in COLUMNS}
            who = {"estimand": name, "class": kind, "group": group}
            rows.append({**who, **figures, "unit": estimand.unit})
    return pd.DataFrame(rows)


def summary_html(title: str, table: pd.DataFrame) -> str:
    """Format the table of ``headlines`` as HTML, with a dash for an undefined figure."""
    cells = table.astype(object)
    for period in COLUMNS:
        cells[period] = table[period].map(_figure)
    return html_table(title, list(table.columns), cells.to_numpy().tolist())


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.2f}"
