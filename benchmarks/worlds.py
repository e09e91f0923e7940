"""The worlds that are measured, and the effort of measuring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scomm import Settings, scenario

#: The world seed of every benchmark that needs only one.
SEED: Final = 1

# Mean residents of a jurisdiction of the synthetic nation: 308.7 million over 3,143.
_MEAN_RESIDENTS: Final = 308_700_000 / 3143


@dataclass(frozen=True)
class Effort:
    """The effort of measuring: ``quick`` only checks that all works, ``large`` adds the nation.

    ``profile`` is the file for the profile, None for no file.
    """

    turns: int = 7
    quick: bool = False
    large: bool = False
    profile: Path | None = None


def county(effort: Effort) -> Settings:
    """Return the county of 10,000 residents over six years; with ``quick`` a village for a year."""
    settings = scenario("county")
    if effort.quick:
        return settings.replace(
            population=2000, weeks=60, burn_in_weeks=20, activation="2009-01-05"
        )
    return settings


def nation_at(scale: float, effort: Effort) -> Settings:
    """Return the nation at a scale."""
    return _shortened(scenario("nation").replace(scale=scale), effort)


def _shortened(settings: Settings, effort: Effort) -> Settings:
    return settings.replace(weeks=30, burn_in_weeks=10) if effort.quick else settings


def nation_of(residents: int, effort: Effort) -> Settings:
    """Return a synthetic nation of about a number of residents.

    The number of jurisdictions preserves their mean size, since a jurisdiction has at least 20
    residents, and few residents in 3,143 jurisdictions would not be comparable.
    """
    jurisdictions = max(math.ceil(residents / _MEAN_RESIDENTS - 1e-9), 1)
    scale = min(residents / (jurisdictions * _MEAN_RESIDENTS), 1.0)
    settings = scenario("synthetic-nation").replace(scale=scale, jurisdictions=jurisdictions)
    return _shortened(settings, effort)
