"""Jails, charges and the course of a case. Used by model/rules/booking.py."""

from __future__ import annotations

import math

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class BookingSettings(BaseModel):
    """From booking to the end of the case."""

    felony_share_violent: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Felony share of arrests for violent index crimes.",
    )
    felony_share_property: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Felony share of arrests for property index crimes.",
    )
    felony_share_cause: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Felony share of other arrests for cause; target 6.",
    )
    misdemeanor_share_minor: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Share of arrests over minor offenses charged as misdemeanors, the rest as "
            "petty offenses."
        ),
    )
    release_minor: float = parameter(
        0.9,
        unit="probability",
        low=0.0,
        high=1.0,
        source="BJS jails 2011",
        status="assumption",
        meaning=(
            "Probability of release within the week, on a petty charge; about 60 % of those "
            "held are unconvicted and the mean stay is 23 days."
        ),
    )
    release_misdemeanor: float = parameter(
        0.7,
        unit="probability",
        low=0.0,
        high=1.0,
        source="BJS jails 2011",
        status="assumption",
        meaning="Probability of release within the week, on a misdemeanor charge.",
    )
    release_felony: float = parameter(
        0.4,
        unit="probability",
        low=0.0,
        high=1.0,
        source="BJS jails 2011",
        status="assumption",
        meaning="Probability of release within the week, on a felony charge.",
    )
    serious_record_release_ratio: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="Setting-the-record 2010",
        status="assumption",
        meaning="The same for people whose serious record the jail knows, relative to others.",
    )
    disposition_weeks_minor: float = parameter(
        1.5,
        unit="weeks",
        low=1.0,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Mean time to disposition of a petty charge.",
    )
    disposition_weeks_misdemeanor: float = parameter(
        3.0,
        unit="weeks",
        low=1.0,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Mean time to disposition of a misdemeanor charge.",
    )
    disposition_weeks_felony: float = parameter(
        5.0,
        unit="weeks",
        low=1.0,
        high=200.0,
        source="design",
        status="assumption",
        meaning="Mean time to disposition of a felony charge.",
    )
    conviction_minor: float = parameter(
        0.75,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Probability that a petty charge ends in conviction; target 5.",
    )
    conviction_misdemeanor: float = parameter(
        0.85,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Probability that a misdemeanor charge ends in conviction; target 5.",
    )
    conviction_felony: float = parameter(
        0.85,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Probability that a felony charge ends in conviction; targets 5 and 6.",
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
    aggravated_share: float = parameter(
        0.85,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="calibrated",
        meaning="Share of felony convictions that are aggravated felonies; target 6.",
    )
    sentence_weeks_misdemeanor: float = parameter(
        1.5,
        unit="weeks",
        low=1.0,
        high=100.0,
        source="design",
        status="assumption",
        meaning="Mean sentence served for a misdemeanor or petty conviction.",
    )
    sentence_weeks_felony: float = parameter(
        4.0,
        unit="weeks",
        low=1.0,
        high=300.0,
        source="design",
        status="assumption",
        meaning="Mean sentence served for a felony conviction.",
    )
    jail_beds_rate: float = parameter(
        math.inf,
        unit="1/100,000 residents",
        low=1.0,
        source="design",
        status="setting",
        meaning=(
            "Jail beds; inf: crowding never forces a release. The average jail population "
            "of 2011 was 238 per 100,000."
        ),
    )
    jail_287g: bool = parameter(
        False,
        unit="yes or no",
        source="Truthout 2010",
        status="setting",
        meaning=(
            "The jail has a 287(g) agreement: its officers interview everybody booked, and find a "
            "noncitizen as often as ICE's own interviews do."
        ),
    )
    other_screening_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of jails that ICE screens by other means (interviews), enrolled or not.",
    )
    interview_detection: float = parameter(
        0.4,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Probability that such screening finds a noncitizen who is booked.",
    )
    felony_referral_only: bool = parameter(
        False,
        unit="yes or no",
        source="Truthout 2010",
        status="setting",
        meaning=(
            "The jurisdiction itself refers only people charged with felonies or violence to ICE, "
            "as San Francisco did; fingerprints bypass that."
        ),
    )
