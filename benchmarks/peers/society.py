"""The interactions of residents in plain Python: a mix-in for the model class of a framework.

Events take effect immediately, as is usual; news spreads at the end of the week.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.peers import rules
from benchmarks.peers.rules import COMMUNITY
from benchmarks.peers.town import Town


class SocietyRules:
    """A county's residents, officers and offenders' beliefs; ``random`` is the framework's."""

    random: Any

    def settle(self, town: Town, make_resident: Callable[[int], Any]) -> None:
        """Fill the county; ``make_resident`` creates a resident from a slot."""
        p = town.p
        self.town = town
        self.week = town.first_week
        self.totals: Counter[str] = Counter()
        self.news: list[tuple[Any, bool, bool]] = []
        self.risk_kept = 0.5 ** (1.0 / p.risk_half_life)
        self.trust_kept = 0.5 ** (1.0 / p.trust_half_life)
        self.learns_of_enrollment = 1.0 - math.exp(-1.0 / p.awareness_delay)
        self.replaced = 1.0 / p.replacement_weeks
        self.cause_rates = town.cause_rates()
        self.officers = town.officer_propensity.tolist()
        self.active = False
        self.factor = [1.0, 1.0]
        self.seen = [[0.0, 0], [0.0, 0]]
        self.known = [[0.0, 0.0], [0.0, 0.0]]
        self.before = [0.0, 0.0]
        self.residents = [make_resident(slot) for slot in range(len(town))]
        cells = len(town.cell_undocumented)
        self.cells = [[r for r in self.residents if r.cell == cell] for cell in range(cells)]
        self.persistent = [[r for r in here if r.persistent] for here in self.cells]
        for resident in self.residents:
            first = int(town.household_first[resident.slot])
            size = int(town.household_size[resident.slot])
            resident.household = self.residents[first : first + size]
            resident.ties = [self.residents[slot] for slot in town.ties[resident.slot] if slot >= 0]

    def count(self, what: str, times: int = 1) -> None:
        """Count events, outside the burn-in."""
        if self.week >= 0:
            self.totals[what] += times

    def begin_week(self) -> None:
        """Activate the county when it is due."""
        self.active = self.week >= self.town.active_from

    def end_week(self) -> None:
        """Spread the news, and update offenders' beliefs about reporting."""
        for subject, of_removal, no_conviction in self.news:
            self._tell(subject, of_removal, no_conviction)
        self.news.clear()
        for ethnicity in range(2):
            self._learn(ethnicity)
        self.week += 1

    def arrest(self, resident: Any, ground: int) -> None:
        """Arrest a resident on a ground."""
        if resident.place == COMMUNITY:
            self.count(f"arrests_{rules.GROUNDS[ground]}")
            resident.book(ground)

    def crime_against(self, named: Any) -> None:
        """Simulate a crime: an offender, a victim, a possible report and a possible arrest."""
        p, random = self.town.p, self.random.random
        violent = random() < p.violent_share
        victim = named
        if not violent:
            victim = next((m for m in named.household if m.place == COMMUNITY), named)
        offender = self._offender(named.cell)
        if offender.place != COMMUNITY or offender is victim:
            return
        self.count("victimizations")
        by_victim = victim.reports(violent)
        by_witness = 0.0
        if random() < (p.witness_share_violent if violent else p.witness_share_property):
            witness = self.random.choice(self.cells[victim.cell])
            if witness.place == COMMUNITY and witness not in (victim, offender):
                by_witness = witness.reports(violent)
        either = by_victim + (1.0 - by_victim) * by_witness
        self.seen[victim.ethnicity][0] += either
        self.seen[victim.ethnicity][1] += 1
        if random() >= either:
            return
        self.count("reports")
        clearance = p.clearance_violent if violent else p.clearance_property
        if random() < clearance * (1.0 + p.cooperation_weight * (victim.trust - 0.5)):
            self.arrest(offender, rules.VIOLENT if violent else rules.PROPERTY)
            for member in victim.household:
                if member.within_reach():
                    member.trust_gain += p.help_trust_gain

    def encounter(self, resident: Any, profiled: bool) -> None:
        """Simulate a stop of a resident over a minor offense."""
        p, random = self.town.p, self.random.random
        if resident.place != COMMUNITY:
            return
        foreign = random() < rules.taken_for_foreign(p, resident.group)
        if profiled and not foreign:
            return
        self.count("encounters")
        arrest = p.minor_arrest_share
        if resident.status == rules.UNDOCUMENTED:
            arrest = min(arrest * p.no_license_arrest_ratio, 1.0)
        pretext = 0.0
        if self.active and foreign:
            pretext = (1.0 - arrest) * self.random.choice(self.officers)
        u = random()
        if u < arrest:
            self.arrest(resident, rules.MINOR)
        elif u < arrest + pretext:
            self.arrest(resident, rules.PRETEXT)

    def _offender(self, cell: int) -> Any:
        p, random = self.town.p, self.random.random
        if random() >= p.local_offender_share:
            cell = self.random.randrange(len(self.cells))
        few = random() < p.persistent_crime_share
        return self.random.choice((self.persistent if few else self.cells)[cell])

    def _tell(self, subject: Any, of_removal: bool, no_conviction: bool) -> None:
        p, random = self.town.p, self.random.random
        distance = {subject: -1}
        for member in subject.household:
            distance.setdefault(member, 0)
        for tie in subject.ties:
            if random() < p.tie_hears:
                distance.setdefault(tie, 1)
        for tie in subject.ties:
            for further in tie.ties:
                if random() < p.tie_of_tie_hears:
                    distance.setdefault(further, 2)
        strength = 1.0 if of_removal else p.pretext_news_ratio
        if no_conviction:
            strength *= p.no_conviction_news_ratio
        weight = (1.0, p.tie_news_weight, p.tie_of_tie_news_weight)
        for listener, steps in distance.items():
            if steps >= 0 and listener.within_reach():
                listener.hear(strength * weight[steps], of_removal)

    def _learn(self, ethnicity: int) -> None:
        p, known = self.town.p, self.known[ethnicity]
        reports, victimizations = self.seen[ethnicity]
        self.seen[ethnicity] = [0.0, 0]
        if -(p.burn_in_weeks // 2) <= self.week < 0:
            known[0] += reports
            known[1] += victimizations
        elif self.week >= 0:
            kept = 0.5 ** (1.0 / p.deterrence_half_life)
            known[0] = known[0] * kept + reports
            known[1] = known[1] * kept + victimizations
        if self.week == -1 and known[1] > 0.0:
            self.before[ethnicity] = known[0] / known[1]
            known[:] = [0.0, 0.0]
        before, weight = self.before[ethnicity], known[1] + p.deterrence_prior_weight
        recent = (known[0] + p.deterrence_prior_weight * before) / weight
        if self.week >= -1 and before > 0.0 and recent > 0.0:
            factor = (recent / before) ** -p.deterrence_elasticity
            self.factor[ethnicity] = min(max(factor, 0.5), 2.0)
