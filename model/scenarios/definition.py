"""The definition of a scenario, and the typical county that all but the nation begin from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Scenario:
    """A named set of settings.

    ``sentence`` says what it is and what it changes, ``source`` who describes it (keys of
    ``scomm.model.sources.SOURCES``, joined by "; "), ``changes`` the settings that differ from
    their defaults.
    """

    name: str
    sentence: str
    source: str
    changes: dict[str, object]


#: The defaults are a county of 10,000 residents that is activated on 7 June 2010. One county cannot
#: fill a national pool of beds, so it never meets a shortage. 313 weeks are six years.
COUNTY: Final[dict[str, object]] = {"ice_beds_rate": math.inf, "weeks": 313}
