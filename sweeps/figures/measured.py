"""The quantity that a figure shows: its columns in a table of estimates, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scomm.model.errors import InputError
from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.designs.saltelli import Saltelli
from scomm.sweeps.estimation.by_month import CALENDAR, MONTH
from scomm.sweeps.estimation.estimands import Ratio, pick
from scomm.sweeps.figures.asked import ESTIMAND, GROUP, Asked, Unfit
from scomm.sweeps.figures.look import COLORS, text_of, words
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.sensitivity import Answer, Sensitivity, sensitivity
from scomm.sweeps.store.results import NotKept, Results

ACROSS: Final = "pretextual_propensity"
ACROSS_NAME: Final = "propensity for pretextual arrest"
ACROSS_MEANING: Final = "mean probability that a warning or citation becomes an arrest"
TRUST: Final = "community_trust"
TRUST_LABEL: Final = "community trust (0–1)"
# What identifies a point, beside its settings, in the table of what a figure shows.
KEY: Final = ("point", "estimand", "class", "group", "unit")


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
    apart: str

    @property
    def columns(self) -> tuple[str, str, str]:
        """The columns of value, lower and upper end."""
        return self.value, self.low, self.high

    @property
    def label(self) -> str:
        """Its title and unit, for an axis."""
        return f"{self.title}: {self.unit}".replace("\n", " ")

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the table that are of this quantity."""
        return rows_of(table, self.ratio)


def rows_of(table: pd.DataFrame, ratio: Ratio) -> pd.DataFrame:
    """Return the rows of a table of estimates that are of a ratio."""
    return table[
        (table["estimand"] == ratio.estimand.name)
        & (table["class"] == ratio.estimand.kind)
        & (table["group"] == ratio.label)
    ]


def effect(ratio: Ratio, arms: Sequence[str]) -> Measured:
    """Return the paired difference of the first arm and the last, or the only arm's own level."""
    if len(arms) == 1:
        return level(ratio, arms[0], "arm")
    apart = _apart(ratio)
    unit = f"{arms[0]} − {arms[-1]}, {apart}"
    return Measured(ratio, "effect", "low", "high", title_of(ratio), unit, apart)


def level(ratio: Ratio, arm: str, column: str) -> Measured:
    """Return the level of an arm, which stands in ``column``: "arm" or "reference"."""
    ends = f"{column}_low", f"{column}_high"
    unit = f"{arm}, {ratio.estimand.unit}"
    return Measured(ratio, column, *ends, title_of(ratio), unit, _apart(ratio))


def title_of(ratio: Ratio) -> str:
    """Return a ratio in words.

    >>> from scomm.sweeps.estimation.estimands import named
    >>> title_of(named("recorded_crime.violent.all"))
    'Recorded crime, violent'
    >>> title_of(named("trust.hispanic"))
    'Trust, Hispanic'
    """
    if (ratio.estimand.name, ratio.estimand.kind, ratio.label) == (ESTIMAND, "all", GROUP):
        return "Crime reporting by Hispanic victims"
    name = words(ratio.estimand.name)
    name = name[0].upper() + name[1:]
    group = ratio.label.replace("_", " ").replace("hispanic", "Hispanic")
    parts = (ratio.estimand.kind, group)
    return ", ".join([name, *(part for part in parts if part != "all")])


def name_of(row: pd.Series[Any], settings: Sequence[str], table: pd.DataFrame) -> str:
    """Name a point: its ``name`` where that varies, or how it differs from the usual values.

    ``table`` has the points that it stands among, and ``settings`` are its columns that vary.
    """
    if "name" in settings:
        return str(row["name"])
    usual = {each: table[each].mode().iloc[0] for each in settings}
    unlike = [each for each in settings if row[each] != usual[each]] or settings[:1]
    return ", ".join(f"{words(each)}: {text_of(row[each])}" for each in unlike)


def lines_of(store: Results, points: pd.DataFrame) -> dict[int, str]:
    """Name the line of each point, ``""`` where no setting varies: point -> its name.

    ``points`` has a row for each point. Raises Unfit for more than colors can tell apart.
    """
    if len(points) > len(COLORS):
        raise Unfit(
            f"The figure can tell {len(COLORS)} lines apart, but {store.spec.name!r} has "
            f"{len(points)}."
        )
    varied = list(store.varied)
    return {
        row["point"]: name_of(row, varied, points) if varied else "" for _, row in points.iterrows()
    }


