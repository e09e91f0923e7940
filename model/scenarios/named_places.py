"""Places that the sources name, each with what they say of it.

Populations and Hispanic shares are those of the 2010 census, recalled, not looked up; ``scale``
leaves about 15,000 residents of each. Other features of a place (its other groups, its
policing) is the typical county's. Dates of activation are those of the list; the day of a request
is recalled where the sources give the month, and an assumption where they give none.
"""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

NAMED_PLACES: Final = (
    Scenario(
        name="pilot-2008",
        sentence=(
            "Harris County, Texas (Houston): the pilot, activated on 27 October 2008, before any "
            "other jurisdiction."
        ),
        source="FCIR 2011; Truthout 2010; Activation list; Census 2010",
        changes={
            **COUNTY,
            "name": "Harris County",
            "state_name": "Texas",
            "population": 4_092_459,
            "scale": 0.004,
            "hispanic_share": 0.408,
            "activation": "2008-10-27",
        },
    ),
    Scenario(
        name="travis",
        sentence=(
            "Travis County, Texas (Austin), activated in June 2009, where 82 percent of those "
            "removed were non-criminals; it is assumed here that ICE takes everybody held for it "
            "before their case has ended."
        ),
        source="Truthout 2010; Travis 2010; Activation list; Census 2010; design",
        # Why so many were non-criminals is not in the sources. That ICE took people before their
        # cases had ended is an assumption of this project.
        changes={
            **COUNTY,
            "name": "Travis County",
            "state_name": "Texas",
            "population": 1_024_266,
            "scale": 0.015,
            "hispanic_share": 0.335,
            "activation": "2009-06-16",
            "before_disposition_share": 1.0,
        },
    ),
    Scenario(
        name="san-francisco",
        sentence=(
            "San Francisco, California, whose jail by local policy refers to ICE only "
            "people charged with felonies or violence; it asked to opt out, was refused, and was "
            "activated on 8 June 2010."
        ),
        source="Truthout 2010; IPC 2010; FCIR 2011; Activation list; Census 2010",
        # The sheriff asked twice: in May 2010 and, after ICE's letter, at the end of August (days
        # recalled). The model keeps one request a jurisdiction; this is the first, which the state
        # did not support. A test makes the second, which meets the mandatory regime.
        changes={
            **COUNTY,
            "name": "San Francisco",
            "state_name": "California",
            "population": 805_235,
            "scale": 0.02,
            "hispanic_share": 0.151,
            "activation": "2010-06-08",
            "felony_referral_only": True,
            "stance": "asks-out",
            "request": "2010-05-18",
        },
    ),
    Scenario(
        name="santa-clara",
        sentence=(
            "Santa Clara County, California (San Jose), which keeps policing apart from "
            "immigration enforcement, was activated on 4 May 2010 and asked in September to be let "
            "out."
        ),
        source="Truthout 2010; FCIR 2011; Opt-out-denied 2010; Activation list; Census 2010",
        changes={
            **COUNTY,
            "name": "Santa Clara County",
            "state_name": "California",
            "population": 1_781_642,
            "scale": 0.009,
            "hispanic_share": 0.269,
            "activation": "2010-05-04",
            "dont_ask": True,
            "stance": "asks-out",
            "request": "2010-09-28",
        },
    ),
    Scenario(
        name="alameda",
        sentence=(
            "Alameda County, California (Oakland), which keeps policing apart from immigration "
            "enforcement, was activated on 20 April 2010 and asked to opt out after ICE's "
            "letter of August."
        ),
        source="Truthout 2010; FCIR 2011; Activation list; Census 2010",
        changes={
            **COUNTY,
            "name": "Alameda County",
            "state_name": "California",
            "population": 1_510_271,
            "scale": 0.01,
            "hispanic_share": 0.225,
            "activation": "2010-04-20",
            "dont_ask": True,
            "stance": "asks-out",
            "request": "2010-08-31",
        },
    ),
    Scenario(
        name="arlington",
        sentence=(
            "Arlington, Virginia, activated on 1 April 2010, whose county board voted unanimously "
            "in September 2010 to opt out and was denied."
        ),
        source="FCIR 2011; Opt-out-denied 2010; Activation list; Census 2010",
        changes={
            **COUNTY,
            "name": "Arlington",
            "state_name": "Virginia",
            "population": 207_627,
            "scale": 0.07,
            "hispanic_share": 0.151,
            "activation": "2010-04-01",
            "stance": "asks-out",
            "request": "2010-09-28",
        },
    ),
    Scenario(
        name="washington-dc",
        sentence=(
            "Washington DC, whose status outside the states let it withdraw in July 2010 before "
            "it was activated; the run ends on 3 June 2012, since it was activated after all on "
            "5 June 2012."
        ),
        source="Truthout 2010; IPC 2010; Activation list; Census 2010",
        # The activation of 2012 came in spite of the withdrawal, with the rest of the country, by a
        # decision that no setting describes; so the run ends before it. The day for which the
        # District was planned in 2010 is an assumption: it must lie after the withdrawal.
        changes={
            **COUNTY,
            "name": "Washington DC",
            "state_name": "District of Columbia",
            "population": 601_723,
            "scale": 0.025,
            "hispanic_share": 0.091,
            "weeks": 191,
            "activation": "2010-08-03",
            "special_status": True,
            "stance": "asks-out",
            "request": "2010-07-01",
            # It withdrew by itself; there was no meeting to wait for.
            "meeting_weeks": 0,
        },
    ),
    Scenario(
        name="florida",
        sentence=(
            "A county of Florida, the whole of which was activated in June 2010 and none of whose "
            "local governments had asked to opt out by January 2011."
        ),
        source="FCIR 2011; Activation list; Census 2010",
        changes={
            **COUNTY,
            "name": "County of Florida",
            "state_name": "Florida",
            "hispanic_share": 0.225,
            "activation": "2010-06-22",
        },
    ),
)
