"""Practices: how a jurisdiction's differ from the mean, in one way for all of them.

Published shares of removals without a conviction run from 15 to over 80 % by county, which one
nation-wide practice does not give. A jurisdiction's practice is the mean moved by a normal
deviation in log odds, so it stays a probability, and half of the jurisdictions lie below the
setting. Rank by rank, a wider spread moves each jurisdiction further the same way.
"""

from __future__ import annotations

import math
from typing import Final

from scomm.model.compiling.jit import rule

# Practices that have their own spread; each is the number of a draw of block "practice".
PROPENSITY: Final = 0
MINOR_ARREST: Final = 1
BEFORE_DISPOSITION: Final = 2
CONVICTION: Final = 3
SCREENING: Final = 4


@rule
def shifted(probability: float, log_odds: float) -> float:
    """Return a probability moved by ``log_odds``; 0 and 1 stay, and so does all if that is 0."""
    if log_odds == 0.0 or probability <= 0.0 or probability >= 1.0:
        return probability
    return 1.0 / (1.0 + (1.0 - probability) / probability * math.exp(-log_odds))


@rule
def screening_probability(
    detection: float, elasticity: float, most: float, residents: float
) -> float:
    """Return the share of noncitizens booked that ICE finds without a fingerprint match.

    ``detection`` holds for a jurisdiction of 100,000 residents and rises or falls with the given
    power of their number, to at most ``most``: the Criminal Alien Program's officers came to large
    jails daily and to small ones seldom.
    """
    return min(detection * math.exp(elasticity * math.log(residents / 100_000.0)), most)