def measured(arms: Sequence[str], asked: Asked) -> tuple[Measured, Measured]:
    """Return the effect of the first arm beside the last, and who is removed in the first.

    The effect is that on reporting where nothing else is asked for. Of an arm that is the only one
    it is its own level.
    """
    (share,) = pick("non_criminal_share", ("all",), ("all",))
    return (
        effect(asked.ratio, arms),
        Measured(
            share,
            *("arm", "arm_low", "arm_high"),
            "Non-criminal share of removals",
            "no conviction when removed,\n% of removals that began with a fingerprint match",
            _apart(share),
        ),
    )


def shown_of(
    store: Results, ratios: Sequence[Ratio], *, some: bool = False, places: str = "focal"
) -> pd.DataFrame:
    """Return the estimates of some ratios, without what no figure shows.

    ``places`` is "focal" or "all", as in ``Results.estimates``. Raises Unfit where a condensed
    store does not keep one of them, or none if ``some`` are enough.
    """
    wanted = list(dict.fromkeys(ratios))
    try:
        table = store.estimates(places=places, wanted=wanted)
    except NotKept as error:
        raise Unfit(str(error)) from None
    for ratio in wanted:
        if not some and rows_of(table, ratio).empty:
            raise Unfit(f"The figure needs {title_of(ratio)!r}, which {store.folder} lacks.")
    kept = [*KEY, *store.varied, *_NUMBERS]
    return table[[name for name in kept if name in table]].reset_index(drop=True)


def months_of(store: Results, ratio: Ratio) -> pd.DataFrame:
    """Return the estimates of a ratio by month, without what no figure shows.

    Raises Unfit where the store keeps no months, or a condensed one not those of the ratio.
    """
    if not store.spec.months:
        raise Unfit(
            f"The figure needs a sweep that keeps months (months = true), and {store.spec.name!r} "
            "does not."
        )
    try:
        table = store.monthly(wanted=[ratio])
    except NotKept as error:
        raise Unfit(str(error)) from None
    kept = [*KEY, *store.varied, MONTH, CALENDAR, *_NUMBERS]
    return table[[name for name in kept if name in table]].reset_index(drop=True)


def places_of(store: Results) -> str:
    """Return "all" for a sweep of a nation, whose figures are of all places, else "focal"."""
    settings = plan(store.spec).settings(0, next(iter(store.spec.arms)))
    return "all" if settings.places in ("nation", "synthetic-nation") else "focal"


def analyzed(
    store: Results, asked: Asked, kind: type[Morris] | type[Saltelli], needs: str
) -> tuple[Sensitivity, pd.DataFrame]:
    """Analyze the sensitivity of the effect over a design.

    Args:
        store: the store.
        asked: the user's choices.
        kind: the design that the figure needs.
        needs: its description, for an error.

    Returns:
        The analysis, and the table of effects.

    Raises:
        Unfit: the sweep has another design, or too few of its points have an effect.
    """
    designs = store.spec.designs
    if len(designs) != 1 or not isinstance(designs[0], kind):
        raise Unfit(f"The figure needs {needs}; {store.spec.name!r} has another design.")
    table = shown_of(store, [asked.ratio])
    try:
        (found,) = sensitivity(store, [Answer(asked.ratio)])
    except InputError as error:
        raise Unfit(f"The figure needs {needs}. {error}") from None
    return found, table


def caption(table: pd.DataFrame, ratio: Ratio) -> str:
    """Describe the intervals of a table, with the caveats that a reader needs."""
    fewest, most = table["replicates"].min(), table["replicates"].max()
    replicates = f"{most}" if fewest == most else f"{fewest} to {most}"
    text = (
        f"95 % intervals from {replicates} paired replicates; Monte Carlo error only, not "
        "what is unknown of the parameters."
    )
    if ratio.estimand.name != ESTIMAND:
        return text
    return (
        f"{text}\nThe step in perceived risk at enrollment is an assumption that no target fixes; "
        "most of the effect on reporting depends on it."
    )


def _apart(ratio: Ratio) -> str:
    unit = ratio.estimand.unit
    return "percentage points" if unit.startswith("%") else unit


_NUMBERS: Final = (
    *("arm", "arm_low", "arm_high", "reference", "reference_low", "reference_high"),
    *("effect", "low", "high", "pairing_gain", "replicates", "note"),
)
