"""Noncitizens of a county, from its Hispanic share, foreign-born share and adult citizens.

No source counts undocumented residents by county and ethnicity. Known by county are the numbers of
Hispanic residents, foreign-born residents, and adult citizens; known for the nation are the shares
of Hispanic and other residents who are undocumented or lawful noncitizens. The model combines them
so that the nation's totals hold exactly:

1. The odds ratio of being foreign-born, of Hispanic to other residents, is the same in every
   county. It is fitted so that the nation's share of Hispanic residents who are foreign-born is
   ``hispanic_foreign_born_share``.
2. The shares of undocumented residents and of lawful noncitizens among the foreign-born of an
   ethnicity are the same in every county; the rest are naturalized citizens.
3. A county's noncitizens and adult citizens together cannot exceed its residents. With the default
   values they never do; shares of noncitizens with which they would are rejected.

The second is an assumption with known exceptions: where the foreign-born come from countries whose
people naturalize often or were admitted as refugees, as Cubans in Miami, the model has too many
undocumented residents, and it has too few where settlement is recent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.places.apportionment import Floats, bisect

#: Largest difference in Hispanic share of the counties used to impute a foreign-born share.
IMPUTED_WITHIN: Final = 0.005

# Bound of the search, far beyond any odds ratio between ethnicities: the search ends there only if
# the target share of Hispanic residents cannot be reached.
_LOG_ODDS_RATIO: Final = 30.0


def impute_foreign_born(
    foreign_born: Floats, hispanic: Floats, population: NDArray[np.int64]
) -> Floats:
    """Impute foreign-born shares that were not published.

    A missing share is replaced by the pooled share of the counties whose Hispanic share differs by
    at most ``IMPUTED_WITHIN`` and whose foreign-born share is known; if there are none, of all
    counties whose foreign-born share is known.

    Args:
        foreign_born: float64[J], shares of residents, nan if unknown; at least one is known.
        hispanic: float64[J], shares of residents.
        population: int64[J], residents.

    Returns:
        float64[J], without nan.

    Example:
        >>> impute_foreign_born(
        ...     np.array([0.1, 0.4, np.nan]), np.array([0.02, 0.02, 0.021]), np.array([30, 10, 9])
        ... )
        array([0.1  , 0.4  , 0.175])
    """
    known = ~np.isnan(foreign_born)
    filled = foreign_born.copy()
    for j in np.flatnonzero(~known):
        # Shares are published with three digits; the tolerance makes the bound inclusive.
        near = known & (np.abs(hispanic - hispanic[j]) <= IMPUTED_WITHIN + 1e-9)
        filled[j] = np.average(
            foreign_born[near if near.any() else known],
            weights=population[near if near.any() else known],
        )
    return filled


def foreign_born_by_ethnicity(
    foreign_born: Floats, hispanic: Floats, odds_ratio: float
) -> tuple[Floats, Floats]:
    """Divide a county's foreign-born residents between the ethnicities by an odds ratio.

    Args:
        foreign_born: float64[J], share of all residents.
        hispanic: float64[J], share of all residents.
        odds_ratio: Odds of being foreign-born, of Hispanic relative to other residents; above 0.

    Returns:
        The foreign-born shares of Hispanic and of other residents, float64[J] each.

    Example:
        >>> hispanic, other = foreign_born_by_ethnicity(np.array([0.3]), np.array([0.5]), 6.0)
        >>> float(hispanic[0].round(3)), float(other[0].round(3))
        (0.471, 0.129)
    """
    # With x the others' share, the Hispanic share is k x / (1 + (k - 1) x), k the odds ratio; that
    # both together make the county's foreign-born is a quadratic equation in x.
    k = odds_ratio
    a = (1.0 - hispanic) * (k - 1.0)
    b = hispanic * k + (1.0 - hispanic) - foreign_born * (k - 1.0)
    root = np.sqrt(b * b + 4.0 * a * foreign_born)
    # Of the two forms of the root, choose the one without cancellation.
    denominator = np.where(b >= 0.0, b + root, 1.0)
    other = np.where(
        b >= 0.0,
        2.0 * foreign_born / np.where(denominator > 0.0, denominator, 1.0),
        (root - b) / np.where(a != 0.0, 2.0 * a, 1.0),
    )
    other = np.clip(other, 0.0, 1.0)
    return k * other / (1.0 + (k - 1.0) * other), other


def fitted_odds_ratio(
    foreign_born: Floats, hispanic: Floats, population: NDArray[np.int64], wanted: float
) -> float:
    """Fit the odds ratio to a foreign-born share among the nation's Hispanic residents.

    Args:
        foreign_born: float64[J], share of all residents.
        hispanic: float64[J], share of all residents.
        population: int64[J], residents.
        wanted: Share of the nation's Hispanic residents who are foreign-born.

    Returns:
        The odds ratio of ``foreign_born_by_ethnicity``.

    Raises:
        InputError: The share is not possible with the counties' foreign-born shares.
    """
    residents = population * hispanic

    def nation(log_ratio: float) -> float:
        share, _ = foreign_born_by_ethnicity(foreign_born, hispanic, math.exp(log_ratio))
        return float(np.average(share, weights=residents))

    low, high = nation(-_LOG_ODDS_RATIO), nation(_LOG_ODDS_RATIO)
    if not low < wanted < high:
        raise InputError(
            f"hispanic_foreign_born_share is {wanted:g}, but the counties' foreign-born residents"
            f" allow only a share between {low:.2f} and {high:.2f}."
        )
    return math.exp(bisect(nation, wanted, -_LOG_ODDS_RATIO, _LOG_ODDS_RATIO))


def noncitizen_shares(
    foreign_born: Floats, residents: Floats, ethnicity: str, undocumented: float, lawful: float
) -> tuple[Floats, Floats]:
    """Distribute an ethnicity's noncitizens over counties in proportion to its foreign-born.

    Args:
        foreign_born: float64[J], share of the ethnicity's residents.
        residents: float64[J], the ethnicity's residents.
        ethnicity: "hispanic" or "other", for the names of settings in messages.
        undocumented: Share of the ethnicity's residents in the nation.
        lawful: Share of the ethnicity's residents in the nation who are lawful noncitizens.

    Returns:
        The undocumented and the lawful share of the ethnicity's residents, float64[J] each.

    Raises:
        InputError: There are more noncitizens than foreign-born residents.

    Example:
        >>> noncitizen_shares(np.array([0.5, 0.1]), np.array([10.0, 30.0]), "hispanic", 0.1, 0.05)
        (array([0.25, 0.05]), array([0.125, 0.025]))
    """
    nation = float(np.average(foreign_born, weights=residents))
    if undocumented + lawful > nation * (1.0 + 1e-9):  # tolerance for the fit's rounding
        raise InputError(
            f"{ethnicity}_undocumented_share and {ethnicity}_lawful_share sum to"
            f" {undocumented + lawful:g}, more than the {nation:.3f} of these residents who are"
            " foreign-born in the nation; it can be at most that."
        )
    if nation == 0.0:
        return np.zeros_like(foreign_born), np.zeros_like(foreign_born)
    return foreign_born * (undocumented / nation), foreign_born * (lawful / nation)


def check_adult_citizens(noncitizens: Floats, adult_citizens: Floats, name: Sequence[str]) -> None:
    """Check that noncitizens and adult citizens of each county fit into its residents.

    Args:
        noncitizens: float64[J], share of residents.
        adult_citizens: float64[J], share of residents.
        name: J names of counties, for the message.

    Raises:
        InputError: A county's noncitizens and adult citizens together exceed its residents.
    """
    excess = noncitizens + adult_citizens
    worst = int(np.argmax(excess))
    if excess[worst] > 1.0:
        raise InputError(
            f"The shares of undocumented and lawful noncitizens make {noncitizens[worst]:.1%} of"
            f" the residents of {name[worst]} noncitizens, where"
            f" {adult_citizens[worst]:.1%} are adult citizens; lower the shares."
        )
