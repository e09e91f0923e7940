"""Entities and their state variables (section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .constants import COMMUNITY, HISPANIC, NEVER, OTHER


@dataclass(frozen=True)
class Origin:
    """An opportunity; it names everything that follows from it in the keys of draws."""

    week: int
    cell: int
    stream: int
    number: int


@dataclass
class Household:
    """The slots that live together, and the most exposed status among them at the start."""

    members: list[int] = field(default_factory=list)
    most_exposed: int = 0


@dataclass
class Neighborhood:
    """A cell: first slot, residents, of whom the first so many are Hispanic."""

    cell: int
    first: int
    residents: int
    hispanic: int
    hispanic_before: int  # Hispanic residents of the neighborhoods before this one
    step: int
    shift: int
    persistent: int
    undocumented_share: float = 0.0

    def first_of(self, ethnicity: int) -> int:
        """First slot of the residents of an ethnicity."""
        return self.first if ethnicity == HISPANIC else self.first + self.hispanic

    def count_of(self, ethnicity: int) -> int:
        """Residents of an ethnicity, all slots counted, occupied or not."""
        return self.hispanic if ethnicity == HISPANIC else self.residents - self.hispanic


@dataclass
class Resident:
    """A slot and who lives in it now."""

    slot: int
    neighborhood: Neighborhood
    household: Household
    group: int
    persistent: bool
    place: str = COMMUNITY
    arrival: int = 0
    in_ident: bool = False
    earlier_order: bool = False  # of removal, or a return after one
    felonies: int = 0
    misdemeanors: int = 0
    aggravated: bool = False
    fbi_only: bool = False
    risk: int = 0
    trust_lost: int = 0
    trust_gained: int = 0
    touched: int = 0
    heard: int = 0
    successor_due: int = NEVER

    @property
    def ethnicity(self) -> int:
        """0 Hispanic, 1 other."""
        return self.group // 3

    @property
    def status(self) -> int:
        """0 citizen, 1 lawful noncitizen, 2 undocumented."""
        return self.group % 3

    @property
    def level(self) -> int:
        """ICE's level of the record, 0 without a conviction."""
        if self.aggravated or self.felonies >= 2:
            return 1
        if self.felonies == 1 or self.misdemeanors >= 3:
            return 2
        if self.misdemeanors >= 1:
            return 3
        return 0

    @property
    def serious(self) -> bool:
        """A Level 1 or 2 record."""
        return self.level in (1, 2)


@dataclass
class Case:
    """What follows from a booking."""

    origin: Origin
    resident: Resident
    arrival: int
    ground: int
    charge: int
    order: float
    matched: bool
    held: bool
    would_leave: bool  # within the week, but for a hold
    disposition: int
    stage: str
    due: int


@dataclass
class FollowUp:
    """ICE's to a case in which it took nobody: an arrest at large, or an order to appear."""

    jurisdiction: Jurisdiction
    origin: Origin
    resident: Resident
    arrival: int
    charge: int
    matched: bool
    due: int
    u_arrest: float = -1.0  # of an arrest at large


@dataclass
class Custody:
    """Somebody in ICE custody, and what will come of it (section 7.11)."""

    jurisdiction: Jurisdiction
    resident: Resident
    matched: bool
    due: int
    removed: bool
    u_successor: float


@dataclass
class News:
    """A removal or a pretextual arrest that people may hear of (section 7.12)."""

    jurisdiction: Jurisdiction
    subject: Resident
    pretext: bool
    no_conviction: bool


@dataclass
class Practice:
    """What officers, jail, courts and ICE do in a jurisdiction (section 5.7)."""

    propensity: float = 0.0  # mean over its officers
    minor_arrest_share: float = 0.0
    before_share: float = 0.0  # of people held for ICE, taken before disposition
    log_odds: float = 0.0  # added to those of a conviction
    detection: float = 0.0  # of noncitizens not matched, by other screening


@dataclass
class Jurisdiction:
    """A jurisdiction with its jail, officers, neighborhoods and residents."""

    index: int  # its place in the order of jurisdictions, 0 for the focal one
    code: int
    population: int
    residents_before_scaling: int
    mix: list[float]
    weight: float
    agreement_week: int  # of its state
    planned_week: int
    refusal_week: int  # of its state
    request_week: int
    policy: dict[str, Any]
    active_since: int | None = None
    known_since: int = NEVER  # since when enrollment can be known
    neighborhoods: list[Neighborhood] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)
    officers: list[float] = field(default_factory=list)
    practice: Practice = field(default_factory=lambda: Practice())
    dont_ask: bool = False
    jail_beds: float = 0.0
    cases: list[Case] = field(default_factory=list)
    # What offenders know, by the victim's ethnicity (section 7.15).
    known_reports: list[float] = field(default_factory=lambda: [0.0, 0.0])
    known_victimizations: list[float] = field(default_factory=lambda: [0.0, 0.0])
    before: list[float] = field(default_factory=lambda: [0.0, 0.0])
    factor: list[float] = field(default_factory=lambda: [1.0, 1.0])
    week_reports: list[int] = field(default_factory=lambda: [0, 0])
    week_victimizations: list[int] = field(default_factory=lambda: [0, 0])
    # What residents know of enforcement (section 7.16).
    week_enforcement: int = 0  # this week's holds and removals
    known_enforcement: float = 0.0
    known_years: float = 0.0  # of noncitizen residents
    enforcement_before: float = 0.0
    learned: float = 0.0

    @property
    def active(self) -> bool:
        """Whether the program is active here."""
        return self.active_since is not None

    def hispanic_residents(self) -> int:
        """Hispanic residents of the whole jurisdiction, by slots."""
        return sum(place.count_of(HISPANIC) for place in self.neighborhoods)

    def other_residents(self) -> int:
        """Other residents of the whole jurisdiction, by slots."""
        return sum(place.count_of(OTHER) for place in self.neighborhoods)

    def forwards(self, week: int) -> bool:
        """Whether the state still sends prints to the FBI (section 7.7, step 4)."""
        return week < self.refusal_week

    def force(self, results_declined_pretext_ratio: float) -> float:
        """How much purpose the check after an arrest gives a pretextual one (section 7.6)."""
        if self.policy["jail_287g"] or self.policy["status_inquiry"]:
            return 1.0
        if not self.active:
            return 0.0
        return 1.0 if self.policy["results_received"] else results_declined_pretext_ratio
