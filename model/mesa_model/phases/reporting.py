"""Reporting and investigation: the victim or a witness reports, and an officer may clear it."""

from __future__ import annotations

from dataclasses import dataclass

from scomm.model import events, measures
from scomm.model.mesa_model.agents.messages import Arrest, Crime
from scomm.model.mesa_model.agents.resident import Resident
from scomm.model.randomness import INVESTIGATION, REPORT
from scomm.model.rules import opportunity, policing, reporting


@dataclass(frozen=True)
class Report:
    """A crime reported, the probability that it is cleared, and the draw that decides."""

    crime: Crime
    clearance: float
    draw: float


def report(crime: Crime) -> Report | None:
    """Let the victim report a crime, or else the witness; return the report, or None."""
    place, victim = crime.jurisdiction, crime.victim
    model, p, week = place.model, place.model.numbers, place.model.week
    u_victim, u_witness, u_witness_reports, u_clear = place.draw_at(REPORT, crime.origin)
    by_victim = victim.report_probability(crime.crime_class, week)
    witness = _witness(crime, u_witness)
    by_witness = witness.report_probability(crime.crime_class, week) if witness else 0.0
    either = reporting.either_reports(by_victim, by_witness)
    clearance = policing.clearance_probability(p, crime.crime_class, victim.trust(week))
    place.see(victim, either)
    expected = measures.EXPECTED_REPORTS_VIOLENT + crime.crime_class
    model.tally.expect(place, victim.group, expected, either)
    model.tally.expect(
        place, crime.offender.group, measures.EXPECTED_ARRESTS_INDEX, either * clearance
    )
    if u_victim < by_victim:
        model.note(events.REPORTED, place, victim.slot, probability=by_victim, draw=u_victim)
    elif witness and u_witness_reports < by_witness:
        kind = events.WITNESS_REPORTED
        model.note(kind, place, victim.slot, witness.slot, by_witness, u_witness_reports)
    else:
        by = witness.slot if witness else events.NOBODY
        model.note(events.NOT_REPORTED, place, victim.slot, by, by_victim, u_victim)
        return None
    model.tally.count(place, victim.group, measures.REPORTS_VIOLENT + crime.crime_class)
    return Report(crime, clearance, u_clear)


def _witness(crime: Crime, u: float) -> Resident | None:
    """Return the crime's witness, a resident of the victim's neighborhood, if there is one."""
    place, p = crime.jurisdiction, crime.jurisdiction.model.numbers
    cell = place.neighborhoods[crime.victim.cell]
    named = reporting.witness_named(p, crime.crime_class, cell.residents, u)
    if named == reporting.NO_WITNESS:
        return None
    witness = place.residents[cell.first + named]
    there = reporting.can_witness(
        witness.slot, crime.victim.slot, crime.offender.slot, witness.in_community
    )
    return witness if there else None


def investigate(report: Report) -> Arrest | None:
    """Let an officer clear a reported crime, perhaps; return the arrest of its offender."""
    if report.draw >= report.clearance:
        return None
    crime = report.crime
    place, offender = crime.jurisdiction, crime.offender
    draw = place.draw_at(INVESTIGATION, crime.origin)[0]
    officer = place.officers[opportunity.pick(draw, len(place.officers))]
    place.model.tally.count(place, offender.group, measures.ARRESTS_INDEX)
    kind = events.ARRESTED_INDEX
    place.model.note(kind, place, offender.slot, officer.number, report.clearance, report.draw)
    return Arrest(crime.origin, offender, officer, crime.crime_class, victim=crime.victim)
