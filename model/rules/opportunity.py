"""Opportunities: crimes, encounters, arrests for cause and moves that could happen, and to whom.

Opportunities are drawn before anybody decides and depend on no policy: a neighborhood's count in a
week is Poisson, and who is named follows from the draw and from who lived there at the start. So
two arms with one seed meet the same opportunities, and policy decides only what becomes of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from scomm.model.compiling.jit import rule, woven
from scomm.model.groups import HISPANIC
from scomm.model.rules.crime import CRIME_CEILING

if TYPE_CHECKING:
    from scomm.model.settings import Settings

# No neighborhood's week brings more opportunities of a kind.
MOST: Final = 4095

# 1 / count, looked up: a division at each step would cost most of the time.
_RECIPROCALS: Final = 1.0 / np.maximum(np.arange(MOST + 1.0), 1.0)


@rule
def poisson(mean: float, u: float) -> int:
    """Return the Poisson count whose distribution function first exceeds ``u``.

    By inversion, so a higher rate only adds opportunities to those a lower one has. ``mean`` is at
    most a few hundred (one neighborhood in one week).
    """
    term = none(mean)
    total = term
    count = 0
    while u >= total and count < MOST:
        count += 1
        term = next_term(term, mean, count)
        total += term
    return count


@rule
def none(mean: float) -> float:
    """Return the probability that a Poisson count is 0."""
    return math.exp(-mean)


@woven
def next_term(term: float, mean: float, count: int) -> float:
    """Return the probability of ``count``, given that of one less."""
    return float(term * (mean * _RECIPROCALS[count]))


@rule
def pick(u: float, count: int) -> int:
    """Return one of ``count`` things, 0 to count - 1, each as likely."""
    return min(int(u * count), count - 1)


@rule
def excess_rate(rate: float) -> float:
    """Return the rate of the excess crime stream: what a factor at the ceiling adds to ``rate``."""
    return rate * (CRIME_CEILING - 1.0)


@rule
def choose_resident(u: float, ethnicity: int, hispanic: int, other: int) -> int:
    """Return whom an opportunity names: a position in the neighborhood, Hispanic residents first.

    Each ethnicity has separate opportunities, so that a rate of one leaves the other's alone.
    """
    return pick(u, hispanic) if ethnicity == HISPANIC else hispanic + pick(u, other)


@rule
def persistent_count(p: Settings, residents: int) -> int:
    """Number of persistent offenders among a neighborhood's residents, 1 or more."""
    return max(int(residents * p.persistent_share + 0.5), 1)


@rule
def in_order(rank: int, step: int, shift: int, residents: int) -> int:
    """Return the position of the ``rank``-th resident in the neighborhood's order of propensity.

    ``step`` has no divisor in common with ``residents``, so no two ranks have the same position.
    """
    return int(np.uint64(step * rank + shift) % np.uint64(residents))


@rule
def choose_offender(p: Settings, residents: int, step: int, shift: int, u: float) -> int:
    """Return the offender's position in a neighborhood: a persistent offender, or anybody.

    A small share of people commit about half of all offenses [Wolfgang 1972].
    """
    by_persistent = p.persistent_crime_share
    persistent = u < by_persistent
    # One division for either, since a processor cannot tell beforehand which it will be.
    below = 0.0 if persistent else by_persistent
    width = by_persistent if persistent else 1.0 - by_persistent
    among = persistent_count(p, residents) if persistent else residents
    return in_order(pick((u - below) / width, among), step, shift, residents)


@rule
def offender_neighborhood(
    p: Settings, victim_neighborhood: int, neighborhoods: int, u: float
) -> tuple[int, float]:
    """Return the offender's neighborhood and what is left of the draw to choose the offender by.

    ``local_offender_share`` come from the victim's neighborhood, the rest from any of them.
    """
    local = u < p.local_offender_share
    below = 0.0 if local else p.local_offender_share
    width = p.local_offender_share if local else 1.0 - p.local_offender_share
    rest = (u - below) / width
    x = rest * neighborhoods
    chosen = min(int(x), neighborhoods - 1)
    return (
        victim_neighborhood if local else chosen,
        rest if local else min(x - chosen, 1.0 - 1e-12),
    )
