"""Practices: how much jurisdictions differ from the mean. Used by model/rules/practice.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class PracticeSettings(BaseModel):
    """Spreads between jurisdictions, as standard deviations in log odds."""

    spread_propensity: float = parameter(
        0.0,
        unit="log odds",
        low=0.0,
        high=4.0,
        source="design",
        status="assumption",
        meaning="Spread of ``pretextual_propensity``; 1.5 in the nation.",
    )
    spread_minor_arrest: float = parameter(
        0.0,
        unit="log odds",
        low=0.0,
        high=4.0,
        source="design",
        status="assumption",
        meaning="Spread of ``minor_arrest_share``.",
    )
    spread_before_disposition: float = parameter(
        0.0,
        unit="log odds",
        low=0.0,
        high=4.0,
        source="design",
        status="assumption",
        meaning="Spread of ``before_disposition_share``; 2 in the nation.",
    )
    spread_conviction: float = parameter(
        0.0,
        unit="log odds",
        low=0.0,
        high=4.0,
        source="design",
        status="assumption",
        meaning="Spread of the probabilities of conviction, all three by the same deviation.",
    )
    spread_screening: float = parameter(
        0.0,
        unit="log odds",
        low=0.0,
        high=4.0,
        source="design",
        status="assumption",
        meaning="Spread of the probability that other screening finds a noncitizen.",
    )
