"""Jurisdictions: their number, size and residents, and when they are activated."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, WrapValidator, model_validator

from scomm.model.calendar import parse_date_or_never
from scomm.model.errors import InputError, shown
from scomm.model.named_file import kept
from scomm.model.parameters.parameter import parameter


class PlaceSettings(BaseModel):
    """Where a run takes place: a made-up county, the nation, a synthetic one, or a user's table.

    What holds of noncitizens is derived as follows (2010: 308.7 M residents, 50.5 M of them
    Hispanic; 11.2 M undocumented, about four fifths of them Hispanic; about 22 M noncitizens).
    Hispanic undocumented: 17.5 % of 50.5 M are 8.8 M, the middle of the 17 to 18 % of Hispanics.
    Other undocumented: the 2.4 M that are left, of 258.2 M others, are 0.91 %. Lawful noncitizens:
    22 M less 11.2 M are 10.8 M; how many of those are Hispanic is an assumption, two in five,
    since four fifths would make more noncitizens among Hispanics than were counted (about 13 M in
    2010, recalled): 4.5 M of 50.5 M are 9 %, and 6.2 M of 258.2 M are 2.4 %.
    """

    places: Literal["county", "nation", "synthetic-nation", "table"] = parameter(
        "county",
        unit="choice",
        source="design",
        status="setting",
        meaning=(
            "One made-up county, the counties of the United States, a made-up nation, or the "
            "user's table."
        ),
    )
    table: Annotated[str, WrapValidator(lambda value, check: kept(value, check(value)))] = (
        parameter(
            "",
            unit="path",
            source="design",
            status="setting",
            meaning="File of jurisdictions, .csv or .parquet, for places = table; empty otherwise.",
        )
    )
    population: int = parameter(
        10_000,
        unit="residents",
        low=20,
        high=50_000_000,
        source="design",
        status="setting",
        meaning="Residents of the one made-up county.",
    )
    jurisdictions: int = parameter(
        3_142,
        unit="jurisdictions",
        low=1,
        high=10_000,
        source="Activation list",
        status="setting",
        meaning=(
            "Jurisdictions of a nation: fewer than 3,142 are a weighted sample of the counties; a "
            "made-up nation's sizes and dates keep their distribution."
        ),
    )
    scale: float = parameter(
        1.0,
        unit="share",
        low=0.00001,
        high=1.0,
        source="design",
        status="setting",
        meaning="Factor on every jurisdiction's population, each keeping at least 20 residents.",
    )
    # In the synthetic nation (model/places/made_up.py), what a resident of an active place had
    # around on average from 2008 to February 2011 was 28 %; rounded up, as the county stands for
    # one enrolled early. The country has 16.3 %.
    hispanic_share: float = parameter(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        source="Cox Miles 2013; design",
        status="assumption",
        meaning="Hispanic share of the one county's residents, typical of places enrolled early.",
    )
    hispanic_undocumented_share: float = parameter(
        0.175,
        unit="share",
        low=0.0,
        high=1.0,
        source="Pew 2011; Census 2010",
        status="estimate",
        meaning="Undocumented share of Hispanic residents (of a nation: on average).",
    )
    hispanic_lawful_share: float = parameter(
        0.09,
        unit="share",
        low=0.0,
        high=1.0,
        source="Pew 2011; Census 2010; design",
        status="assumption",
        meaning="Lawful noncitizens' share of Hispanic residents (of a nation: on average).",
    )
    other_undocumented_share: float = parameter(
        0.0091,
        unit="share",
        low=0.0,
        high=1.0,
        source="Pew 2011; Census 2010",
        status="estimate",
        meaning="Undocumented share of residents who are not Hispanic (of a nation: on average).",
    )
    other_lawful_share: float = parameter(
        0.024,
        unit="share",
        low=0.0,
        high=1.0,
        source="Pew 2011; Census 2010; design",
        status="assumption",
        meaning="Lawful noncitizens' share of residents who are not Hispanic (nation: on average).",
    )
    # Recalled: 18.8 M of 50.7 M Hispanic residents in 2010.
    hispanic_foreign_born_share: float = parameter(
        0.37,
        unit="share",
        low=0.2,
        high=0.6,
        source="Census 2010",
        status="estimate",
        meaning=(
            "Foreign-born share of the nation's Hispanic residents, which says how a county's "
            "foreign-born divide between the ethnicities."
        ),
    )
    activation: str = parameter(
        "2010-06-07",
        unit="date",
        source="Activation list; design",
        status="setting",
        meaning="Date on which the one county is activated, or never.",
    )
    name: str = parameter(
        "County",
        unit="name",
        source="design",
        status="setting",
        meaning="Name of the one made-up county.",
    )
    state_name: str = parameter(
        "State",
        unit="name",
        source="design",
        status="setting",
        meaning="Name of the state in which the one made-up county lies.",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        try:
            parse_date_or_never(self.activation)
        except InputError as error:
            raise InputError(f"activation {error}") from None
        for name in ("name", "state_name"):
            if not getattr(self, name).strip():
                raise InputError(f"{name} must not be empty")
        if self.places == "table" and not self.table:
            raise InputError(
                "places is 'table', so table must name a .csv or .parquet file, but it is empty"
            )
        if self.places != "table" and self.table:
            raise InputError(
                f"table is {shown(self.table)}, but places is {shown(self.places)}, which "
                f"reads no table;"
                " set places to 'table' or leave table empty"
            )
        return self
