"""A synthetic nation: any number of jurisdictions of realistic size and mix.

It is the same for every seed. The largest jurisdiction has number 1, and the traits of number k
do not depend on the number of jurisdictions, though its size and dates do. Fitted exactly are
total residents, the mean Hispanic share, and the noncitizen rates of the settings. The shape of the
distributions is given by the constants below. All of them are assumptions, chosen by hand so that
the figures given beside them (2010 census of counties, recalled) are met within about a tenth.

The order of activation is decided by a score. Cox & Miles (2013) found that Hispanic share and
proximity to the border mattered, and crime did not (recalled); the score follows that. Much depends
on the state, whose agreement had to come first: 180 places in 20 states, 617 in 31 and 970 in 39
are active in mid May 2010, mid September 2010 and on 18 January 2011, where the list has 20, 31 and
37 states. The 63 % of each state's places with the lowest scores are activated together, as 63 % of
real counties were on their state's modal day. The rank correlation of Hispanic share and date is
-0.45 (real counties: -0.35): places activated in 2008 and 2009 have a mean share of 23 %, those
of 2010 13 %, of 2011 7 %, of 2012 4 %. Size is not among the factors recalled from them, but the
program began in Harris County, and without early large places there would be too few prints: 6.6 M
to February 2011, at about 4,250 bookings per 100,000 residents and year, take about 155 M
resident-years in active places. The weight of size below gives 148 M.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.places import latents
from scomm.model.places.apportionment import fitted_shares, whole_residents
from scomm.model.places.mixes import group_mix
from scomm.model.places.real_nation import RESIDENTS
from scomm.model.places.roll_out import COMPLETE, activation_dates

if TYPE_CHECKING:
    from scomm.model.settings import Settings

#: Hispanic share of residents (Census 2010).
HISPANIC_SHARE: Final = 0.163
#: Spread of the logarithm of size: median near 26,000, largest near 9.8 M.
SIZE_SPREAD: Final = 1.65
#: States and the District of Columbia.
STATES: Final = 51

# Slopes of the log-odds that a resident is Hispanic: on size, on the state's proximity to the
# border, and on all other factors. The median county has 3.4 %, the mean county 7.7 % (2010: about
# 3.3 and 8.3 %).
HISPANIC_ON_SIZE: Final = 0.55
HISPANIC_ON_BORDER: Final = 0.8
HISPANIC_ON_REST: Final = 1.2

# Standard deviation of the log-odds that a Hispanic resident is undocumented, or (if not) a lawful
# noncitizen: places of recent settlement have more of both. For other residents they also depend on
# size, since immigrants from other regions live in large places.
HISPANIC_STATUS_SPREAD: Final = 0.35
OTHER_STATUS_SPREAD: Final = 0.5
OTHER_STATUS_ON_SIZE: Final = 0.5

# Weights of the score for early activation, on traits of unit standard deviation.
EARLY_ON_HISPANIC: Final = 0.82
EARLY_ON_BORDER: Final = 0.3
EARLY_ON_SIZE: Final = 0.83
EARLY_ON_STATE: Final = 1.5
EARLY_ON_REST: Final = 0.8
#: Share of a state's places, those with the lowest scores, that are activated on the same day.
TOGETHER_SHARE: Final = 0.63


@dataclass(frozen=True, eq=False)
class Nation:
    """Synthetic jurisdictions in the order of their activation, J of them.

    Attributes:
        number: int64[J], 1 for the largest; 1 to J in some order.
        state: int64[J], from 0 to STATES - 1.
        population: int64[J], before scaling.
        mix: float64[J, 6], shares of the groups.
        dates: J dates of activation, ascending.
    """

    number: NDArray[np.int64]
    state: NDArray[np.int64]
    population: NDArray[np.int64]
    mix: NDArray[np.float64]
    dates: list[datetime.date]


def made_up_nation(jurisdictions: int, settings: Settings) -> Nation:
    """Build a nation of a number of jurisdictions.

    Args:
        jurisdictions: The number of jurisdictions, 1 or more.
        settings: The settings of the run, which give the noncitizen rates.

    Returns:
        The jurisdictions in order of activation, before scaling.
    """
    size = latents.normal_quantiles(jurisdictions)[::-1]
    population = _populations(size)
    state = _states(jurisdictions)
    border = _of_states(5)[state]
    log_odds = (
        HISPANIC_ON_SIZE * size
        + HISPANIC_ON_BORDER * border
        + HISPANIC_ON_REST * latents.normal(1, jurisdictions)
    )
    hispanic = fitted_shares(log_odds, population, HISPANIC_SHARE)
    settlement = HISPANIC_STATUS_SPREAD * latents.normal(2, jurisdictions)
    elsewhere = OTHER_STATUS_ON_SIZE * size + OTHER_STATUS_SPREAD * latents.normal(4, jurisdictions)
    mix = group_mix(
        hispanic,
        *_noncitizens(
            settlement,
            population * hispanic,
            settings.hispanic_undocumented_share,
            settings.hispanic_lawful_share,
        ),
        *_noncitizens(
            elsewhere,
            population * (1.0 - hispanic),
            settings.other_undocumented_share,
            settings.other_lawful_share,
        ),
    )
    score = (
        EARLY_ON_HISPANIC * _standardized(log_odds)
        + EARLY_ON_BORDER * border
        + EARLY_ON_SIZE * size
        + EARLY_ON_STATE * _of_states(2)[state]
        + EARLY_ON_REST * latents.normal(3, jurisdictions)
    )
    order, dates = _roll_out(np.argsort(-score, kind="stable"), state)
    return Nation(
        number=(np.arange(jurisdictions) + 1)[order],
        state=state[order],
        population=population[order],
        mix=mix[order],
        dates=dates,
    )


def _populations(size: NDArray[np.float64]) -> NDArray[np.int64]:
    """Compute whole numbers of residents, with the country's mean over jurisdictions."""
    total = round(RESIDENTS * size.size / COMPLETE)
    weights = np.exp(SIZE_SPREAD * size)
    return whole_residents(weights / weights.sum() * total, total)


