"""News: removals and pretextual arrests are heard of, reports that led to an arrest remembered."""

from __future__ import annotations

from model import events
from model.agents.jurisdiction import Jurisdiction
from model.agents.records import Arrest, News
from model.population import state as bits
from model.population.ties import listeners, make_reach


def spread(news: News) -> None:
    """Let the household, ties and ties of ties hear of something, each perhaps."""
    place, subject = news.subject.jurisdiction, news.subject
    reach = make_reach(place.ties)
    count = listeners(
        *place.network,
        subject.slot,
        subject.cell,
        subject.hispanic,
        subject.position,
        subject.household_size,
        *reach,
    )
    for slot, distance in zip(reach.slots[:count], reach.distances[:count], strict=True):
        resident = place.residents[slot]
        if resident.place in (bits.COMMUNITY, bits.JAIL):
            resident.hear(news, int(distance), place.model.week)


def thank(arrest: Arrest, jurisdiction: Jurisdiction) -> None:
    """Let the victim whose report led to an arrest, and the household, gain trust."""
    if arrest.victim is None:
        return
    for member in arrest.victim.household:
        if member.place in (bits.COMMUNITY, bits.JAIL):
            member.be_helped(jurisdiction.model.week)
            kind = events.HELPED
            jurisdiction.model.note(kind, jurisdiction, member.slot, arrest.victim.slot)
