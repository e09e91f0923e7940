"""News of removals and pretextual arrests (section 7.12)."""

from __future__ import annotations

from .attitudes import grown, touch
from .constants import COMMUNITY, JAIL, RISK_STEPS, TRUST_STEPS, WEEK_ZERO
from .entities import News
from .ties import number_of_ties, ties
from .world import World

Heard = tuple[int, float, float]  # distance, probability and draw of the path


def spread_news(world: World) -> None:
    """Phase 12: everybody who hears of this week's items."""
    for item in world.news:
        for slot, (distance, probability, draw) in listeners(world, item).items():
            hear(world, item, slot, distance, probability, draw)
    world.news = []


def paths(world: World, item: News) -> list[tuple[int, int, int]]:
    """All paths from the subject: number, distance, and the slot at the end."""
    jurisdiction, subject = item.jurisdiction, item.subject
    count = number_of_ties(world)
    first = ties(world, jurisdiction, subject)
    result = []
    for k, slot in enumerate(first):
        if slot is not None:
            result.append((k, 1, slot))
    for k, slot in enumerate(first):
        if slot is None:
            continue
        for m, end in enumerate(ties(world, jurisdiction, jurisdiction.residents[slot])):
            if end is not None:
                result.append((count * (1 + k) + m, 2, end))
    return result


def listeners(world: World, item: News) -> dict[int, Heard]:
    """Who hears, each once at the nearest distance and by the first path of that distance."""
    settings, subject = world.settings, item.subject
    heard: dict[int, Heard] = {}
    for slot in subject.household.members:
        if slot != subject.slot:
            heard[slot] = (0, -1.0, -1.0)
    for number, distance, slot in paths(world, item):
        draws = world.draw(
            item.jurisdiction,
            "news",
            subject.slot,
            number // 4,
            world.week,
            1 if item.pretext else 0,
        )
        draw = draws[number % 4]
        probability = settings["tie_hears"] if distance == 1 else settings["tie_of_tie_hears"]
        if draw < probability and slot != subject.slot and slot not in heard:
            heard[slot] = (distance, probability, draw)
    return heard


def strength(world: World, item: News, distance: int) -> float:
    """The item's strength at a distance."""
    settings = world.settings
    s = [1.0, settings["tie_news_weight"], settings["tie_of_tie_news_weight"]][distance]
    if item.pretext:
        s = s * settings["pretext_news_ratio"]
    if item.no_conviction:
        s = s * settings["no_conviction_news_ratio"]
    if not item.jurisdiction.policy["results_received"]:
        s = s * settings["hidden_results_ratio"]
    return s


def hear(
    world: World, item: News, slot: int, distance: int, probability: float, draw: float
) -> None:
    """A listener who is in the community or in jail is touched by the item."""
    settings, jurisdiction = world.settings, item.jurisdiction
    listener = jurisdiction.residents[slot]
    if listener.place not in (COMMUNITY, JAIL):
        return
    s = strength(world, item, distance)
    touch(world, listener)
    listener.risk = grown(listener.risk, s * settings["news_risk"], RISK_STEPS)
    listener.trust_lost = grown(listener.trust_lost, s * settings["news_trust_loss"], TRUST_STEPS)
    if item.pretext:
        event = "heard of a pretextual arrest"
    else:
        event = "heard of a removal"
        listener.heard = world.week + WEEK_ZERO
    world.log(event, jurisdiction, slot, item.subject.slot, probability, draw)
