"""Residents: households, turnover, records. Used by model/population/."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class PopulationSettings(BaseModel):
    """Residents of a jurisdiction, apart from the number of each group (places)."""

    residents_per_neighborhood: int = parameter(
        1000,
        unit="residents",
        low=100,
        high=5000,
        source="design",
        status="assumption",
        meaning="Size of a neighborhood; opportunities are counted by neighborhood and week.",
    )
    segregation: float = parameter(
        4.0,
        unit="1",
        low=0.5,
        high=1000.0,
        source="design",
        status="assumption",
        meaning=(
            "Concentration of the Beta distribution of neighborhoods' Hispanic shares "
            "around the jurisdiction's; smaller is more segregated."
        ),
    )
    household_size_hispanic: float = parameter(
        3.4,
        unit="residents",
        low=1.0,
        high=6.0,
        source="design",
        status="assumption",
        meaning="Mean size of Hispanic households.",
    )
    household_size_other: float = parameter(
        2.45,
        unit="residents",
        low=1.0,
        high=6.0,
        source="design",
        status="assumption",
        meaning="Mean size of other households.",
    )
    mixed_status_share: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=0.7,
        source="Taylor 2011",
        status="assumption",
        meaning=(
            "Share of citizens among the members of households with noncitizens; 9 million "
            "people live in mixed-status families."
        ),
    )
    turnover_rate: float = parameter(
        0.15,
        unit="1/year",
        low=0.0,
        high=0.6,
        source="design",
        status="assumption",
        meaning=(
            "Rate at which a resident leaves and a newcomer takes the place; also limits "
            "how convictions pile up."
        ),
    )
    replacement_weeks: float = parameter(
        52.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        source="design",
        status="assumption",
        meaning="Mean time until a removed resident is followed by a newcomer.",
    )
    record_share: float = parameter(
        0.11,
        unit="share",
        low=0.0,
        high=0.5,
        source="design",
        status="calibrated",
        meaning="Share of ordinary residents who come with a conviction.",
    )
    record_share_persistent: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of persistent offenders who come with a conviction.",
    )
    noncitizen_record_ratio: float = parameter(
        0.89,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning=(
            "Share with a prior conviction among noncitizens, relative to citizens; targets "
            "5 and 12."
        ),
    )
    record_felony_share: float = parameter(
        0.62,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Share of prior records that hold a felony; target 6.",
    )
    record_second_felony_share: float = parameter(
        0.46,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Share of prior records with a felony, none aggravated, that hold a second; target 6."
        ),
    )
    record_misdemeanors_share: float = parameter(
        0.33,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of prior records without a felony that hold three misdemeanors; target 6.",
    )
    fbi_only_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of prior records that only the FBI's file shows (convictions elsewhere).",
    )
    ident_undocumented_hispanic: float = parameter(
        0.61,
        unit="share",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning=(
            "Share of undocumented Hispanic residents with a record in IDENT, which began with "
            "prints taken at the border; no estimate exists, target 1."
        ),
    )
    ident_undocumented_other: float = parameter(
        0.33,
        unit="share",
        low=0.0,
        high=1.0,
        source="ICE 2011; Kohli 2011",
        status="calibrated",
        meaning=(
            "The same for other undocumented residents, who more often came with a visa before "
            "visitors' prints were taken; no estimate exists, target 7. How much of the Hispanic "
            "share of custody arises here and how much in policing is not settled."
        ),
    )
    prior_order_share: float = parameter(
        0.11,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning=(
            "Share of undocumented residents with a DHS record whose record is of an earlier "
            "removal order or of a return after one; no estimate exists."
        ),
    )
    ident_lawful: float = parameter(
        0.41,
        unit="share",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="assumption",
        meaning=(
            "Share of lawful noncitizens with a record in IDENT, where many older files have no "
            "prints; targets 1 and 2."
        ),
    )
    ident_citizen: float = parameter(
        0.009,
        unit="share",
        low=0.0,
        high=0.2,
        source="Kohli 2011",
        status="assumption",
        meaning=(
            "Share of citizens with a record in IDENT, mostly naturalized; 1.6 % of those "
            "arrested through the program were citizens in a disputed sample."
        ),
    )
