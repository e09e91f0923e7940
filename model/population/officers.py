"""Officers: their number in each jurisdiction, and their propensity for pretextual arrest."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from scomm.model.compiling.jit import kernel
from scomm.model.places import Places
from scomm.model.population.neighborhoods import Floats, Ints
from scomm.model.practices import Practices
from scomm.model.randomness import OFFICER, draw
from scomm.model.settings import Settings


def build_officers(
    settings: Settings, places: Places, practices: Practices, seed: int
) -> tuple[Ints, Floats]:
    """Build the officers of all jurisdictions.

    Propensities are quantiles of a Beta distribution with the jurisdiction's mean. A higher mean
    raises every officer's propensity, so that with the same draws arrests can only be added.

    Args:
        settings: The settings of the run.
        places: The J jurisdictions.
        seed: The world seed.

    Returns:
        int64[J + 1], the first officer of each jurisdiction and the total; and float64[officers],
        their propensities, 0 to 1.
    """
    exact = places.population * settings.officers_rate / 100_000.0
    count = np.maximum((exact + 0.5).astype(np.int64), 1)
    first_of = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    jurisdiction = np.repeat(np.arange(len(count)), count)
    number = np.arange(first_of[-1]) - first_of[jurisdiction]
    u = _officer_draws(seed, places.code.astype(np.int64)[jurisdiction], number)
    mean = practices.pretextual_propensity[jurisdiction]
    inner = np.clip(mean, 1e-9, 1.0 - 1e-9)
    kappa = settings.officer_concentration
    propensity = betaincinv(inner * kappa, (1.0 - inner) * kappa, u)
    propensity = np.where(mean <= 0.0, 0.0, np.where(mean >= 1.0, 1.0, propensity))
    return first_of, np.asarray(propensity, dtype=np.float64)


@kernel
def _officer_draws(seed: int, code: Ints, number: Ints) -> Floats:
    out = np.empty(len(code))
    for i in range(len(code)):
        out[i] = draw(seed, OFFICER, number[i], 0, code[i], 0, 0)[0]
    return out
