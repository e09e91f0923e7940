"""The headline estimands, and the table of a run for a terminal or a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from scomm.model.display import html_table, number
from scomm.model.estimands import Estimand, named

if TYPE_CHECKING:
    import pandas as pd

# The estimands that are shown first, by their names in sweep files. All displays use this list.
HEADLINES: Final = (
    "reporting_rate",
    "reporting_rate.hispanic",
    "reporting_rate.other",
    "reporting_rate.undocumented",
    "non_criminal_share",
    "arrest_rate.hispanic",
    "pretextual_arrests.hispanic",
    "officer_hours",
    "days_held_for_ice",
    "trust.hispanic",
)
# What the table of a single run has besides.
_FURTHER: Final = (
    *("reporting_rate.violent.all", "reporting_rate.property.all"),
    *("victimization_rate.violent.all", "victimization_rate.property.all", "recorded_crime"),
    *("arrest_rate", "arrest_rate.index.all", "arrest_rate.cause.all", "arrest_rate.minor.all"),
    *("arrest_rate.pretext.all", "arrest_rate.index.hispanic", "arrest_rate.cause.hispanic"),
    *("arrest_rate.minor.hispanic", "arrest_rate.pretext.hispanic", "officer_hours.pretext.all"),
    *("pipeline.matches / prints.all", "pipeline.detainers / matches.all"),
    *("pipeline.custody / matches.all", "pipeline.removed / custody.all"),
    *("level_share.1.all", "level_share.2.all", "level_share.3.all"),
    *("trust.other", "trust.undocumented"),
    *("perceived_risk.hispanic", "perceived_risk.other", "perceived_risk.undocumented"),
)
COLUMNS: Final = ("before", "after")


def before_and_after(figure: Callable[[Estimand, str, str], float]) -> pd.DataFrame:
    """Tabulate the main estimands before and after activation, in the units of tables.

    Args:
        figure: Returns the plain figure (a share from 0 to 1) of an estimand, group and period.

    Returns:
        One row per estimand, the headlines first, with columns estimand, class, group, before,
        after and unit.
    """
    import pandas as pd

    rows = []
    for estimand, group in map(named, (*HEADLINES, *_FURTHER)):
        scale = estimand.factor / estimand.plain_factor
        figures = {period: scale * figure(estimand, group, period) for period in COLUMNS}
        who = {"estimand": estimand.name, "class": estimand.kind, "group": group}
        rows.append({**who, **figures, "unit": estimand.unit})
    return pd.DataFrame(rows)


def summary_html(title: str, table: pd.DataFrame) -> str:
    """Format the table of ``before_and_after`` as HTML, with a dash for an undefined figure."""
    cells = table.astype(object)
    for period in COLUMNS:
        cells[period] = table[period].map(number)
    return html_table(title, list(table.columns), cells.to_numpy().tolist())
