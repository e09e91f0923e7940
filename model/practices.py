"""Each jurisdiction's practices: the settings, moved by what sets this jurisdiction apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from scomm.model.compiling.jit import kernel
from scomm.model.randomness import PRACTICE, draw
from scomm.model.rules.practice import (
    BEFORE_DISPOSITION,
    CONVICTION,
    MINOR_ARREST,
    PROPENSITY,
    SCREENING,
    screening_probability,
    shifted,
)

if TYPE_CHECKING:
    from scomm.model.places import Places
    from scomm.model.settings import Settings

Floats = npt.NDArray[np.float64]

SPREADS: Final = {
    PROPENSITY: "spread_propensity",
    MINOR_ARREST: "spread_minor_arrest",
    BEFORE_DISPOSITION: "spread_before_disposition",
    CONVICTION: "spread_conviction",
    SCREENING: "spread_screening",
}


@dataclass(frozen=True)
class Practices:
    """The practices in which jurisdictions differ: float64, one element a jurisdiction."""

    pretextual_propensity: Floats  # mean over officers
    minor_arrest_share: Floats
    before_disposition_share: Floats
    conviction_log_odds: Floats  # added to the log odds of a conviction
    detection: Floats  # of noncitizens booked and not matched


def practices_of(settings: Settings, places: Places, seed: int) -> Practices:
    """Return the practices of all jurisdictions: a function of settings, places and seed alone.

    The deviations are the same in every arm. A jurisdiction's own value of a policy, from a table,
    is moved as a setting is.
    """
    by = {number: _log_odds(settings, places, seed, number) for number in SPREADS}
    conducted = [
        screening_probability(
            settings.screening_detection,
            settings.screening_size_elasticity,
            settings.screening_most,
            float(residents),
        )
        for residents in places.unscaled
    ]
    interviewed = np.where(places.jail_287g != 0, settings.interview_detection, 0.0)
    return Practices(
        pretextual_propensity=_moved(places.pretextual_propensity, by[PROPENSITY]),
        minor_arrest_share=_moved(
            np.full(len(places), settings.minor_arrest_share), by[MINOR_ARREST]
        ),
        before_disposition_share=_moved(places.before_disposition_share, by[BEFORE_DISPOSITION]),
        conviction_log_odds=by[CONVICTION],
        # A 287(g) jail's officers interview beside ICE's own: whichever finds more.
        detection=np.maximum(_moved(np.array(conducted), by[SCREENING]), interviewed),
    )


def _log_odds(settings: Settings, places: Places, seed: int, practice: int) -> Floats:
    """Return by how much each jurisdiction lies above the mean of a practice."""
    spread = float(getattr(settings, SPREADS[practice]))
    if spread == 0.0:
        return np.zeros(len(places))
    return np.asarray(spread * ndtri(_draws(seed, practice, places.code.astype(np.int64))))


def _moved(probability: Floats, log_odds: Floats) -> Floats:
    if not log_odds.any():
        return probability
    pairs = zip(probability, log_odds, strict=True)
    return np.array([shifted(float(each), float(by)) for each, by in pairs])


@kernel
def _draws(seed: int, practice: int, code: npt.NDArray[np.int64]) -> Floats:
    out = np.empty(len(code))
    for j in range(len(code)):
        out[j] = draw(seed, PRACTICE, practice, 0, code[j], 0, 0)[0]
    return out
