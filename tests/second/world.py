"""The world: settings, seed, current week, jurisdictions, one ICE, the log and the tables (2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import philox
from .calendar import Calendar
from .constants import KIND
from .entities import Custody, FollowUp, Jurisdiction, News, Origin, Resident
from .tables import Tables

Event = tuple[int, int, int, int, int, float, float]


@dataclass
class World:
    """Everything that a run needs, and what comes of it."""

    settings: dict[str, Any]
    seed: int
    calendar: Calendar
    tables: Tables
    jurisdictions: list[Jurisdiction] = field(default_factory=list)
    week: int = 0
    ice_beds: float = 0.0
    custody: list[Custody] = field(default_factory=list)
    sought: list[FollowUp] = field(default_factory=list)
    ordered: list[FollowUp] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def draw(
        self, jurisdiction: Jurisdiction, block: str, a: int, b: int, week: int = 0, index: int = 0
    ) -> list[float]:
        """The four uniforms of a block in a jurisdiction (sections 7 and A)."""
        return philox.uniforms(self.seed, jurisdiction.code, block, a, b, week, index)

    def draw_at(self, jurisdiction: Jurisdiction, block: str, origin: Origin) -> list[float]:
        """The four uniforms of a block "at the origin" (section 7)."""
        return self.draw(
            jurisdiction, block, origin.number, origin.cell, origin.week, origin.stream
        )

    def log(
        self,
        kind: str,
        jurisdiction: Jurisdiction,
        who: int = -1,
        by: int = -1,
        probability: float = -1.0,
        draw: float = -1.0,
    ) -> None:
        """Write an event of this week (section B)."""
        event = (self.week, KIND[kind], jurisdiction.index, who, by, probability, draw)
        self.events.append(event)

    def count(
        self, jurisdiction: Jurisdiction, resident: Resident, measure: str, number: int = 1
    ) -> None:
        """Count something for a resident's group this week (section C)."""
        self.tables.count(self.week, jurisdiction.index, resident.group, measure, number)

    def expect(
        self, jurisdiction: Jurisdiction, resident: Resident, measure: str, x: float
    ) -> None:
        """Add a probability to a sum of a resident's group this week (section C)."""
        self.tables.add(self.week, jurisdiction.index, resident.group, measure, x)
