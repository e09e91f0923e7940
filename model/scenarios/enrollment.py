"""A typical county, enrolled or not, and the nations."""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

#: How much counties differ in practice. The spreads of propensity and of taking people before
#: disposition give shares without a conviction from about 15 to 60 % by county, as published ones
#: are; the others are guesses.
SPREADS: Final[dict[str, object]] = {
    "spread_propensity": 1.5,
    "spread_minor_arrest": 0.5,
    "spread_before_disposition": 2.0,
    "spread_conviction": 0.5,
    "spread_screening": 1.0,
}

ENROLLMENT: Final = (
    Scenario(
        name="county",
        sentence=(
            "A typical enrolled county of 10,000 residents over six years, activated on 7 June "
            "2010, with a bed for everybody whom ICE takes there."
        ),
        source="design",
        changes=COUNTY,
    ),
    Scenario(
        name="never-enrolled",
        sentence=(
            "The same county left out of the program, where ICE finds people by other screening "
            "alone."
        ),
        source="design",
        changes={**COUNTY, "enrollment": "never"},
    ),
    # Weeks (to the end of 2014) and beds are the defaults, made for the nation.
    Scenario(
        name="nation",
        sentence=(
            "The 3,142 counties of the United States with their residents, shares and dates of "
            "activation, from October 2008 to January 2013, at a hundredth of the population; "
            "counties differ in their practices."
        ),
        source="Activation list; ACS 2015; Census 2010; design",
        changes={"places": "nation", "scale": 0.01, **SPREADS},
    ),
    # At this scale most jurisdictions have the least of 20 residents; together about 325,000.
    Scenario(
        name="synthetic-nation",
        sentence=(
            "A made-up nation of 3,143 jurisdictions, activated in numbers as the real ones were, "
            "at a thousandth of its population."
        ),
        source="Activation list; IPC 2010; Census 2010",
        changes={
            "places": "synthetic-nation",
            "jurisdictions": 3143,
            "scale": 0.001,
            **SPREADS,
        },
    ),
)
