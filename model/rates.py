"""Rates of opportunities per resident and week, from the settings' monthly and yearly rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scomm.model.rules.crime import WEEKS_PER_MONTH, WEEKS_PER_YEAR

if TYPE_CHECKING:
    from scomm.model.settings import Settings


class Rates(NamedTuple):
    """Rates per resident and week; crime and encounters differ by ethnicity."""

    crime_hispanic: float
    crime_other: float
    cause: float
    encounter_hispanic: float
    encounter_other: float
    move: float


def weekly_rates(p: Settings) -> Rates:
    """Convert the monthly and yearly rates of the numeric settings ``p`` to weekly rates."""
    encounter = p.encounter_rate / 100_000.0 / WEEKS_PER_YEAR
    return Rates(
        crime_hispanic=p.victimization_rate_hispanic / WEEKS_PER_MONTH,
        crime_other=p.victimization_rate_other / WEEKS_PER_MONTH,
        cause=p.cause_arrest_rate / 100_000.0 / WEEKS_PER_YEAR,
        encounter_hispanic=encounter * p.hispanic_encounter_ratio,
        encounter_other=encounter,
        move=p.turnover_rate / WEEKS_PER_YEAR,
    )
