"""The population at the start as arrays, the input of both executions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from scomm.model.numbers import numbers
from scomm.model.parameters.population import PopulationSettings
from scomm.model.places import Places
from scomm.model.population.neighborhoods import (
    Floats,
    Ints,
    Neighborhood,
    Neighborhoods,
    build_neighborhoods,
)
from scomm.model.population.officers import build_officers
from scomm.model.population.residents import Bytes, Filled, Homes, fill_residents
from scomm.model.practices import Practices
from scomm.model.settings import Settings


@dataclass(frozen=True)
class Population:
    """All residents and officers at the start.

    Residents are numbered by jurisdiction, then neighborhood, Hispanic households first.
    ``first_resident`` and ``first_officer`` have one element per jurisdiction, and a last one with
    the total. The three byte arrays have one element per resident; see
    ``model/population/state.py``.
    """

    first_resident: Ints
    first_officer: Ints
    officer_propensity: Floats
    neighborhoods: Neighborhoods
    undocumented_share: Floats  # one element per neighborhood
    state: Bytes
    household: Bytes
    convictions: Bytes

    def __len__(self) -> int:
        """Return the number of residents."""
        return len(self.state)


@dataclass(frozen=True)
class _Residents:
    """Residents and neighborhoods, which do not depend on any policy."""

    neighborhoods: Neighborhoods
    undocumented_share: Floats
    state: Bytes
    household: Bytes
    convictions: Bytes


# A cache of one: the residents of the last world, and the values on which they depend. The arms and
# points of a sweep use the same worlds in succession. Residents of large worlds are not cached.
_KEPT_UP_TO: Final = 1_000_000
_last: tuple[tuple[object, ...], _Residents] | None = None


def build_population(
    settings: Settings, places: Places, practices: Practices, seed: int, threads: int = 1
) -> Population:
    """Build the population of all jurisdictions.

    Args:
        settings: The settings of the run.
        places: The jurisdictions.
        seed: The world seed.
        threads: Threads to use; they affect only the time it takes.

    Returns:
        The population, a function of places, settings and seed alone. Its arrays must not be
        modified: they can be shared with other runs.
    """
    global _last
    key = _follows_from(settings, places, seed)
    last = _last
    if last is not None and last[0] == key:
        residents = last[1]
    else:
        residents = _residents(settings, places, seed, threads)
        if len(residents.state) <= _KEPT_UP_TO:
            _last = (key, residents)
    first_officer, propensity = build_officers(settings, places, practices, seed)
    return Population(
        first_resident=_origins(places),
        first_officer=first_officer,
        officer_propensity=propensity,
        neighborhoods=residents.neighborhoods,
        undocumented_share=residents.undocumented_share,
        state=residents.state,
        household=residents.household,
        convictions=residents.convictions,
    )


def _follows_from(settings: Settings, places: Places, seed: int) -> tuple[object, ...]:
    """Return the values on which residents and neighborhoods depend, as a cache key."""
    return (
        seed,
        *(array.tobytes() for array in (places.code, places.population, places.mix)),
        settings.persistent_share,
        settings.aggravated_share,
        *(getattr(settings, name) for name in PopulationSettings.model_fields),
    )


def _origins(places: Places) -> Ints:
    return np.concatenate(([0], np.cumsum(places.population))).astype(np.int64)


def _residents(settings: Settings, places: Places, seed: int, threads: int) -> _Residents:
    origin = _origins(places)
    cells = build_neighborhoods(settings, places, seed)
    state, household, convictions = (np.zeros(origin[-1], dtype=np.uint8) for _ in range(3))
    undocumented_share = np.zeros(len(cells.first))
    code, p = places.code.astype(np.int64), numbers(settings)

    def fill(some: slice) -> None:
        homes = Homes(
            code,
            origin,
            places.mix,
            cells.jurisdiction[some],
            cells.first[some],
            cells.residents[some],
            cells.hispanic[some],
            cells.step[some],
            cells.shift[some],
        )
        filled = Filled(state, household, convictions, undocumented_share[some])
        fill_residents(p, seed, homes, filled)

    threads = min(threads, len(cells.first))
    if threads == 1:
        fill(slice(None))
        return _Residents(cells, undocumented_share, state, household, convictions)
    edges = [len(cells.first) * part // threads for part in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, (slice(*pair) for pair in pairwise(edges))))
    return _Residents(cells, undocumented_share, state, household, convictions)


def neighborhoods_of(population: Population, jurisdiction: int) -> list[Neighborhood]:
    """Return the neighborhoods of one jurisdiction as a list."""
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
