"""Messages between agents: crimes, encounters' arrests, cases and news.

Plain data, no decisions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
    from scomm.model.mesa_model.agents.officer import Officer
    from scomm.model.mesa_model.agents.resident import Resident


@dataclass(frozen=True, order=True)
class Origin:
    """The opportunity that something follows from: it keys every later draw about it."""

    week: int
    cell: int
    stream: int
    number: int


@dataclass(frozen=True)
class Opportunities:
    """The number of opportunities of each stream in a neighborhood and week.

    The pairs are of Hispanic residents and of others.
    """

    crimes: tuple[int, int]
    excess_crimes: tuple[int, int]
    arrests_for_cause: int
    encounters: tuple[int, int]
    profiled_encounters: tuple[int, int]
    moves: int


@dataclass(frozen=True)
class Crime:
    """A crime that happened: victim, class (0 violent, 1 property) and offender."""

    origin: Origin
    jurisdiction: Jurisdiction
    victim: Resident
    offender: Resident
    crime_class: int


@dataclass(frozen=True)
class Arrest:
    """One arrest: who, on which ground, by whom; ``victim`` if a report led to it."""

    origin: Origin
    resident: Resident
    officer: Officer
    ground: int
    inquiry: bool = False
    victim: Resident | None = None


@dataclass
class Case:
    """An open case, or a follow-up of ICE's to one; ``due`` is the week in which its stage ends.

    ``follow_up_draw`` decides about a follow-up.
    """

    origin: Origin
    resident: Resident
    arrival: int
    ground: int
    charge: int
    order: float
    matched: bool
    held: bool
    would_leave: bool
    disposition: int
    conviction_draw: float
    stage: int
    due: int
    removed_at_end: bool = field(default=False)
    successor_draw: float = field(default=0.0)
    follow_up_draw: float = field(default=0.0)

    def followed_up(
        self, stage: int, due: int, draw: float, *, successor_draw: float = 0.0
    ) -> Case:
        """Return a follow-up to this case: no disposition is still to come, and nobody is held."""
        return replace(
            self,
            stage=stage,
            due=due,
            held=False,
            disposition=self.origin.week,
            successor_draw=successor_draw,
            follow_up_draw=draw,
        )


@dataclass(frozen=True)
class News:
    """News: somebody's removal, or a pretextual arrest."""

    subject: Resident
    pretext: bool
    no_conviction: bool
