"""The population at the start, as arrays: both executions are fed by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.numbers import record
from model.places import Places
from model.population.neighborhoods import (
    Floats,
    Ints,
    Neighborhood,
    Neighborhoods,
    build_neighborhoods,
)
from model.population.officers import build_officers
from model.population.residents import Bytes, fill_residents
from model.settings import Settings


@dataclass(frozen=True)
class Population:
    """Everybody at the start.

    Residents are numbered jurisdiction by jurisdiction, neighborhood by neighborhood, Hispanic
    households first. ``first_resident`` and ``first_officer`` have one element a jurisdiction and
    one more. The three byte arrays have one element a resident; see ``model/population/state.py``.
    """

    first_resident: Ints
    first_officer: Ints
    officer_propensity: Floats
    neighborhoods: Neighborhoods
    undocumented_share: Floats  # one element a neighborhood
    state: Bytes
    household: Bytes
    convictions: Bytes

    def __len__(self) -> int:
        """Return the number of residents."""
        return len(self.state)


def build_population(settings: Settings, places: Places, seed: int) -> Population:
    """Return the population of all jurisdictions: a function of places, settings and seed alone."""
    origin = np.concatenate(([0], np.cumsum(places.population))).astype(np.int64)
    cells = build_neighborhoods(settings, places, seed)
    state = np.zeros(origin[-1], dtype=np.uint8)
    household = np.zeros(origin[-1], dtype=np.uint8)
    convictions = np.zeros(origin[-1], dtype=np.uint8)
    undocumented_share = np.zeros(len(cells.first))
    fill_residents(
        seed,
        places.code.astype(np.int64),
        cells.jurisdiction,
        cells.first,
        cells.residents,
        cells.hispanic,
        cells.step,
        cells.shift,
        origin,
        places.mix,
        record(settings),
        state,
        household,
        convictions,
        undocumented_share,
    )
    first_officer, propensity = build_officers(settings, places, seed)
    return Population(
        first_resident=origin,
        first_officer=first_officer,
        officer_propensity=propensity,
        neighborhoods=cells,
        undocumented_share=undocumented_share,
        state=state,
        household=household,
        convictions=convictions,
    )


def neighborhoods_of(population: Population, jurisdiction: int) -> list[Neighborhood]:
    """Return the neighborhoods of one jurisdiction, one by one."""
    cells = population.neighborhoods
    return [
        Neighborhood(
            number=int(cells.number[i]),
            first=int(cells.first[i]),
            residents=int(cells.residents[i]),
            hispanic=int(cells.hispanic[i]),
            hispanic_before=int(cells.hispanic_before[i]),
            step=int(cells.step[i]),
            shift=int(cells.shift[i]),
            undocumented_share=float(population.undocumented_share[i]),
        )
        for i in range(cells.first_of[jurisdiction], cells.first_of[jurisdiction + 1])
    ]
