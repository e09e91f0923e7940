"""The articles of 2010 and 2011 that describe the program, its critics and ICE's positions.

All five are news or advocacy; their claims about the program's effects are used as mechanisms to
model, not as findings.
"""

from __future__ import annotations

from typing import Final

from scomm.model.sources.source import Source

PROGRAM: Final = (
    Source(
        key="FCIR 2011",
        citation=(
            "Francis, Thomas. Article on Secure Communities. Florida Center for Investigative "
            "Reporting, January 2011."
        ),
        used_for=(
            "The pilot in Harris County, Texas; 969 local agencies in 37 states by mid-January "
            "2011; Florida statewide in June 2010 and Virginia in early 2010; pretextual arrest, "
            "profiling, lost trust, local resources; ICE's word of 2009 that localities could opt "
            "out, the state's approval, Arlington's vote, San Francisco's and Santa Clara's "
            "requests, state refusal."
        ),
    ),
    Source(
        key="Truthout 2010",
        citation='"Secure Communities Opt-Out May Be on the Table." Truthout, September 2010.',
        used_for=(
            "The path of a fingerprint; ICE's priorities; the opt-out procedure of August 2010; "
            "574 jurisdictions in 30 states; 47,000 people removed by August 2010, 12,293 of them "
            "without a criminal record; 82 percent non-criminals in Travis County; declining "
            "results; San Francisco's felony policy; the District of Columbia's bill and "
            "withdrawal."
        ),
    ),
    Source(
        key="Setting-the-record 2010",
        citation=(
            'Commentary on ICE\'s letter of August 2010, "Setting the Record Straight." October '
            "2010."
        ),
        used_for=(
            "The opt-out procedure and its reading as mandatory; state refusal as the way out, at "
            "the cost of the FBI's criminal histories; Arizona's SB 1070 as the comparison; fear "
            "and lost trust."
        ),
    ),
    Source(
        key="IPC 2010",
        citation="Immigration Policy Center. Post on the roll-out of Secure Communities. May 2010.",
        used_for=(
            "169 jurisdictions in 20 states in May 2010; the path of a fingerprint; how the "
            "program differs from 287(g); pretextual arrest and profiling; removals for minor "
            "offenses; declining results; San Francisco and the District of Columbia."
        ),
    ),
    Source(
        key="Opt-out-denied 2010",
        citation="Post on the first two votes to opt out of Secure Communities. October 2010.",
        used_for=(
            "Everyone booked is fingerprinted, and may be removed without a conviction; ICE's "
            "position from October 2010 that nobody local can opt out; cities whose officers may "
            "not ask about status; removals for shoplifting or driving without a license."
        ),
    ),
)
