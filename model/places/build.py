"""The builder of a run's jurisdictions from its settings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.calendar import NEVER, parse_monday, parse_week
from scomm.model.errors import InputError
from scomm.model.places.draft import Draft
from scomm.model.places.made_up import STATES, made_up_nation
from scomm.model.places.mixes import group_mix
from scomm.model.places.places import Places
from scomm.model.places.policies import policies_of_settings, policy_arrays
from scomm.model.places.real_nation import real_nation
from scomm.model.places.table import draft_from_table

if TYPE_CHECKING:
    from scomm.model.settings import Settings

#: The minimum of residents of a scaled jurisdiction, so that it has a neighborhood.
SMALLEST: Final = 20


def build_places(settings: Settings, seed: int = 0) -> Places:
    """Build the jurisdictions that the settings describe.

    Args:
        settings: The settings of a run.
        seed: The world seed, 0 to 2**63 - 1; it only affects which counties are in a sample of the
            nation.

    Returns:
        The jurisdictions, with residents after scaling. The first is the focal one: the one county,
        the first row of a table, or the first of a nation to be activated.

    Raises:
        InputError: A date is before the start, a table is not valid, or the nation's counties are
            scaled down too far.
    """
    start = parse_monday(settings.start)
    if settings.places == "table":
        draft = draft_from_table(settings, start)
    elif settings.places == "nation":
        draft = real_nation(settings, start, seed)
    elif settings.places == "synthetic-nation":
        draft = _synthetic_nation(settings, start)
    else:
        draft = _county(settings, start)
    population, scaling = _scaled(draft.population, settings.scale)
    state_names = tuple(dict.fromkeys(draft.state))
    numbers = {name: number for number, name in enumerate(state_names)}
    return Places(
        code=np.array(draft.code, dtype=np.uint32),
        name=tuple(draft.name),
        state=np.array([numbers[name] for name in draft.state], dtype=np.int32),
        state_names=state_names,
        agreement_week=_agreements(draft, state_names),
        population=population,
        weight=np.ones(len(draft.code)) if draft.weight is None else draft.weight,
        unscaled=np.array(draft.population, dtype=np.int64),
        mix=draft.mix,
        scheduled_week=np.array(draft.scheduled_week, dtype=np.int32),
        notices=draft.notices + scaling,
        **policy_arrays(len(draft.code), policies_of_settings(settings, start), draft.policies),
    )


def _county(settings: Settings, start: datetime.date) -> Draft:
    """Build the one synthetic county."""
    try:
        week = parse_week(settings.activation, start)
    except InputError as error:
        raise InputError(f"The setting activation {error}.") from None
    return Draft(
        code=[1],
        name=[settings.name],
        state=[settings.state_name],
        population=np.array([settings.population], dtype=np.int64),
        mix=group_mix(
            np.array([settings.hispanic_share]),
            np.array([settings.hispanic_undocumented_share]),
            np.array([settings.hispanic_lawful_share]),
            np.array([settings.other_undocumented_share]),
            np.array([settings.other_lawful_share]),
        ),
        scheduled_week=[week],
    )


def _agreements(draft: Draft, states: Sequence[str]) -> NDArray[np.int32]:
    """Find the week of each state's agreement, by default the week of its first activation."""
    first: dict[str, int] = {}
    for state, week in zip(draft.state, draft.scheduled_week, strict=True):
        first[state] = min(week, first.get(state, NEVER))
    return np.array([draft.agreement.get(state, first[state]) for state in states], dtype=np.int32)


def _synthetic_nation(settings: Settings, start: datetime.date) -> Draft:
    """Build the synthetic nation in the order of activation."""
    nation = made_up_nation(settings.jurisdictions, settings)
    if nation.dates[0] < start:
        raise InputError(
            f"The synthetic nation is activated from {nation.dates[0]} on, so start must not be"
            f" later, but is {start}."
        )
    digits = len(str(settings.jurisdictions))
    return Draft(
        code=[int(number) for number in nation.number],
        name=[f"County {number:0{digits}d}" for number in nation.number],
        state=[f"State {state + 1:0{len(str(STATES))}d}" for state in nation.state],
        population=nation.population,
        mix=nation.mix,
        scheduled_week=[parse_week(str(date), start) for date in nation.dates],
    )


def _scaled(
    population: NDArray[np.int64], scale: float
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Scale the populations, with a notice if rounding changed them."""
    exact = population * scale
    scaled: NDArray[np.int64] = np.maximum(np.rint(exact), SMALLEST).astype(np.int64)
    if np.array_equal(scaled, population):
        return scaled, ()
    raised = int(np.count_nonzero(np.rint(exact) < SMALLEST))
    return scaled, (
        f"Scaled by {scale:g}, {len(scaled):,} jurisdictions have {int(scaled.sum()):,} residents"
        f" where {float(exact.sum()):,.1f} were exact; {raised:,} of them were raised to the least"
        f" of {SMALLEST} residents.",
    )
