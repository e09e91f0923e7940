"""Patrol: arrests for cause without a report, and encounters over minor offenses."""

from __future__ import annotations

from collections.abc import Iterator

from scomm.model import events, measures
from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.mesa_model.agents.messages import Arrest, Origin
from scomm.model.mesa_model.phases.crime import offender_in
from scomm.model.population.neighborhoods import Neighborhood
from scomm.model.randomness import CAUSE as CAUSE_BLOCK
from scomm.model.randomness import ENCOUNTER as ENCOUNTER_BLOCK
from scomm.model.rules import opportunity, policing
from scomm.model.rules.booking import CAUSE
from scomm.model.streams import CAUSE_ARREST, ENCOUNTER, PROFILED_ENCOUNTER


def patrol(jurisdiction: Jurisdiction) -> Iterator[Arrest]:
    """Go through the week's patrol opportunities of a jurisdiction and yield the arrests."""
    for cell, counts in zip(jurisdiction.neighborhoods, jurisdiction.opportunities, strict=True):
        for origin in _origins(jurisdiction, cell, CAUSE_ARREST, counts.arrests_for_cause):
            yield from _arrest_for_cause(jurisdiction, cell, origin)
        streams = [(ENCOUNTER, counts.encounters)]
        if jurisdiction.check_force > 0.0:
            streams.append((PROFILED_ENCOUNTER, counts.profiled_encounters))
        for stream, of_each in streams:
            for ethnicity, count in enumerate(of_each):
                for origin in _origins(jurisdiction, cell, stream + ethnicity, count):
                    yield from _encounter(jurisdiction, cell, origin, ethnicity)


def _origins(
    jurisdiction: Jurisdiction, cell: Neighborhood, stream: int, count: int
) -> list[Origin]:
    week = jurisdiction.model.week
    return [Origin(week, cell.number, stream, number) for number in range(count)]


def _arrest_for_cause(
    jurisdiction: Jurisdiction, cell: Neighborhood, origin: Origin
) -> Iterator[Arrest]:
    model = jurisdiction.model
    u_offender, u_officer, _, _ = jurisdiction.draw_at(CAUSE_BLOCK, origin)
    resident = offender_in(jurisdiction, cell, u_offender)
    if not resident.in_community:
        return
    officer = jurisdiction.officers[opportunity.pick(u_officer, len(jurisdiction.officers))]
    model.tally.count(jurisdiction, resident.group, measures.ARRESTS_CAUSE)
    model.note(events.ARRESTED_CAUSE, jurisdiction, resident.slot, officer.number)
    yield Arrest(origin, resident, officer, CAUSE)


def _encounter(
    jurisdiction: Jurisdiction, cell: Neighborhood, origin: Origin, ethnicity: int
) -> Iterator[Arrest]:
    u_who, u_outcome, u_foreign, u_officer = jurisdiction.draw_at(ENCOUNTER_BLOCK, origin)
    position = opportunity.choose_resident(u_who, ethnicity, cell.hispanic, cell.other)
    resident = jurisdiction.residents[cell.first + position]
    officer = jurisdiction.officers[opportunity.pick(u_officer, len(jurisdiction.officers))]
    foreign = officer.takes_for_foreign(resident, u_foreign)
    profiled = origin.stream >= PROFILED_ENCOUNTER
    if not resident.in_community:
        return
    p, force = jurisdiction.model.numbers, jurisdiction.check_force
    if not policing.encounter_happens(
        p, profiled, force, resident.status, resident.hispanic, u_foreign
    ):
        return
    jurisdiction.model.tally.count(jurisdiction, resident.group, measures.ENCOUNTERS)
    arrest = officer.end_encounter(origin, resident, foreign, u_outcome)
    if arrest is not None:
        yield arrest
