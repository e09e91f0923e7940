"""Jurisdictions as described by their source, before scaling and before policies are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Draft:
    """The common form of the county, the nations and a table: J jurisdictions in order.

    Attributes:
        code: J whole numbers below 2**32, unique.
        name: J names.
        state: J names of states.
        population: int64[J], before scaling.
        mix: float64[J, 6], shares of the groups.
        scheduled_week: J weeks of activation, or NEVER.
        weight: float64[J], the number of jurisdictions that each represents in a sample; None for
            1 each.
        agreement: The week of the agreement by state; the default is the week of the state's first
            activation here.
        policies: By policy and jurisdiction (0 to J - 1), values that differ from the settings'.
        notices: Sentences for the user about omitted rows and imputed values.
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
