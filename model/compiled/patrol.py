"""Patrol over arrays: arrests for cause without a report, and encounters over minor offenses."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model import measures, streams
from scomm.model.compiled.arrays.layout import ARRESTS_FOR_CAUSE, ENCOUNTERS_NAMED
from scomm.model.compiled.arrests import list_arrest
from scomm.model.compiled.log import certain, note
from scomm.model.compiling.jit import inner
from scomm.model.groups import is_hispanic, status_of
from scomm.model.population import state as bits
from scomm.model.randomness import INQUIRY, draw
from scomm.model.rules import booking, policing


@inner
def arrest_for_cause(part: Any, week: int, month: int, n: int) -> None:
    """List the ``n``-th arrest for cause named, where that is of a person in the community."""
    o = part.named[ARRESTS_FOR_CAUSE, n]
    j = part.cell[o.cell].place
    place = part.place[j]
    slot, officer = o.who, o.by
    state = part.state[place.origin + slot]
    if bits.location_of(state) != bits.COMMUNITY:
        return
    part.counts[month, place.number, bits.group_of(state), measures.ARRESTS_CAUSE] += 1
    certain(part, week, log.ARRESTED_CAUSE, j, slot, officer)
    list_arrest(part, o, slot, booking.CAUSE, False, log.NOBODY)


@inner
def encounter(seed: int, part: Any, p: Any, week: int, month: int, n: int) -> None:
    """Take the ``n``-th encounter named to its end."""
    o = part.named[ENCOUNTERS_NAMED, n]
    j = part.cell[o.cell].place
    place = part.place[j]
    slot, officer, stream, u_outcome = o.who, o.by, o.stream, o.happens
    state = part.state[place.origin + slot]
    group = bits.group_of(state)
    foreign = policing.taken_for_foreign(p, status_of(group), is_hispanic(group), o.foreign)
    if bits.location_of(state) != bits.COMMUNITY:
        return
    profiled = stream >= streams.PROFILED_ENCOUNTER
    if not policing.encounter_happens(p, profiled, place.force, group % 3, group < 3, o.foreign):
        return
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    counts[group, measures.ENCOUNTERS] += 1
    arrest = policing.minor_arrest_probability(p, place.minor_arrest_share, status_of(group))
    pretext = policing.pretext_probability(
        arrest, place.force, foreign, part.propensity[place.first_officer + officer]
    )
    inquiry = policing.inquiry_probability(p, place.inquiry != 0, foreign, status_of(group))
    by_inquiry = policing.inquiry_arrest_probability(arrest, pretext, inquiry)
    cited = policing.citation_probability(p, arrest, pretext, inquiry)
    sums[group, measures.EXPECTED_ARRESTS_PRETEXT] += measures.fixed(pretext)
    sums[group, measures.EXPECTED_ARRESTS_MINOR] += measures.fixed(arrest + by_inquiry)
    sums[group, measures.EXPECTED_CITATIONS] += measures.fixed(cited)
    outcome = policing.encounter_outcome(p, arrest, pretext, u_outcome)
    kind, measure, chance, luck = log.WARNED, -1, log.CERTAIN, log.CERTAIN
    ground = -1
    asked = False
    u_inquiry = 0.0
    if outcome == policing.MINOR_ARREST:
        kind, measure, chance, luck = (
            log.ARRESTED_MINOR,
            measures.ARRESTS_MINOR,
            arrest,
            u_outcome,
        )
        ground = booking.MINOR
    elif outcome == policing.PRETEXT_ARREST:
        kind, measure, chance, luck = (
            log.ARRESTED_PRETEXT,
            measures.ARRESTS_PRETEXT,
            arrest + pretext,
            u_outcome,
        )
        ground = booking.PRETEXT
    else:
        if inquiry > 0.0:
            u_inquiry, _, _, _ = draw(
                seed, INQUIRY, o.number, part.cell[o.cell].number, place.code, week, stream
            )
            asked = u_inquiry < inquiry
        if asked:
            kind, measure, chance, luck = (
                log.ARRESTED_INQUIRY,
                measures.ARRESTS_MINOR,
                inquiry,
                u_inquiry,
            )
            ground = booking.MINOR
        elif outcome == policing.CITATION:
            kind, measure = log.CITED, measures.CITATIONS
    if measure >= 0:
        counts[group, measure] += 1
    note(part, week, kind, j, slot, officer, chance, luck)
    if ground >= 0:
        list_arrest(part, o, slot, ground, asked, log.NOBODY)
