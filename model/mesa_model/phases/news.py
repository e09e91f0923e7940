"""News: removals and pretextual arrests are heard of, reports that led to an arrest remembered."""

from __future__ import annotations

import numpy as np

from scomm.model import events
from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.mesa_model.agents.messages import Arrest, News
from scomm.model.population import state as bits
from scomm.model.population.ties import HOUSEHOLD_ALONG, listeners, make_reach, paths
from scomm.model.randomness import NEWS
from scomm.model.rules import trust


def spread(news: News) -> None:
    """Let something be heard of in the household, and along ties and ties of ties, each perhaps."""
    subject, place, model = news.subject, news.subject.jurisdiction, news.subject.model
    p = model.numbers
    luck = _draws(news, paths(place.ties))
    chances = [
        trust.hear_probability(p, trust.TIE if path < place.ties else trust.TIE_OF_TIE)
        for path in range(len(luck))
    ]
    reach = make_reach(place.ties)
    count = listeners(
        place.network,
        subject.slot,
        subject.cell,
        subject.hispanic,
        subject.household_byte,
        np.array([u < chance for u, chance in zip(luck, chances, strict=True)], dtype=np.bool_),
        reach,
    )
    for slot, distance, path in zip(
        reach.slots[:count], reach.distances[:count], reach.along[:count], strict=True
    ):
        resident = place.residents[slot]
        if resident.location in (bits.COMMUNITY, bits.JAIL):
            certain = path == HOUSEHOLD_ALONG
            chance = events.CERTAIN if certain else chances[path]
            draw = events.CERTAIN if certain else luck[path]
            resident.hear(news, int(distance), model.week, chance, draw)


def _draws(news: News, count: int) -> list[float]:
    """Return the uniform of each path; a block serves four."""
    subject, place = news.subject, news.subject.jurisdiction
    return [
        u
        for block in range(-(-count // 4))
        for u in place.model.draws(
            NEWS, subject.slot, block, place.code, place.model.week, int(news.pretext)
        )
    ][:count]


def thank(arrest: Arrest, jurisdiction: Jurisdiction) -> None:
    """Let the victim whose report led to an arrest, and the household, gain trust."""
    if arrest.victim is None:
        return
    for member in arrest.victim.household:
        if member.location in (bits.COMMUNITY, bits.JAIL):
            member.be_helped(jurisdiction.model.week)
            kind = events.HELPED
            jurisdiction.model.note(kind, jurisdiction, member.slot, arrest.victim.slot)
