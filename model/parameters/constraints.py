"""Constraints between settings: combinations of values that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scomm.model.calendar import parse_date
from scomm.model.errors import InputError

# Largest expected count of opportunities of one kind in a neighborhood and week that can be drawn.
MOST_A_WEEK: Final = 600

_DATES: Final = ("procedure_date", "mandatory_date")
_DATES_OR_NEVER: Final = ("activation", "request", "state_refuses", "electronic_whole")
_PARTS_OF_A_WHOLE: Final = (
    ("procedure_released_share", "procedure_delayed_share"),
    ("felony_prison_share", "felony_jail_share"),
    ("hispanic_undocumented_share", "hispanic_lawful_share"),
    ("other_undocumented_share", "other_lawful_share"),
)


def check(values: Mapping[str, Any]) -> None:
    """Raise InputError for combinations of values that contradict each other.

    Args:
        values: All settings by name.
    """
    for name in _DATES + _DATES_OR_NEVER:
        _check_date(name, values[name], never=name in _DATES_OR_NEVER)
    procedure, mandatory = values["procedure_date"], values["mandatory_date"]
    if mandatory < procedure:
        raise InputError(
            f"mandatory_date is {mandatory}, before procedure_date {procedure}; "
            "the procedure came first."
        )
    days, month = values["custody_within_days"], values["custody_within_month"]
    if days > month:
        raise InputError(
            f"custody_within_days is {days:g}, more than custody_within_month ({month:g}); "
            "it can be at most that."
        )
    rate = values["encounter_rate"]
    encounters = (
        (1.5 * values["residents_per_neighborhood"] * rate / 100_000.0 / 52.0)
        * max(values["hispanic_encounter_ratio"], 1.0)
        * max(values["profiling"], 1.0)
    )
    if encounters > MOST_A_WEEK:
        raise InputError(
            f"encounter_rate {rate:g}, with hispanic_encounter_ratio, profiling and "
            f"residents_per_neighborhood, gives up to {encounters:.0f} encounters a week in a "
            f"neighborhood; at most {MOST_A_WEEK} are possible, so lower one of the four."
        )
    for parts in _PARTS_OF_A_WHOLE:
        total = sum(values[part] for part in parts)
        if total > 1.0:
            raise InputError(f"{' and '.join(parts)} sum to {total:g}; at most 1 is possible.")


def _check_date(name: str, value: str, *, never: bool) -> None:
    if never and value == "never":
        return
    try:
        parse_date(value)
    except InputError as error:
        also = ' (or be "never")' if never else ""
        raise InputError(f"{name} {error}{also}.") from None
