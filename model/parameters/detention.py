"""Detainers, transfer, beds and removal. Used by model/rules/detention.py."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class DetentionSettings(BaseModel):
    """Decisions of ICE and the jail after a match."""

    before_disposition_share: float = parameter(
        0.014,
        unit="share",
        low=0.0,
        high=1.0,
        source="Truthout 2010",
        status="calibrated",
        meaning=(
            "Share of people held for ICE whom it takes before their case has ended; moves "
            "the non-criminal share more than the propensity does: a headline setting. "
            "Target 5."
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
        0.71,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="assumption",
        meaning="The same for a Level 3 record.",
    )
    detainer_felony_charge: float = parameter(
        0.71,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="assumption",
        meaning="The same for no conviction and a felony charge.",
    )
    detainer_other_charge: float = parameter(
        0.45,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning="The same for no conviction and another charge.",
    )
    detainer_prior_order: float = parameter(
        0.95,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same, at least, with an earlier removal order.",
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
    priorities: Literal["dated", "none", "2010", "2011", "2012"] = parameter(
        "dated",
        unit="choice",
        source="ICE memos 2010-2012",
        status="setting",
        meaning=(
            "ICE's memos on priorities: dated: each from its day on (30 June 2010, 17 June 2011, "
            "21 December 2012); none: no memo; 2010, 2011, 2012: that one all along."
        ),
    )
    priority_2010_no_record: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer without a conviction or an earlier order "
            "under the memo of 2010."
        ),
    )
    priority_2010_level3: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer for a Level 3 record under the memo of 2010."
        ),
    )
    priority_2010_prior_order: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer with an earlier order but no conviction "
            "under the memo of 2010."
        ),
    )
    priority_2011_no_record: float = parameter(
        0.73,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer without a conviction or an earlier order "
            "under the memo of 2011."
        ),
    )
    priority_2011_level3: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer for a Level 3 record under the memo of 2011."
        ),
    )
    priority_2011_prior_order: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer with an earlier order but no conviction "
            "under the memo of 2011."
        ),
    )
    priority_2012_no_record: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer without a conviction or an earlier order "
            "under the memo of 2012."
        ),
    )
    priority_2012_level3: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer for a Level 3 record under the memo of 2012."
        ),
    )
    priority_2012_prior_order: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Factor on the probability of a detainer with an earlier order but no conviction "
            "under the memo of 2012."
        ),
    )
    ice_beds_rate: float = parameter(
        10.8,
        unit="1/100,000 residents",
        low=0.0,
        source="ICE detention 2012",
        status="estimate",
        meaning=(
            "ICE's beds for the whole world and all its work: 33,400 in the nation; inf: no limit."
        ),
    )
    beds_share_for_jails: float = parameter(
        0.53,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Share of ICE's beds left to people found in jails; the border has most others.",
    )
    bed_order_strength: float = parameter(
        0.2,
        unit="1/rank",
        low=0.0,
        source="design",
        status="assumption",
        meaning=(
            "How much likelier a person is to get a scarce bed than one of the next rank, in the "
            "logarithm of the weight; 0: rank has no part in it; inf: strictly by rank."
        ),
    )
    order_to_appear_share: float = parameter(
        0.32,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability that somebody let go for want of a bed is ordered to appear, and may be "
            "removed later; 0: everybody let go is free of ICE."
        ),
    )
    order_weeks: float = parameter(
        60.0,
        unit="weeks",
        low=1.0,
        high=500.0,
        source="design",
        status="assumption",
        meaning="Mean time until an order to appear comes due.",
    )
    removal_after_order: float = parameter(
        0.31,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability of removal when an order to appear comes due, for an undocumented "
            "resident and for a lawful noncitizen with a conviction."
        ),
    )
    at_large_arrest: float = parameter(
        0.12,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability that ICE looks for and arrests at large somebody whom the jail did not "
            "hold, or for whom it dropped the detainer for want of a bed without an order."
        ),
    )
    at_large_weeks: float = parameter(
        8.0,
        unit="weeks",
        low=1.0,
        high=500.0,
        source="design",
        status="assumption",
        meaning="Mean time from the detainer, or from its drop, until ICE arrests at large.",
    )
    removal_undocumented: float = parameter(
        0.52,
        unit="probability",
        low=0.0,
        high=1.0,
        source="ICE 2011",
        status="calibrated",
        meaning=(
            "Probability that ICE custody of an undocumented resident ends in removal; target 3."
        ),
    )
    removal_prior_order: float = parameter(
        0.95,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for one with an earlier order, which is reinstated.",
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
        8.5,
        unit="weeks",
        low=1.0,
        high=200.0,
        source="ICE 2011",
        status="assumption",
        meaning=(
            "Mean further time for the rest; with a quarter of people under earlier orders the "
            "mean stay is 30 days, as published; target 3 (cases still open)."
        ),
    )
    custody_weeks_prior_order: float = parameter(
        1.5,
        unit="weeks",
        low=1.0,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Mean ICE custody with an earlier order: reinstatement needs no hearing.",
    )
