"""What the figure of the two headline settings shows, over what, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scomm.sweeps.estimation.estimands import Ratio, pick

ACROSS: Final = "pretextual_propensity"
ACROSS_NAME: Final = "propensity for pretextual arrest"
ACROSS_MEANING: Final = "mean probability that a warning or citation becomes an arrest"
TRUST: Final = "community_trust"
TRUST_LABEL: Final = "community trust (0–1)"


@dataclass(frozen=True)
class Measured:
    """A quantity, and in which columns of a table of estimates it stands with its 95 % interval.

    ``title`` and ``unit`` are its words, and ``unit`` may have more than one line. ``apart`` is the
    unit of differences between its values.
    """

    ratio: Ratio
    value: str
    low: str
    high: str
    title: str
    unit: str
    apart: str = "points"

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the table that are of this quantity."""
        return table[table["estimand"] == self.ratio.estimand.name]


def measured(arms: Sequence[str]) -> tuple[Measured, Measured]:
    """Return the effect of the first arm beside the last on reporting, and who is removed in it.

    Of an arm that is the only one it is reporting itself.
    """
    (reporting,) = pick("reporting_rate", ("all",), ("hispanic",))
    (share,) = pick("non_criminal_share", ("all",), ("all",))
    title = "Crime reporting by Hispanic victims"
    effect = ("effect", "low", "high", title, f"{arms[0]} − {arms[-1]}, percentage points")
    level = ("arm", "arm_low", "arm_high", title, f"{arms[0]}, % of victimizations")
    return (
        Measured(reporting, *(effect if len(arms) > 1 else level)),
        Measured(
            share,
            *("arm", "arm_low", "arm_high"),
            "Non-criminal share of removals",
            "no conviction when removed, % of removals\nthat began with a fingerprint match",
        ),
    )


def caption(table: pd.DataFrame) -> str:
    """Return what the intervals of a table are made of, and what a reader must know besides."""
    fewest, most = table["replicates"].min(), table["replicates"].max()
    replicates = f"{most}" if fewest == most else f"{fewest} to {most}"
    return (
        f"95 % intervals from {replicates} paired replicates; Monte Carlo error only, not "
        "what is unknown of the parameters.\n"
        "The step in perceived risk at enrollment is an assumption that no target fixes; most of "
        "the effect on reporting depends on it."
    )
