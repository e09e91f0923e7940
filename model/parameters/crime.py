"""Victimization and offending. Used by model/rules/crime.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class CrimeSettings(BaseModel):
    """The amount of crime, who commits it, and what deters."""

    victimization_rate_hispanic: float = parameter(
        0.0053,
        unit="1/resident-month",
        low=0.0,
        high=0.05,
        source="NCVS 2010; Comino 2020",
        status="assumption",
        meaning=(
            "Victimizations of Hispanic residents, on the same list of crimes; 1.06 "
            "times theirs, as on a longer list (0.92 to 0.83–0.90); target 10."
        ),
    )
    victimization_rate_other: float = parameter(
        0.005,
        unit="1/resident-month",
        low=0.0,
        high=0.05,
        source="NCVS 2010",
        status="assumption",
        meaning=(
            "Victimizations of other residents: 18.6 million in 308.7 million people in 2010, "
            "violence counted by people and property crime by households, whose respondent is its "
            "one victim."
        ),
    )
    violent_share: float = parameter(
        0.204,
        unit="share",
        low=0.0,
        high=1.0,
        source="NCVS 2010",
        status="assumption",
        meaning="Violent share of victimizations: 3.8 million of 18.6 million.",
    )
    persistent_share: float = parameter(
        0.06,
        unit="share",
        low=0.01,
        high=0.5,
        source="Wolfgang 1972",
        status="assumption",
        meaning=(
            "Share of residents who are chronic offenders; the source has 6 % of a cohort of boys, "
            "not of all residents."
        ),
    )
    persistent_crime_share: float = parameter(
        0.49,
        unit="share",
        low=0.0,
        high=1.0,
        source="Wolfgang 1972",
        status="assumption",
        meaning=(
            "Share of offenses drawn from persistent offenders alone. With the rest drawn "
            "from everybody, 6 % commit 52 %, as in the source's cohort of boys."
        ),
    )
    local_offender_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of offenders who come from the victim's neighborhood.",
    )
    deterrence_elasticity: float = parameter(
        0.74,
        unit="1",
        low=0.0,
        high=1.5,
        source="design",
        status="assumption",
        meaning=(
            "Elasticity of offending to victims' reporting, with the sign turned; no figure "
            "exists. It needs a burn-in of two weeks or more, in which reporting before the "
            "program is learned."
        ),
    )
    deterrence_half_life: float = parameter(
        26.0,
        unit="weeks",
        low=1.0,
        high=260.0,
        source="design",
        status="assumption",
        meaning="Half-life of offenders' memory of how often victims report.",
    )
    deterrence_prior_weight: float = parameter(
        50.0,
        unit="victimizations",
        low=0.0,
        high=10000.0,
        source="design",
        status="assumption",
        meaning="Weight of reporting before the program in what offenders believe.",
    )
