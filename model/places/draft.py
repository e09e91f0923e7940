"""Jurisdictions as they were described, before scaling and before the settings' policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Draft:
    """What the county, the nation and a table have in common; J jurisdictions in their order.

    Attributes:
        code: J whole numbers below 2**32, none twice.
        name: J names.
        state: J names of states.
        population: int64[J], before scaling.
        mix: float64[J, 6], shares of the groups.
        scheduled_week: J weeks of activation, or NEVER.
        policies: by policy and jurisdiction (0 to J - 1), values that are not the settings'.
        notices: sentences for the user on what was left out or filled in.
    """

    code: Sequence[int]
    name: Sequence[str]
    state: Sequence[str]
    population: NDArray[np.int64]
    mix: NDArray[np.float64]
    scheduled_week: Sequence[int]
    policies: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
