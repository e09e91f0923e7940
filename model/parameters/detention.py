"""Detainers, transfer, beds and removal. Used by model/rules/detention.py."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class DetentionSettings(BaseModel):
    """What ICE and the jail do after a match."""

    before_disposition_share: float = parameter(
        0.072,
        unit="share",
        low=0.0,
        high=1.0,
        source="Truthout 2010",
        status="calibrated",
        meaning=(
            "Share of people held for ICE whom it takes before their case has ended; moves "
            "the non-criminal share more than the propensity does: a headline setting. "
            "Targets 5 and 12."
        ),
    )
    detainer_policy: Literal["all", "serious", "none"] = parameter(
        "all",
        unit="choice",
        source="Truthout 2010; IPC 2010",
        status="setting",
        meaning=(
            "Whose detainers the jail honors: all, those of serious offenders (felony "
            "charge, or Level 1 or 2 record), or nobody's."
        ),
    )
    detainer_level1: float = parameter(
        0.95,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="Probability of a detainer for a Level 1 record; target 2.",
    )
    detainer_level2: float = parameter(
        0.9,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="The same for a Level 2 record.",
    )
    detainer_level3: float = parameter(
        0.9,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="The same for a Level 3 record.",
    )
    detainer_felony_charge: float = parameter(
        0.9,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="The same for no conviction and a felony charge.",
    )
    detainer_other_charge: float = parameter(
        0.745,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="The same for no conviction and another charge.",
    )
    detainer_lawful_ratio: float = parameter(
        0.1,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning=(
            "Probability of a detainer for a lawful noncitizen, relative to an undocumented "
            "resident; target 7."
        ),
    )
    detainer_citizen: float = parameter(
        0.02,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Kohli 2011",
        status="assumption",
        meaning="Probability of a detainer for a citizen, in error.",
    )
    ice_beds_rate: float = parameter(
        10.8,
        unit="1/100,000 residents",
        low=0.0,
        source="ICE detention 2012",
        status="estimate",
        meaning=(
            "ICE's beds for the whole world: 33,400 in the nation; inf: a world too small "
            "to fill them."
        ),
    )
    removal_undocumented: float = parameter(
        0.62,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning=(
            "Probability that ICE custody of an undocumented resident ends in removal; target 3."
        ),
    )
    removal_lawful: float = parameter(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="assumption",
        meaning="The same for a lawful noncitizen with a conviction.",
    )
    removal_citizen: float = parameter(
        0.0,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Kohli 2011",
        status="assumption",
        meaning="The same for a citizen; 0: found to be one in time.",
    )
    custody_within_days: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        source="ICE detention 2012",
        status="estimate",
        meaning="Share of ICE custody that ends within the first week: 40 % within 3 days.",
    )
    custody_within_month: float = parameter(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        source="ICE detention 2012",
        status="estimate",
        meaning="Share of ICE custody that ends within four weeks.",
    )
    custody_tail_weeks: float = parameter(
        20.0,
        unit="weeks",
        low=1.0,
        high=200.0,
        source="ICE 2011",
        status="calibrated",
        meaning="Mean further time for the rest; target 3 (cases still open).",
    )
