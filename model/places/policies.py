"""Policies of jurisdictions: the settings' values, or a jurisdiction's value from a table."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from scomm.model.errors import InputError
from scomm.model.places.cells import choice_reader, read_flag, read_share, week_reader

if TYPE_CHECKING:
    from scomm.model.settings import Settings

#: The stances of a jurisdiction; ``Places.stance`` is the position in this list.
STANCES: Final = ("accepts", "asks-out")
#: The detainers that a jail honors; ``Places.detainer_policy`` is the position in this list.
DETAINER_POLICIES: Final = ("all", "serious", "none")

_read_stance: Final = choice_reader(STANCES)
_read_detainer_policy: Final = choice_reader(DETAINER_POLICIES)

#: All policies by the name of the setting and the column: the name and type in ``Places``.
POLICIES: Final[Mapping[str, tuple[str, DTypeLike]]] = {
    "stance": ("stance", np.int8),
    "request": ("request_week", np.int32),
    "special_status": ("special_status", np.uint8),
    "detainer_policy": ("detainer_policy", np.int8),
    "before_disposition_share": ("before_disposition_share", np.float64),
    "pretextual_propensity": ("pretextual_propensity", np.float64),
    "results_received": ("results_received", np.uint8),
    "jail_287g": ("jail_287g", np.uint8),
    "status_inquiry": ("status_inquiry", np.uint8),
    "dont_ask": ("dont_ask", np.uint8),
    "felony_referral_only": ("felony_referral_only", np.uint8),
    "state_refuses": ("state_refuses_week", np.int32),
    "state_approves_optout": ("state_approves_optout", np.uint8),
}

#: Policies of a state, which are the same for all its jurisdictions.
STATE_POLICIES: Final = ("state_refuses", "state_approves_optout")


def policy_reader(name: str, start: datetime.date) -> Callable[[object], float]:
    """Return the reader of a policy's values; dates become weeks counted from ``start``."""
    if name in ("request", "state_refuses"):
        return week_reader(start)
    if name in ("before_disposition_share", "pretextual_propensity"):
        return read_share
    if name == "stance":
        return _read_stance
    if name == "detainer_policy":
        return _read_detainer_policy
    return read_flag


def policies_of_settings(settings: Settings, start: datetime.date) -> dict[str, float]:
    """Return the settings' value of each policy, converted as ``Places`` stores it.

    Raises InputError, which names the setting, for an invalid value.
    """
    values: dict[str, float] = {}
    for name in POLICIES:
        try:
            values[name] = policy_reader(name, start)(getattr(settings, name))
        except InputError as error:
            raise InputError(f"The setting {name} {error}.") from None
    return values


def policy_arrays(
    jurisdictions: int,
    of_settings: Mapping[str, float],
    of_places: Mapping[str, Mapping[int, float]],
) -> dict[str, NDArray[Any]]:
    """Build the arrays of policies for ``Places``, by name.

    Args:
        jurisdictions: Number of jurisdictions, J.
        of_settings: The default value of each policy.
        of_places: For each policy the values that differ, by position of the jurisdiction (0 to
            J - 1).

    Returns:
        Arrays [J] by their names in ``Places``.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, (field, kind) in POLICIES.items():
        array = np.full(jurisdictions, of_settings[name], dtype=kind)
        for place, value in of_places.get(name, {}).items():
            array[place] = value
        arrays[field] = array
    return arrays
