"""Which crimes, encounters, arrests for cause and moves could happen, and to whom.

Opportunities are drawn before anybody decides and hang on no policy: a neighborhood's count in a
week is Poisson, and who is named follows from the draw and from who lived there at the start. So
two arms with one seed meet the same opportunities, and policy decides only what becomes of them.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from scomm.model.compiling.jit import rule, woven
from scomm.model.groups import HISPANIC
from scomm.model.rules.crime import CRIME_CEILING

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
    """Return whom an opportunity names: a place in the neighborhood, Hispanic residents first.

    Each ethnicity has opportunities of its own, so that a rate of one leaves the other's alone.
    """
    return pick(u, hispanic) if ethnicity == HISPANIC else hispanic + pick(u, other)


@rule
def persistent_count(residents: int, persistent_share: float) -> int:
    """Return how many of a neighborhood's residents are persistent offenders, 1 or more."""
    return max(int(residents * persistent_share + 0.5), 1)


@rule
def in_order(rank: int, step: int, shift: int, residents: int) -> int:
    """Return the place of the ``rank``-th resident in the neighborhood's order of propensity.

    ``step`` has no divisor in common with ``residents``, so every rank has a place of its own.
    """
    return int(np.uint64(step * rank + shift) % np.uint64(residents))


@rule
def choose_offender(
    u: float,
    residents: int,
    step: int,
    shift: int,
    persistent_share: float,
    persistent_crime_share: float,
) -> int:
    """Return the offender's place in a neighborhood: persistent with the given share, else anybody.

    A small share of people commit about half of all offenses [Wolfgang 1972].
    """
    persistent = u < persistent_crime_share
    # One division for either, since a processor cannot tell beforehand which it will be.
    below = 0.0 if persistent else persistent_crime_share
    width = persistent_crime_share if persistent else 1.0 - persistent_crime_share
    among = persistent_count(residents, persistent_share) if persistent else residents
    return in_order(pick((u - below) / width, among), step, shift, residents)


@rule
def offender_neighborhood(
    u: float, local_share: float, victim_neighborhood: int, neighborhoods: int
) -> tuple[int, float]:
    """Return the offender's neighborhood and what is left of the draw to choose the offender by.

    ``local_share`` of offenders come from the victim's neighborhood, the rest from any of them.
    """
    local = u < local_share
    below = 0.0 if local else local_share
    width = local_share if local else 1.0 - local_share
    rest = (u - below) / width
    x = rest * neighborhoods
    chosen = min(int(x), neighborhoods - 1)
    return (
        victim_neighborhood if local else chosen,
        rest if local else min(x - chosen, 1.0 - 1e-12),
    )
