"""Courts: time to disposition, convictions and sentences. Used by model/rules/courts.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class CourtSettings(BaseModel):
    """From booking to the end of the case."""

    disposition_median_minor: float = parameter(
        1.0,
        unit="weeks",
        low=0.1,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Median time to disposition of a petty charge.",
    )
    disposition_median_misdemeanor: float = parameter(
        3.0,
        unit="weeks",
        low=0.1,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Median time to disposition of a misdemeanor charge.",
    )
    disposition_median_felony: float = parameter(
        12.0,
        unit="weeks",
        low=0.1,
        high=200.0,
        source="SCPS 2004",
        status="estimate",
        meaning=(
            "Median time to disposition of a felony charge: 85 days in the 75 largest counties."
        ),
    )
    disposition_shape: float = parameter(
        0.8,
        unit="1",
        low=0.3,
        high=3.0,
        source="SCPS 2004",
        status="estimate",
        meaning=(
            "Shape of the Weibull time to disposition; with the median it gives felony cases "
            "adjudicated within a month, three and six months of 27, 52 and 72 %, where 28, 52 and "
            "71 % were. For lesser charges an assumption."
        ),
    )
    conviction_minor: float = parameter(
        0.76,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Probability that a petty charge ends in conviction; target 5.",
    )
    conviction_misdemeanor: float = parameter(
        0.78,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Probability that a misdemeanor charge ends in conviction; target 5.",
    )
    conviction_felony: float = parameter(
        0.67,
        unit="probability",
        low=0.0,
        high=1.0,
        source="SCPS 2009",
        status="estimate",
        meaning=(
            "Probability that a felony charge ends in conviction: about two thirds of felony "
            "defendants in the 75 largest counties."
        ),
    )
    pretext_conviction_ratio: float = parameter(
        0.25,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability of conviction after a pretextual arrest, relative to an arrest for cause."
        ),
    )
    dismissed_for_ice: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        source="Travis 2010",
        status="calibrated",
        meaning=(
            "Share of convictions below a felony that are lost because ICE has the person: charges "
            "dropped or dismissed, as a clinic said of Travis County; no figure exists."
        ),
    )
    aggravated_share: float = parameter(
        0.57,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning=(
            "Share of felony convictions that are aggravated felonies, a separate legal category; "
            "target 6. The other felonies make Level 2."
        ),
    )
    felony_prison_share: float = parameter(
        0.41,
        unit="share",
        low=0.0,
        high=1.0,
        source="NJRP 2006",
        status="estimate",
        meaning="Share of felony convictions sentenced to prison.",
    )
    felony_jail_share: float = parameter(
        0.28,
        unit="share",
        low=0.0,
        high=1.0,
        source="NJRP 2006",
        status="estimate",
        meaning="Share of felony convictions sentenced to jail; the rest are put on probation.",
    )
    sentence_weeks_prison: float = parameter(
        257.0,
        unit="weeks",
        low=1.0,
        high=1000.0,
        source="NJRP 2006",
        status="estimate",
        meaning="Mean sentence to prison: 4 years and 11 months.",
    )
    sentence_weeks_felony: float = parameter(
        26.0,
        unit="weeks",
        low=1.0,
        high=300.0,
        source="NJRP 2006",
        status="estimate",
        meaning="Mean sentence to jail for a felony: 6 months.",
    )
    sentence_served_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of a felony's sentence that is served, in prison or in jail.",
    )
    sentence_weeks_misdemeanor: float = parameter(
        1.5,
        unit="weeks",
        low=1.0,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Mean time served for a misdemeanor conviction.",
    )
