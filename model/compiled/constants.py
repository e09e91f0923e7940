"""What a part is given and nobody changes: neighborhoods, rates, officers, tables of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from model.compiled.records import (
    CAUSES,
    CELL,
    CRIMES,
    ENCOUNTERS,
    EXCESS,
    KINDS,
    MOVES,
    PROFILED,
    RISK,
    TRUST,
)
from model.jit import kernel
from model.rules import opportunity, trust
from model.start import Start


def constant_arrays(start: Start, first: int, last: int) -> dict[str, npt.NDArray[Any]]:
    """Return those of jurisdictions ``first`` to ``last`` - 1, by their names."""
    people = start.population
    cells = people.neighborhoods
    here = slice(int(cells.first_of[first]), int(cells.first_of[last]))
    officers = slice(int(people.first_officer[first]), int(people.first_officer[last]))
    means = _means(start, here)
    return {
        "cell": _cells(start, here),
        "cell_first": cells.first[here].copy(),
        "cell_residents": cells.residents[here].copy(),
        "cell_hispanic": cells.hispanic[here].copy(),
        "cell_before": cells.hispanic_before[here].copy(),
        "mean": means,
        "none": _probability_of_none(means),
        "propensity": people.officer_propensity[officers].copy(),
        "left": _shares_left(len(start.months), start.record),
        "aware_by": _awareness(len(start.months), start.record),
    }


def _cells(start: Start, here: slice) -> npt.NDArray[Any]:
    cells = start.population.neighborhoods
    out = np.zeros(here.stop - here.start, dtype=CELL)
    out["number"] = cells.number[here]
    out["step"] = cells.step[here]
    out["shift"] = cells.shift[here]
    out["undocumented"] = start.population.undocumented_share[here]
    return out


def _means(start: Start, here: slice) -> npt.NDArray[np.float64]:
    """Return how many opportunities a week brings in each neighborhood, in the mean."""
    r, cells = start.rates, start.population.neighborhoods
    residents, hispanic = cells.residents[here], cells.hispanic[here]
    out = np.zeros((len(residents), KINDS))
    for ethnicity, (count, crime, encounter) in enumerate(
        (
            (hispanic, r.crime_hispanic, r.encounter_hispanic),
            (residents - hispanic, r.crime_other, r.encounter_other),
        )
    ):
        out[:, CRIMES + ethnicity] = count * crime
        out[:, ENCOUNTERS + ethnicity] = count * encounter
        out[:, PROFILED + ethnicity] = count * encounter * start.numbers.profiling
    out[:, CAUSES] = residents * r.cause
    out[:, MOVES] = residents * r.move
    _add_excess(out)
    return out


@kernel
def _add_excess(means: npt.NDArray[np.float64]) -> None:
    for cell in range(means.shape[0]):
        for ethnicity in range(2):
            means[cell, EXCESS + ethnicity] = opportunity.excess_rate(
                means[cell, CRIMES + ethnicity]
            )


@kernel
def _probability_of_none(means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    out = np.empty_like(means)
    for cell in range(means.shape[0]):
        for kind in range(means.shape[1]):
            out[cell, kind] = opportunity.none(means[cell, kind])
    return out


@kernel
def _shares_left(weeks: int, p: Any) -> npt.NDArray[np.float64]:
    out = np.empty((2, weeks))
    for week in range(weeks):
        out[TRUST, week] = trust.share_left(week, p.trust_half_life)
        out[RISK, week] = trust.share_left(week, p.risk_half_life)
    return out


@kernel
def _awareness(weeks: int, p: Any) -> npt.NDArray[np.float64]:
    out = np.empty(weeks)
    for week in range(weeks):
        out[week] = trust.aware_by(week, p.awareness_share, p.awareness_delay)
    return out
