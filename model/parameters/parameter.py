"""How a parameter is declared: value, unit, bounds, source, status and meaning, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import Field

Status = Literal["estimate", "assumption", "calibrated", "setting"]

STATUSES: Final[dict[str, str]] = {
    "estimate": "a source gives the value",
    "assumption": "nobody knows; a choice of this project, to be varied",
    "calibrated": "fitted to calibration targets",
    "setting": "a choice of the experimenter, such as a date or a policy",
}


@dataclass(frozen=True)
class Parameter:
    """What is known of one setting: ``low`` and ``high`` are inclusive, in ``unit``."""

    name: str
    section: str
    value: object
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    source: str
    status: str
    meaning: str


def parameter(
    default: Any,
    *,
    unit: str,
    source: str,
    status: Status,
    meaning: str,
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """Declare a setting with what ``scomm parameters`` prints of it.

    ``source`` is one key of ``scomm.model.sources.SOURCES``, or several joined by "; ".
    """
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source, "status": status},
    )
