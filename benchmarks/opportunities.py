"""The number of opportunities in a run, computed without running it.

Opportunities are drawn before any decision, so their numbers depend only on the starting state; the
model's functions, rates and keyed draws are used.

The count includes everything possible under the policy in force: base crimes, arrests for cause,
encounters, moves, and profiled encounters where officers see the results of checks. Excess crimes
are counted separately: whether a run processes them depends on reporting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.jit import rule
from scomm.model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS, draw
from scomm.model.rules.opportunity import excess_rate, poisson
from scomm.model.start import Start


@dataclass(frozen=True)
class Opportunities:
    """The numbers of opportunities.

    ``met`` is uint16[week, cell], burn-in first; ``excess_crimes`` is a total.
    """

    met: npt.NDArray[np.uint16]
    excess_crimes: int

    @property
    def total(self) -> int:
        """Return the total, without excess crimes."""
        return int(self.met.sum(dtype=np.int64))

    @property
    def cell_weeks(self) -> int:
        """Number of times that counts are drawn: once per neighborhood and week."""
        return self.met.size


def count(start: Start) -> Opportunities:
    """Count the opportunities of a world by week and neighborhood."""
    cells = start.population.neighborhoods
    met = np.zeros((len(start.months), len(cells.first)), dtype=np.uint16)
    excess = np.zeros(1, dtype=np.int64)
    of_cell = cells.jurisdiction
    _count(
        start.seed,
        start.rates,
        float(start.numbers.profiling),
        -start.settings.burn_in_weeks,
        start.places.code.astype(np.int64)[of_cell],
        cells.number,
        cells.residents,
        cells.hispanic,
        visible_from(start)[of_cell],
        met,
        excess,
    )
    return Opportunities(met, int(excess[0]))


def visible_from(start: Start) -> npt.NDArray[np.int64]:
    """Return the first week in which officers of each jurisdiction see the results of checks.

    It assumes the deployment plan: opting out and a state's refusal are not considered.
    """
    places = start.places
    hidden = places.results_received == 0
    always = (places.jail_287g != 0) | (places.status_inquiry != 0)
    week = np.where(hidden, np.iinfo(np.int64).max, start.planned_week)
    return np.where(always, np.iinfo(np.int64).min, week)


@rule
def _count(
    seed: int,
    rates: Any,
    profiling: float,
    first_week: int,
    code: Any,
    number: Any,
    residents: Any,
    hispanics: Any,
    visible: Any,
    met: Any,
    excess: Any,
) -> None:
    for w in range(met.shape[0]):
        week = first_week + w
        for cell in range(met.shape[1]):
            hispanic = hispanics[cell]
            other = residents[cell] - hispanic
            crimes = hispanic * rates.crime_hispanic, other * rates.crime_other
            stops = hispanic * rates.encounter_hispanic, other * rates.encounter_other
            u = draw(seed, COUNTS, 0, number[cell], code[cell], week, 0)
            v = draw(seed, ENCOUNTER_COUNTS, 0, number[cell], code[cell], week, 0)
            total = poisson(crimes[0], u[0]) + poisson(crimes[1], u[1])
            total += poisson(residents[cell] * rates.cause, u[2])
            total += poisson(residents[cell] * rates.move, u[3])
            total += poisson(stops[0], v[0]) + poisson(stops[1], v[1])
            if week >= visible[cell]:
                total += poisson(stops[0] * profiling, v[2])
                total += poisson(stops[1] * profiling, v[3])
            met[w, cell] = total
            x = draw(seed, EXCESS_COUNTS, 0, number[cell], code[cell], week, 0)
            excess[0] += poisson(excess_rate(crimes[0]), x[0])
            excess[0] += poisson(excess_rate(crimes[1]), x[1])
