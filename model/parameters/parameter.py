"""Declaration of a parameter: value, unit, bounds, source, status and meaning, in one place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin

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
    """The declaration of one setting: ``low`` and ``high`` are inclusive, in ``unit``."""

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

    @property
    def allowed(self) -> str:
        """The allowed values in words, such as "a number from 0 to 1"."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        kind = {
            bool: "true or false",
            int: "a whole number",
            float: "a number",
            str: "one line of text",
        }
        words = kind[type(self.value)]
        if self.unit == "date":
            return "a date written year-month-day, such as 2010-06-01"
        if self.low is not None and self.high is not None:
            words += f" from {self.low:g} to {self.high:g}"
        elif self.low is not None:
            words += f" of at least {self.low:g}"
        return words if self.unit == "1" else f"{words} ({self.unit})"


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


def parameter_of(section: str, name: str, field: Any) -> Parameter:
    """Read what is declared of a field of pydantic's."""
    extra = field.json_schema_extra
    bounds = {type(mark).__name__: mark for mark in field.metadata}
    choices = get_args(field.annotation) if get_origin(field.annotation) is not None else ()
    return Parameter(
        name=name,
        section=section,
        value=field.default,
        unit=extra["unit"],
        low=getattr(bounds.get("Ge"), "ge", None),
        high=getattr(bounds.get("Le"), "le", None),
        choices=tuple(str(choice) for choice in choices),
        source=extra["source"],
        status=extra["status"],
        meaning=field.description,
    )


def toml_value(value: object) -> str:
    """Write a setting's value as TOML does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, str) else repr(value)
