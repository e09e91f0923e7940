"""The sixteen phases of a week, in order.

``World.step`` calls them by name, and a test checks event by event that the compiled run follows
the same order. The table of a week in ``docs/odd.md`` is generated from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scomm.model import events


@dataclass(frozen=True)
class Phase:
    """One phase of a week.

    Attributes:
        name: The phase's name, which is also the method of ``World`` that simulates it.
        section: The section of docs/odd.md that describes it.
        who: The agents that decide or are affected.
        changes: One sentence on the state that it changes, and when.
        compiled: The function of ``model/compiled/`` that simulates it, as "module.function".
        events: The kinds of events that it may write to the log.
    """

    name: str
    section: str
    who: str
    changes: str
    compiled: str
    events: tuple[int, ...] = ()


WEEK: Final = (
    Phase(
        "deployment",
        "7.1",
        "jurisdictions, states",
        "Requests, activation and deactivation take effect at once, for this week's decisions. "
        "Since when enrollment can be known, `known_since`, is then set.",
        "deployment.deploy",
        (events.ACTIVATED, events.ASKED_OUT, events.RESOLVED, events.DEACTIVATED),
    ),
    Phase(
        "opportunities",
        "7.2",
        "–",
        "Their numbers are drawn, from rates that no policy moves.",
        "counting.count_opportunities",
    ),
    Phase(
        "crime",
        "7.3",
        "offenders",
        "Some opportunities become crimes; nothing else changes yet.",
        "crime.take_opportunity",
        (events.VIOLENT_CRIME, events.PROPERTY_CRIME),
    ),
    Phase(
        "reporting",
        "7.4",
        "victim, witness",
        "Reports add to what offenders will learn at the end of the week.",
        "crime.report",
        (events.REPORTED, events.WITNESS_REPORTED, events.NOT_REPORTED),
    ),
    Phase(
        "investigation",
        "7.5",
        "officers",
        "Arrests for reported crimes are listed.",
        "crime.investigate",
        (events.ARRESTED_INDEX,),
    ),
    Phase(
        "patrol",
        "7.6",
        "officers",
        "More arrests are listed: for cause, and out of encounters.",
        "patrol.encounter",
        (
            events.ARRESTED_CAUSE,
            events.WARNED,
            events.CITED,
            events.ARRESTED_MINOR,
            events.ARRESTED_INQUIRY,
            events.ARRESTED_PRETEXT,
        ),
    ),
    Phase(
        "booking",
        "7.7",
        "jails, ICE",
        "Of a person's arrests one counts; location → jail; cases open; news of pretextual arrests "
        "is listed; households of victims who were helped gain trust.",
        "booking.book",
        (
            events.BOOKED,
            events.MATCHED,
            events.FOUND,
            events.DETAINER,
            events.HELD,
            events.HELPED,
        ),
    ),
    Phase(
        "crowding",
        "7.8",
        "jails",
        "Location → community, where a jail is over its beds.",
        "cases.relieve_crowding",
        (events.RELEASED_EARLY,),
    ),
    Phase(
        "cases",
        "7.9",
        "jails",
        "Location, convictions and stages change; who is due for transfer is listed, people whom "
        "ICE arrests at large among them.",
        "cases.advance",
        (
            events.RELEASED_EARLY,
            events.CONVICTED,
            events.DISMISSED,
            events.DROPPED,
            events.RELEASED,
            events.AT_LARGE_ARREST,
        ),
    ),
    Phase(
        "end_of_custody",
        "7.10",
        "ICE",
        "Orders to appear come due, then custody ends: location → community or removed; news of "
        "removals is listed; beds are free at once.",
        "custody.end_custody",
        (events.ORDER_DUE, events.REMOVED, events.ICE_RELEASED),
    ),
    Phase(
        "transfer",
        "7.11",
        "ICE",
        "Location → ICE custody, or community for want of a bed; orders to appear are listed.",
        "custody.take",
        (events.TAKEN, events.NO_BED, events.DROPPED, events.ORDERED),
    ),
    Phase(
        "news",
        "7.12",
        "residents in the community or in jail",
        "Excesses rise, and `heard` is set.",
        "news.spread_news",
        (events.HEARD_REMOVAL, events.HEARD_PRETEXT),
    ),
    Phase(
        "moves",
        "7.13",
        "residents in the community",
        "Newcomers take the slots of residents who leave.",
        "moves.move",
        (events.MOVED_IN,),
    ),
    Phase(
        "successors",
        "7.13",
        "ICE's removed",
        "Newcomers take the slots of people removed.",
        "custody.send_successors",
        (events.MOVED_IN,),
    ),
    Phase(
        "measurement",
        "7.14",
        "–",
        "Resident-weeks are counted; in a month's last week the panel is measured.",
        "measurement.count_residents",
    ),
    Phase(
        "deterrence",
        "7.15, 7.16",
        "offenders, residents",
        "Offenders learn what victims have reported: the factors on crime from next week on. "
        "Residents learn from the week's holds and removals: perceived risk from next week on.",
        "deterrence.learn",
    ),
)
