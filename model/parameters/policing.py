"""Investigation, arrests for cause, encounters and pretext. Used by model/rules/policing.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class PolicingSettings(BaseModel):
    """Decisions of officers."""

    pretextual_propensity: float = parameter(
        0.09,
        unit="probability",
        low=0.0,
        high=1.0,
        source="FCIR 2011; IPC 2010",
        status="calibrated",
        meaning=(
            "Mean over officers of the probability of turning a warning or citation into an "
            "arrest where the person is taken for foreign and the check's result can be "
            "seen: a headline setting."
        ),
    )
    officer_concentration: float = parameter(
        2.0,
        unit="1",
        low=0.1,
        high=1000.0,
        source="Black Reiss 1970",
        status="assumption",
        meaning=(
            "Concentration of the Beta distribution of officers' propensities; smaller "
            "means that fewer officers account for more. It moves how much worlds differ, "
            "not their mean."
        ),
    )
    officers_rate: float = parameter(
        251.0,
        unit="1/100,000 residents",
        low=1.0,
        high=2000.0,
        source="BJS officers 2008",
        status="estimate",
        meaning=("Sworn officers. Their number moves how much worlds differ, not their mean."),
    )
    clearance_violent: float = parameter(
        0.47,
        unit="probability",
        low=0.0,
        high=1.0,
        source="FBI 2010",
        status="estimate",
        meaning=(
            "Probability that a reported violent crime is cleared by an arrest, at trust 0.5."
        ),
    )
    clearance_property: float = parameter(
        0.18,
        unit="probability",
        low=0.0,
        high=1.0,
        source="FBI 2010",
        status="estimate",
        meaning=(
            "Probability that a reported property crime is cleared by an arrest, at trust 0.5."
        ),
    )
    arrests_per_clearance: float = parameter(
        0.95,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="FBI 2010",
        status="assumption",
        meaning=(
            "Arrests for index crimes per crime cleared: one arrest can clear several crimes. "
            "About as many arrests as clearances were counted, so near 1."
        ),
    )
    cooperation_weight: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning="Relative change of clearance per unit of the victim's trust.",
    )
    cause_arrest_rate: float = parameter(
        2560.0,
        unit="1/100,000 residents a year",
        low=0.0,
        high=20000.0,
        source="FBI 2010",
        status="calibrated",
        meaning="Arrests for cause without a report (drugs, assault, drunk driving); target 11.",
    )
    encounter_rate: float = parameter(
        8400.0,
        unit="1/100,000 residents a year",
        low=0.0,
        high=100000.0,
        source="BJS contacts 2008",
        status="assumption",
        meaning=(
            "Encounters of residents who are not Hispanic with an officer over a minor offense; "
            "the source has 8.4 % of white drivers stopped in a year, not of all residents."
        ),
    )
    hispanic_encounter_ratio: float = parameter(
        1.08,
        unit="ratio",
        low=0.1,
        high=5.0,
        source="BJS contacts 2008",
        status="assumption",
        meaning=(
            "Encounters of Hispanic residents relative to others; the source has 9.1 and 8.4 % of "
            "drivers stopped in a year, which stand for all encounters here."
        ),
    )
    minor_arrest_share: float = parameter(
        0.115,
        unit="probability",
        low=0.0,
        high=1.0,
        source="FBI 2010",
        status="calibrated",
        meaning=(
            "Probability that an encounter over a minor offense ends in an arrest for "
            "cause; target 11."
        ),
    )
    no_license_arrest_ratio: float = parameter(
        1.5,
        unit="ratio",
        low=1.0,
        high=8.0,
        source="Truthout 2010",
        status="assumption",
        meaning=(
            "How much likelier that is for undocumented residents, who could have no "
            "driver's license."
        ),
    )
    citation_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        source="BJS contacts 2008",
        status="assumption",
        meaning="Share of encounters without arrest that end in a citation, not a warning.",
    )
    profiling: float = parameter(
        0.1,
        unit="ratio",
        low=0.0,
        high=5.0,
        source="FCIR 2011; Truthout 2010; IPC 2010",
        status="assumption",
        meaning=(
            "Encounters added, per ordinary one, with people taken for foreign where the "
            "check's result can be seen."
        ),
    )
    results_declined_pretext_ratio: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Force of pretextual arrest and profiling where the jurisdiction declines to receive "
            "results, relative to elsewhere: its officers still see that somebody was held."
        ),
    )
    inquiry_arrest_share: float = parameter(
        0.3,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Setting-the-record 2010",
        status="assumption",
        meaning=(
            "Probability that a status inquiry of an undocumented resident ends in an arrest."
        ),
    )
    foreign_hispanic_undocumented: float = parameter(
        0.7,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Probability that an officer takes an undocumented Hispanic resident for foreign."
        ),
    )
    foreign_hispanic_lawful: float = parameter(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for a Hispanic lawful noncitizen.",
    )
    foreign_hispanic_citizen: float = parameter(
        0.25,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for a Hispanic citizen.",
    )
    foreign_other_undocumented: float = parameter(
        0.2,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for another undocumented resident.",
    )
    foreign_other_lawful: float = parameter(
        0.15,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for another lawful noncitizen.",
    )
    foreign_other_citizen: float = parameter(
        0.01,
        unit="probability",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="The same for another citizen.",
    )
    status_inquiry: bool = parameter(
        False,
        unit="yes or no",
        source="Setting-the-record 2010",
        status="setting",
        meaning="A state law like SB 1070 has officers ask about status on suspicion.",
    )
    dont_ask: bool = parameter(
        False,
        unit="yes or no",
        source="Opt-out-denied 2010",
        status="setting",
        meaning=(
            "An ordinance keeps officers from asking about status; the program bypasses it, and a "
            "state law that has them ask prevails over it."
        ),
    )
