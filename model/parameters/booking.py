"""Jails: charges, prints, release and screening. Used by model/rules/booking.py."""

from __future__ import annotations

import math

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class BookingSettings(BaseModel):
    """Booking, and how full jails may be."""

    felony_share_violent: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        source="NJRP 2006",
        status="calibrated",
        meaning=(
            "Felony share of arrests for violent index crimes; with the two below it gives about "
            "380 felony convictions per 100,000 residents a year."
        ),
    )
    felony_share_property: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        source="NJRP 2006",
        status="calibrated",
        meaning=("Felony share of arrests for property index crimes; felony convictions as above."),
    )
    felony_share_cause: float = parameter(
        0.17,
        unit="share",
        low=0.0,
        high=1.0,
        source="NJRP 2006",
        status="calibrated",
        meaning=("Felony share of other arrests for cause; felony convictions as above, target 6."),
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
        0.95,
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
        0.88,
        unit="probability",
        low=0.0,
        high=1.0,
        source="BJS jails 2011",
        status="assumption",
        meaning="Probability of release within the week, on a misdemeanor charge.",
    )
    release_felony: float = parameter(
        0.65,
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
            "noncitizen with ``interview_detection``."
        ),
    )
    electronic_share: float = parameter(
        0.91,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Share of bookings whose prints are taken electronically, until ``electronic_whole``: "
            "only these reach the FBI and IDENT; no figure was found, a prior would be 0.85 to 1."
        ),
    )
    electronic_whole: str = parameter(
        "2012-01-01",
        unit="date",
        source="design",
        status="assumption",
        meaning="From when all prints are taken electronically, or never.",
    )
    screening_detection: float = parameter(
        0.044,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability that ICE's other screening (the Criminal Alien Program) finds a "
            "noncitizen who is booked and not matched, in a jurisdiction of 100,000 residents."
        ),
    )
    screening_size_elasticity: float = parameter(
        0.25,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning=(
            "By which power of a jurisdiction's residents, before scaling, that probability grows: "
            "officers were posted to large jails first."
        ),
    )
    screening_most: float = parameter(
        0.8,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The largest such probability, before jurisdictions differ (``spread_screening``).",
    )
    interview_detection: float = parameter(
        0.4,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability that the interviews of a 287(g) jail find a noncitizen who is booked, "
            "where other screening finds fewer."
        ),
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