def _states(jurisdictions: int) -> NDArray[np.int64]:
    """Assign a state to each jurisdiction; a state has 6 to 270 of all 3,143."""
    # Exponential quantiles plus a constant, so that the smallest state has a county.
    weights = 0.1 - np.log1p(-(np.arange(STATES) + 0.5) / STATES)
    bounds = np.cumsum(weights) / weights.sum()
    places = np.searchsorted(bounds, latents.uniform(0, jurisdictions), side="right")
    return np.asarray(np.minimum(places, STATES - 1), dtype=np.int64)


def _of_states(trait: int) -> NDArray[np.float64]:
    """Compute a trait of each state, standard normal and independent of its size."""
    values = np.empty(STATES)
    values[np.argsort(latents.uniform(trait, STATES))] = latents.normal_quantiles(STATES)
    return values


def _roll_out(
    order: NDArray[np.int64], state: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[datetime.date]]:
    """Activate the places of each state with the lowest scores together; set order and dates.

    They come next after the last place of the state that is activated separately. All are activated
    on the date that the curve gives for the middle one of them.

    Args:
        order: int64[J], places in the order of their scores.
        state: int64[J], state of each place.

    Returns:
        int64[J], places in the order of activation, and their J dates.
    """
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    moment = rank.copy()
    leaders = []
    for one in np.unique(state):
        places = order[state[order] == one]
        leader = max(places.size - int(TOGETHER_SHARE * places.size), 1) - 1
        moment[places[leader:]] = rank[places[leader]]
        leaders.append(int(rank[places[leader]]))
    changed = np.lexsort((rank, moment))
    dates = activation_dates(order.size)
    moments = moment[changed]
    for leader in leaders:
        first, last = np.searchsorted(moments, (leader, leader + 1))
        dates[first:last] = [dates[(first + last - 1) // 2]] * (last - first)
    return changed, dates


def _noncitizens(
    log_odds: NDArray[np.float64],
    residents: NDArray[np.float64],
    undocumented: float,
    lawful: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the shares [J] of undocumented and lawful noncitizens among ``residents`` [J].

    Lawful noncitizens are fitted among residents who are not undocumented, so that the two shares
    never add up to more than 1.
    """
    undocumented_share = fitted_shares(log_odds, residents, undocumented)
    documented = 1.0 - undocumented_share
    of_documented = min(1.0, lawful / (1.0 - undocumented)) if undocumented < 1.0 else 0.0
    return undocumented_share, documented * fitted_shares(
        log_odds, residents * documented, of_documented
    )


def _standardized(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standardize values to mean 0 and standard deviation 1; all 0 if they do not differ."""
    spread = float(values.std())
    centered: NDArray[np.float64] = values - values.mean()
    return centered / spread if spread > 0.0 else centered
