"""The week of a resident in the usual style of such agents: every resident, every week.

A mix-in for the agent class of a framework; ``self.model`` is a ``Society``.
"""

from __future__ import annotations

from typing import Any

from benchmarks.peers import rules
from benchmarks.peers.cases import CaseRules
from benchmarks.peers.rules import COMMUNITY, ICE_CUSTODY, JAIL, REMOVED


class ResidentRules(CaseRules):
    """A resident: its attributes, and its week."""

    def begin(self, slot: int) -> None:
        """Load the resident of a slot of the county."""
        town = self.model.town
        self.slot = slot
        self.group = int(town.group[slot])
        self.status = self.group % 3
        self.ethnicity = self.group // 3
        self.hispanic = self.ethnicity == 0
        self.cell = int(town.cell[slot])
        self.persistent = bool(town.persistent[slot])
        rates = town.rates
        self.crime_rate = rates.crime_hispanic if self.hispanic else rates.crime_other
        self.encounter_rate = rates.encounter_hispanic if self.hispanic else rates.encounter_other
        self.cause_rate = float(self.model.cause_rates[slot])
        self.exposure = rules.exposure(
            town.p,
            self.status,
            int(town.household_status[slot]),
            float(town.cell_undocumented[self.cell]),
            self.hispanic,
        )
        self.household: list[Any] = []
        self.ties: list[Any] = []
        self.arrive(
            (int(town.felonies[slot]), int(town.misdemeanors[slot]), bool(town.aggravated[slot])),
            bool(town.in_ident[slot]),
            bool(town.fbi_only[slot]),
        )

    def arrive(self, record: tuple[int, int, bool], in_ident: bool, fbi_only: bool) -> None:
        """Reset the state: in the community, without news heard or an open case."""
        self.felonies, self.misdemeanors, self.aggravated = record
        self.in_ident = in_ident
        self.fbi_only = fbi_only
        self.place = COMMUNITY
        self.cases = []
        self.risk = self.trust_gain = self.trust_loss = 0.0
        self.aware = False
        self.ever_aware = self.model.random.random() < self.model.town.p.awareness_share

    def make_room(self) -> None:
        """Replace the resident by a newcomer of the same group."""
        p, random = self.model.town.p, self.model.random.random
        record = rules.prior_record(p, self.persistent, self.status, random(), random())
        known_elsewhere = any(record) and random() < p.fbi_only_share
        self.arrive(record, random() < rules.ident_share(p, self.group), known_elsewhere)

    @property
    def trust(self) -> float:
        """Return trust in the police, 0 to 1."""
        level: float = self.model.town.p.community_trust + self.trust_gain - self.trust_loss
        return min(max(level, 0.0), 1.0)

    def reports(self, violent: bool) -> float:
        """Return the probability of reporting a crime."""
        p = self.model.town.p
        risk = p.risk_before + (p.enrollment_risk_step if self.aware else 0.0) + self.risk
        return rules.report_probability(p, violent, self.trust, self.exposure * risk)

    def step(self) -> None:
        """Simulate a week."""
        society = self.model
        random = society.random.random
        self.risk *= society.risk_kept
        self.trust_gain *= society.trust_kept
        self.trust_loss *= society.trust_kept
        if self.cases:
            self.advance_cases()
        if self.place == COMMUNITY:
            if (
                society.active
                and self.ever_aware
                and not self.aware
                and random() < society.learns_of_enrollment
            ):
                self.aware = True
            if random() < society.town.rates.move:
                self.make_room()
                return
            if random() < self.crime_rate * society.factor[self.ethnicity]:
                society.crime_against(self)
            if random() < self.cause_rate:
                society.arrest(self, rules.CAUSE)
            if random() < self.encounter_rate:
                society.encounter(self, profiled=False)
            if society.active and random() < self.encounter_rate * society.town.p.profiling:
                society.encounter(self, profiled=True)
        elif self.place == ICE_CUSTODY:
            self.wait_in_custody()
        elif self.place == REMOVED and random() < society.replaced:
            self.make_room()

    def hear(self, strength: float, of_removal: bool) -> None:
        """Hear of a removal or of a pretextual arrest."""
        p = self.model.town.p
        self.risk += strength * p.news_risk
        self.trust_loss += strength * p.news_trust_loss
        if of_removal and self.model.active:
            self.aware = True

    def within_reach(self) -> bool:
        """Return whether news can reach the resident: in the community or in jail."""
        return self.place in (COMMUNITY, JAIL)
