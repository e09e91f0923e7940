"""Time: when a run begins, how long it lasts, and how long the world settles before."""

from __future__ import annotations

from typing import Final, Self

from pydantic import BaseModel, model_validator

from scomm.model.calendar import parse_monday
from scomm.model.errors import InputError
from scomm.model.parameters.parameter import parameter

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100


class TimeSettings(BaseModel):
    """The clock. With the bounds below, no run has as many as 4,096 weeks (12 bits of a key)."""

    start: str = parameter(
        "2008-10-06",
        unit="date",
        source="FCIR 2011; design",
        status="setting",
        meaning="The Monday on which week 0 begins; by default the last month before the pilot.",
    )
    weeks: int = parameter(
        326,
        unit="weeks",
        low=1,
        high=520,
        source="design",
        status="setting",
        meaning="Weeks simulated from the start on; by default to the end of 2014.",
    )
    burn_in_weeks: int = parameter(
        104,
        unit="weeks",
        low=0,
        high=520,
        source="design",
        status="setting",
        meaning="Weeks simulated before the start, in which fear, trust and deterrence settle.",
    )

    @model_validator(mode="after")
    def _begins_on_a_monday(self) -> Self:
        try:
            year = parse_monday(self.start).year
        except InputError as error:
            raise InputError(f"start {error}") from None
        # Bounds that leave room on both sides for the burn-in and the weeks of a run.
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise InputError(
                f"start must lie in the years {FIRST_YEAR} to {LAST_YEAR}, not {self.start!r}"
            )
        return self
