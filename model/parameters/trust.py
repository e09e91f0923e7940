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
        source="design",
        status="setting",
        meaning="Trust in the police before the program, 0 none to 1 full: a headline setting.",
    )
    risk_before: float = parameter(
        0.24,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning=(
            "Perceived risk that contact with the police ends in removal, before the program. It "
            "sets how far apart groups' reporting was by then, about which sources disagree."
        ),
    )
    enrollment_risk_step: float = parameter(
        0.091,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning=(
            "What enrollment adds to perceived risk: as a step once aware of it, or as what a "
            "full rise of enforcement teaches (learned_share). No target fixes it and the effect "
            "on reporting depends on it most: show results as a function of it."
        ),
    )
    step_half_life: float = parameter(
        104.0,
        unit="weeks",
        low=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Half-life of the step at enrollment; inf: it never fades (enrollment as a label)."
        ),
    )
    learned_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Share of what enrollment adds to perceived risk that residents learn from "
            "enforcement in their jurisdiction, the rest being the step: 0 label or media, 1 "
            "learned."
        ),
    )
    learned_reference: float = parameter(
        0.016,
        unit="holds and removals a noncitizen resident and year",
        low=0.0001,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Rise of enforcement over what was usual before the program that teaches a full step."
        ),
    )
    learned_half_life: float = parameter(
        26.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        source="design",
        status="assumption",
        meaning="Half-life of what residents know of enforcement in their jurisdiction.",
    )
    learned_prior_weight: float = parameter(
        200.0,
        unit="noncitizen resident-years",
        low=0.0,
        high=100_000.0,
        source="design",
        status="assumption",
        meaning=(
            "How far the recent enforcement that residents see is shrunk to what was usual before "
            "the program."
        ),
    )
    announcement_weeks: int = parameter(
        0,
        unit="weeks",
        low=0,
        high=104,
        source="design",
        status="assumption",
        meaning="How long before its activation people can learn that it is coming.",
    )
    enrollment_trust_step: float = parameter(
        0.0,
        unit="1",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Trust lost once aware of enrollment, by somebody with an exposure of 1 or more; it "
            "fades as the step in perceived risk does."
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
            "Trust added by an ordinance that keeps officers from asking about status, for "
            "somebody with an exposure of 1 or more, until aware of enrollment."
        ),
    )
    awareness_share: float = parameter(
        0.69,
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
        28.0,
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
        0.097,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning="Perceived risk added by the removal of a convicted member of the household.",
    )
    news_trust_loss: float = parameter(
        0.072,
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
        source="design",
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
