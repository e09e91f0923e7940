"""The arrays of a part that never change: neighborhoods, rates, officers, tables of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scomm.model.compiled.arrays.layout import (
    CAUSES,
    CELL,
    CRIMES,
    ENCOUNTERS,
    EXCESS,
    KINDS,
    MOVES,
    PROFILED,
    RATE,
    RISK,
    TRUST,
)
from scomm.model.compiling.jit import kernel
from scomm.model.compiling.lanes import LANES, batches_for
from scomm.model.rules import opportunity, trust
from scomm.model.start import Start


def constant_arrays(start: Start, first: int, last: int) -> dict[str, npt.NDArray[Any]]:
    """Select the constants of jurisdictions ``first`` to ``last`` - 1, by their names."""
    people = start.population
    cells = people.neighborhoods
    here = slice(int(cells.first_of[first]), int(cells.first_of[last]))
    officers = slice(int(people.first_officer[first]), int(people.first_officer[last]))
    return {
        "cell": _cells(start, first, here),
        "cell_first": cells.first[here].copy(),
        "cell_residents": cells.residents[here].copy(),
        "cell_hispanic": cells.hispanic[here].copy(),
        "cell_before": cells.hispanic_before[here].copy(),
        "rate": _rates(start, here),
        "propensity": people.officer_propensity[officers].copy(),
        "left": _shares_left(len(start.months), start.numbers),
        "aware_after": start.aware_after,
        "memo_weeks": start.memo_weeks,
    }


def _cells(start: Start, first: int, here: slice) -> npt.NDArray[Any]:
    cells = start.population.neighborhoods
    out = np.zeros(here.stop - here.start, dtype=CELL)
    out["place"] = cells.jurisdiction[here] - first
    out["number"] = cells.number[here]
    out["step"] = cells.step[here]
    out["shift"] = cells.shift[here]
    out["undocumented"] = start.population.undocumented_share[here]
    return out


def _rates(start: Start, here: slice) -> npt.NDArray[Any]:
    """Compute the expected weekly opportunities of each kind: RATE[batch, KINDS].

    Where the last batch has no neighborhood, nothing happens.
    """
    r, cells = start.rates, start.population.neighborhoods
    residents, hispanic = cells.residents[here], cells.hispanic[here]
    batches = batches_for(len(residents))
    means = np.zeros((KINDS, batches * LANES))
    inside = slice(len(residents))
    for ethnicity, (count, crime, encounter) in enumerate(
        (
            (hispanic, r.crime_hispanic, r.encounter_hispanic),
            (residents - hispanic, r.crime_other, r.encounter_other),
        )
    ):
        means[CRIMES + ethnicity, inside] = count * crime
        means[ENCOUNTERS + ethnicity, inside] = count * encounter
        means[PROFILED + ethnicity, inside] = count * encounter * start.numbers.profiling
    means[CAUSES, inside] = residents * r.cause
    means[MOVES, inside] = residents * r.move
    out = np.zeros((batches, KINDS), dtype=RATE)
    _fill_rates(means, out)
    return out


@kernel
def _fill_rates(means: npt.NDArray[np.float64], rates: Any) -> None:
    for kind in range(means.shape[0]):
        for cell in range(means.shape[1]):
            mean = means[kind, cell]
            if kind >= EXCESS:
                mean = opportunity.excess_rate(means[CRIMES + kind - EXCESS, cell])
            rate = rates[cell // LANES, kind]
            rate.mean[cell % LANES] = mean
            rate.none[cell % LANES] = opportunity.none(mean)


@kernel
def _shares_left(weeks: int, p: Any) -> npt.NDArray[np.float64]:
    out = np.empty((2, weeks))
    for week in range(weeks):
        out[TRUST, week] = trust.share_left(week, p.trust_half_life)
        out[RISK, week] = trust.share_left(week, p.risk_half_life)
    return out
