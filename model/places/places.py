"""The jurisdictions of a run as arrays, one element per jurisdiction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scomm.model.groups import GROUPS


@dataclass(frozen=True, eq=False)
class Places:
    """The J jurisdictions of a run; the first is the focal one.

    Weeks are counted from the start of the settings and are never negative; an event that never
    happens has the week NEVER (see model/calendar.py). Flags are 0 or 1. The arrays are read-only:
    they are shared by all arms and, under Ray, by all workers.

    Attributes:
        code: uint32[J], unique. It is a part of the key of the jurisdiction's random draws, which
            therefore do not change when jurisdictions are added or reordered.
        name: J names.
        state: int32[J], position in ``state_names``.
        state_names: the S states that have a jurisdiction here.
        agreement_week: int32[S], week of the state's agreement with DHS; nothing in the state is
            activated before.
        population: int64[J], residents at the start, after scaling.
        weight: float64[J], the number of jurisdictions of the nation that each represents: 1 except
            in a sample.
        unscaled: int64[J], residents before scaling, which decide what the jail is like.
        mix: float64[J, 6], share of residents in each group of ``scomm.model.groups.GROUPS``.
        scheduled_week: int32[J], week of activation in the deployment plan.
        stance: int8[J], position in ``STANCES``.
        request_week: int32[J], when the jurisdiction writes its request to opt out.
        special_status: uint8[J], no state (as the District of Columbia) and may withdraw.
        detainer_policy: int8[J], position in ``DETAINER_POLICIES``.
        before_disposition_share: float64[J], share of people ICE takes before their case ends.
        pretextual_propensity: float64[J], mean propensity of officers for pretextual arrest.
        results_received: uint8[J], whether the jurisdiction is notified of the result of a match.
        jail_287g: uint8[J], whether the jail screens under a 287(g) agreement.
        status_inquiry: uint8[J], whether a state law has officers ask about status.
        dont_ask: uint8[J], whether officers may not ask about status.
        felony_referral_only: uint8[J], whether only people charged with felonies or violence are
            referred to ICE by the jurisdiction's own policy.
        state_refuses_week: int32[J], from when the state sends no prints to the FBI.
        state_approves_optout: uint8[J], whether the state's government approves an opt-out.
        notices: sentences for the user on what was changed or left out when reading and scaling.
    """

    code: NDArray[np.uint32]
    name: tuple[str, ...]
    state: NDArray[np.int32]
    state_names: tuple[str, ...]
    agreement_week: NDArray[np.int32]
    population: NDArray[np.int64]
    weight: NDArray[np.float64]
    unscaled: NDArray[np.int64]
    mix: NDArray[np.float64]
    scheduled_week: NDArray[np.int32]
    stance: NDArray[np.int8]
    request_week: NDArray[np.int32]
    special_status: NDArray[np.uint8]
    detainer_policy: NDArray[np.int8]
    before_disposition_share: NDArray[np.float64]
    pretextual_propensity: NDArray[np.float64]
    results_received: NDArray[np.uint8]
    jail_287g: NDArray[np.uint8]
    status_inquiry: NDArray[np.uint8]
    dont_ask: NDArray[np.uint8]
    felony_referral_only: NDArray[np.uint8]
    state_refuses_week: NDArray[np.int32]
    state_approves_optout: NDArray[np.uint8]
    notices: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check the shapes, and make the arrays read-only."""
        jurisdictions = len(self.name)
        for field in fields(self):
            array = getattr(self, field.name)
            if isinstance(array, np.ndarray):
                shape: tuple[int, ...] = (jurisdictions,)
                if field.name == "mix":
                    shape = (jurisdictions, len(GROUPS))
                elif field.name == "agreement_week":
                    shape = (len(self.state_names),)
                if array.shape != shape:
                    raise ValueError(f"{field.name} has shape {array.shape}, expected {shape}")
                array.setflags(write=False)
        if np.unique(self.code).size != jurisdictions:
            raise ValueError("two jurisdictions have one code")

    @property
    def sampled(self) -> bool:
        """Whether the jurisdictions are a weighted sample."""
        return bool(np.any(self.weight != 1.0))

    @property
    def represented(self) -> float:
        """The number of residents that the simulated ones represent."""
        return float(self.weight @ self.population)

    def total(self, by_place: NDArray[Any]) -> NDArray[Any]:
        """Sum over jurisdictions, weighted by the number that each represents.

        Args:
            by_place: numbers[J, ...].

        Returns:
            numbers[...]: for a sample float64, the Horvitz–Thompson estimate of the nation's total;
            otherwise the exact sum in the type of ``by_place``.
        """
        if not self.sampled:
            return np.asarray(by_place.sum(axis=0))
        return np.asarray(np.tensordot(self.weight, by_place, axes=1), dtype=np.float64)

    def __len__(self) -> int:
        """Return the number of jurisdictions."""
        return len(self.name)
