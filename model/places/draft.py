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
        weight: float64[J], how many jurisdictions each stands for in a sample; None for 1 each.
        agreement: by state, the week of its agreement; one that is not named agreed in the week of
            its first activation here.
        policies: by policy and jurisdiction (0 to J - 1), values that are not the settings'.
        notices: sentences for the user on what was left out or filled in.
    """

    code: Sequence[int]
    name: Sequence[str]
    state: Sequence[str]
    population: NDArray[np.int64]
    mix: NDArray[np.float64]
    scheduled_week: Sequence[int]
    weight: NDArray[np.float64] | None = None
    agreement: Mapping[str, int] = field(default_factory=dict)
    policies: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
