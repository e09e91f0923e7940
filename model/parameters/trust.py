"""Trust, perceived risk, awareness and news. Used by model/rules/trust.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class TrustSettings(BaseModel):
    """Baselines, what enrollment and news change, and how that fades."""

    community_trust: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=1.0,
        source="Sunshine Tyler 2003",
        status="assumption",
        meaning="Trust in the police before the program, 0 none to 1 full: a headline setting.",
    )
    risk_before: float = parameter(
        0.24,
        unit="1",
        low=0.0,
        high=2.0,
        source="Comino 2020",
        status="calibrated",
        meaning=(
            "Perceived risk that contact with the police ends in removal, before the "
            "program; target 8b (17 % of undocumented victims report)."
        ),
    )
    enrollment_risk_step: float = parameter(
        0.1,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning=(
            "Step in perceived risk once aware of enrollment. No target fixes it and it "
            "carries most of the effect on reporting: show results as a function of it."
        ),
    )
    inquiry_risk_step: float = parameter(
        0.1,
        unit="1",
        low=0.0,
        high=2.0,
        source="Setting-the-record 2010",
        status="assumption",
        meaning="Step in perceived risk where a state law has officers ask about status.",
    )
    dont_ask_trust: float = parameter(
        0.05,
        unit="1",
        low=0.0,
        high=1.0,
        source="Opt-out-denied 2010",
        status="assumption",
        meaning=(
            "Trust added by an ordinance that keeps officers from asking about status, "
            "until aware of enrollment."
        ),
    )
    awareness_share: float = parameter(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Share of residents who ever learn of enrollment other than through news of a removal."
        ),
    )
    awareness_delay: float = parameter(
        26.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        source="design",
        status="assumption",
        meaning="Mean time from activation until those residents learn of it.",
    )
    ties_neighborhood_group: int = parameter(
        6,
        unit="ties",
        low=0,
        high=12,
        source="design",
        status="assumption",
        meaning="Ties to residents of the same neighborhood and ethnicity.",
    )
    ties_neighborhood: int = parameter(
        2,
        unit="ties",
        low=0,
        high=12,
        source="design",
        status="assumption",
        meaning="Ties to any residents of the same neighborhood.",
    )
    ties_jurisdiction_group: int = parameter(
        2,
        unit="ties",
        low=0,
        high=12,
        source="design",
        status="assumption",
        meaning="Ties to residents of the same ethnicity anywhere in the jurisdiction.",
    )
    tie_hears: float = parameter(
        0.9,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Latino Decisions 2013",
        status="assumption",
        meaning=(
            "Probability that one tie carries the news of a removal or pretextual arrest; 20 % of "
            "Latino voters know somebody detained or deported."
        ),
    )
    tie_of_tie_hears: float = parameter(
        0.35,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Latino Decisions 2013",
        status="assumption",
        meaning="Probability that one path of two ties carries the news.",
    )
    tie_news_weight: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Weight of news about a tie, relative to a member of the household.",
    )
    tie_of_tie_news_weight: float = parameter(
        0.25,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Weight of news about a tie's tie, relative to a member of the household.",
    )
    news_risk: float = parameter(
        0.1,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning="Perceived risk added by the removal of a convicted member of the household.",
    )
    news_trust_loss: float = parameter(
        0.05,
        unit="1",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Trust lost by the removal of a convicted member of the household.",
    )
    no_conviction_news_ratio: float = parameter(
        2.0,
        unit="ratio",
        low=1.0,
        high=10.0,
        source="design",
        status="assumption",
        meaning=(
            "Weight of news about somebody without a conviction, relative to somebody with one."
        ),
    )
    pretext_news_ratio: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning="Weight of a pretextual arrest, relative to a removal.",
    )
    hidden_results_ratio: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="Opt-out-denied 2010",
        status="assumption",
        meaning="Weight of news where the jurisdiction declines to receive results.",
    )
    help_trust_gain: float = parameter(
        0.03,
        unit="1",
        low=0.0,
        high=1.0,
        source="Sunshine Tyler 2003",
        status="assumption",
        meaning="Trust gained by victim and household when a report led to an arrest.",
    )
    risk_half_life: float = parameter(
        52.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        source="design",
        status="assumption",
        meaning="Half-life of perceived risk added by news.",
    )
    trust_half_life: float = parameter(
        52.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        source="design",
        status="assumption",
        meaning="Half-life of trust lost or gained.",
    )
