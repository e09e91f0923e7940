"""The real nation: the 3,142 counties of the United States, or a weighted sample of them.

The counties' figures are from surveys of 2011 to 2016 [ACS 2015]. They are scaled to 2010,
residents by one factor and Hispanic shares by one shift of their log-odds, so that the nation has
the residents and the Hispanic residents of the census of 2010. Noncitizens are estimated by
``model/places/noncitizens.py``.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.calendar import week_of
from scomm.model.errors import InputError
from scomm.model.groups import select
from scomm.model.places.apportionment import Floats, fitted_shares, whole_residents
from scomm.model.places.counties import COUNTIES, Counties, counties
from scomm.model.places.draft import Draft
from scomm.model.places.mixes import group_mix
from scomm.model.places.noncitizens import (
    check_adult_citizens,
    fitted_odds_ratio,
    foreign_born_by_ethnicity,
    impute_foreign_born,
    noncitizen_shares,
)
from scomm.model.places.sample import FEWEST, inclusion_probabilities, systematic_sample
from scomm.model.randomness import SAMPLE, draw

if TYPE_CHECKING:
    from scomm.model.settings import Settings

#: Residents of the nation in 2010 [Census 2010; recalled].
RESIDENTS: Final = 308_700_000
#: Hispanic residents of the nation in 2010 [Census 2010; recalled].
HISPANIC_RESIDENTS: Final = 50_500_000
#: Minimum of the median county's residents after scaling, since fewer do not represent shares.
LEAST_MEDIAN: Final = 100


@dataclass(frozen=True, eq=False)
class _Base:
    """The data that depend on no setting: counties in order of activation, then of code."""

    counties: Counties
    order: NDArray[np.int64]
    population: NDArray[np.int64]
    hispanic: Floats
    foreign_born: Floats
    adult_citizens: Floats


@cache
def _base() -> _Base:
    every = counties()
    order = np.array(sorted(range(COUNTIES), key=lambda k: (every.activated[k], every.fips[k])))
    counted = every.population[order]
    population = whole_residents(counted * (RESIDENTS / counted.sum()), RESIDENTS)
    with np.errstate(divide="ignore"):  # a share of 0 remains 0: its log-odds are -inf
        log_odds = np.log(every.hispanic_share[order] / (1.0 - every.hispanic_share[order]))
    return _Base(
        counties=every,
        order=order,
        population=population,
        hispanic=fitted_shares(log_odds, population, HISPANIC_RESIDENTS / RESIDENTS),
        foreign_born=impute_foreign_born(
            every.foreign_born_share[order], every.hispanic_share[order], counted
        ),
        adult_citizens=np.asarray(every.adult_citizens[order] / counted, dtype=np.float64),
    )


def real_nation(settings: Settings, start: datetime.date, seed: int) -> Draft:
    """Build the nation's counties, or the sample of them that the seed draws.

    The first is the county that was activated first, Harris County in Texas. The date of a state's
    agreement is that of its first activation, whether or not that county is in the sample.

    Args:
        settings: The settings of a run, with ``places = "nation"``.
        start: The Monday on which week 0 begins.
        seed: The world seed, which draws the sample.

    Returns:
        The counties before scaling, in order of activation.

    Raises:
        InputError: The run starts after the first activation, ``jurisdictions`` is out of bounds,
            the shares of noncitizens do not fit the counties, or they are scaled down too far.
    """
    count = settings.jurisdictions
    if not FEWEST <= count <= COUNTIES:
        raise InputError(
            f"jurisdictions is {count}, but the nation has {COUNTIES:,} counties, of which a sample"
            f" takes at least {FEWEST}."
        )
    base = _base()
    dates = [base.counties.activated[k] for k in base.order]
    if dates[0] < start:
        raise InputError(
            f"The nation is activated from {dates[0]} on, so start must not be later, but is"
            f" {start}."
        )
    mix = _mix(
        settings.hispanic_foreign_born_share,
        settings.hispanic_undocumented_share,
        settings.hispanic_lawful_share,
        settings.other_undocumented_share,
        settings.other_lawful_share,
    )
    agreement: dict[str, int] = {}
    for k, date in zip(base.order, dates, strict=True):
        agreement.setdefault(base.counties.state[k], week_of(date, start))
    probability = inclusion_probabilities(_size(base.population, mix), count)
    _check_scale(base.population, probability, settings.scale)
    inside = (
        np.arange(COUNTIES)
        if count == COUNTIES
        else systematic_sample(probability, draw(seed, SAMPLE, 0, 0, 0, 0, 0)[0])
    )
    return Draft(
        code=base.counties.fips[base.order[inside]].tolist(),
        name=[_name(base.counties, int(k)) for k in base.order[inside]],
        state=[base.counties.state[k] for k in base.order[inside]],
        population=base.population[inside],
        mix=mix[inside],
        scheduled_week=[week_of(dates[k], start) for k in inside],
        weight=np.ones(COUNTIES) if count == COUNTIES else 1.0 / probability[inside],
        agreement=agreement,
        notices=() if count == COUNTIES else (_told(count, int((probability >= 1.0).sum())),),
    )


def _check_scale(population: NDArray[np.int64], probability: Floats, scale: float) -> None:
    """Raise InputError for a scale that leaves counties too small to represent shares.

    The check does not depend on the seed: it uses the expected median county of a sample.
    """
    order = np.argsort(population, kind="stable")
    before = np.cumsum(probability[order])
    median = float(population[order][np.searchsorted(before, 0.5 * before[-1])])
    if median * scale < LEAST_MEDIAN:
        least = math.ceil(1e5 * LEAST_MEDIAN / median) / 1e5
        raise InputError(
            f"scale is {scale:g}, which would leave half of the {round(float(before[-1])):,}"
            f" counties with {median * scale:.0f} residents or fewer, too few for shares; set scale"
            f" to at least {least:g}, and fewer jurisdictions for a weighted sample of counties."
        )


def _name(every: Counties, k: int) -> str:
    """Return a unique name of a county."""
    return f"{every.name[k]}, {every.state[k]}"


def _told(count: int, certain: int) -> str:
    return (
        f"The {count:,} jurisdictions are a sample of the nation's {COUNTIES:,} counties, of which"
        f" {certain:,} were certain to be in it; totals and shares of all are weighted."
    )


def _size(population: NDArray[np.int64], mix: Floats) -> Floats:
    """Compute the size measure of the sample: half by residents, half by noncitizens.

    Fear and removals concern mostly noncitizens; crime and arrests concern all residents.
    """
    noncitizens = population * mix[:, select("noncitizen")].sum(axis=1)
    whole = max(float(noncitizens.sum()), 1.0)
    return np.asarray(population / population.sum() + noncitizens / whole, dtype=np.float64)


@lru_cache(maxsize=64)
def _mix(
    hispanic_foreign_born: float,
    hispanic_undocumented: float,
    hispanic_lawful: float,
    other_undocumented: float,
    other_lawful: float,
) -> Floats:
    """Compute the groups' shares of each county's residents, float64[J, 6]."""
    base = _base()
    hispanic, foreign_born = base.hispanic, base.foreign_born
    ratio = fitted_odds_ratio(foreign_born, hispanic, base.population, hispanic_foreign_born)
    born = foreign_born_by_ethnicity(foreign_born, hispanic, ratio)
    among_hispanic = noncitizen_shares(
        born[0], base.population * hispanic, "hispanic", hispanic_undocumented, hispanic_lawful
    )
    among_other = noncitizen_shares(
        born[1], base.population * (1.0 - hispanic), "other", other_undocumented, other_lawful
    )
    check_adult_citizens(
        hispanic * sum(among_hispanic) + (1.0 - hispanic) * sum(among_other),
        base.adult_citizens,
        [_name(base.counties, int(k)) for k in base.order],
    )
    mix = group_mix(hispanic, *among_hispanic, *among_other)
    mix.setflags(write=False)
    return mix
