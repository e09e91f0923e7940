"""The residents of the county as NumPy arrays: attributes, trust, risk and reporting."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from benchmarks.peers import rules
from benchmarks.peers.rules import COMMUNITY, JAIL
from benchmarks.peers.town import Array, Town


class People:
    """Arrays with one element per resident, and a generator; ``week`` counts from the start."""

    def __init__(self, town: Town, seed: int) -> None:
        """Fill the county."""
        p, rates = town.p, town.rates
        residents = len(town)
        self.town, self.p = town, p
        self.random = np.random.default_rng(seed)
        self.week = town.first_week
        self.active = False
        self.totals: Counter[str] = Counter()
        self.status = town.group % 3
        self.ethnicity = town.group // 3
        self.felonies = town.felonies.copy()
        self.misdemeanors = town.misdemeanors.copy()
        self.aggravated = town.aggravated.copy()
        self.in_ident = town.in_ident.copy()
        self.fbi_only = town.fbi_only.copy()
        self.place = np.full(residents, COMMUNITY, dtype=np.int8)
        self.risk = np.zeros(residents)
        self.trust_gain = np.zeros(residents)
        self.trust_loss = np.zeros(residents)
        self.aware = np.zeros(residents, dtype=bool)
        self.ever_aware = self.random.random(residents) < p.awareness_share
        hispanic = self.ethnicity == 0
        self.crime_rate = np.where(hispanic, rates.crime_hispanic, rates.crime_other)
        self.encounter_rate = np.where(hispanic, rates.encounter_hispanic, rates.encounter_other)
        self.cause_rate = town.cause_rates()
        self.foreign = np.array([rules.taken_for_foreign(p, g) for g in range(6)])[town.group]
        self.ident_share = np.array([rules.ident_share(p, g) for g in range(6)])[town.group]
        self.exposure = _exposure(town, self.status, hispanic)
        cells = range(len(town.cell_undocumented))
        self.in_cell = [town.residents_of(cell) for cell in cells]
        self.persistent = [here[town.persistent[here]] for here in self.in_cell]

    def count(self, what: str, times: Any) -> None:
        """Count events, outside the burn-in."""
        if self.week >= 0:
            self.totals[what] += int(times)

    def levels(self, who: Array) -> Array:
        """Return ICE's levels of records."""
        felonies, misdemeanors = self.felonies[who], self.misdemeanors[who]
        level = np.where(misdemeanors > 0, 3, 0)
        level[(felonies == 1) | (misdemeanors >= 3)] = 2
        level[self.aggravated[who] | (felonies >= 2)] = 1
        return level

    def trust(self, who: Array) -> Array:
        """Return trust in the police."""
        level = self.p.community_trust + self.trust_gain[who] - self.trust_loss[who]
        return np.clip(level, 0.0, 1.0)

    def reports(self, who: Array, violent: Array) -> Array:
        """Return the probabilities of reporting a crime."""
        p = self.p
        risk = p.risk_before + p.enrollment_risk_step * self.aware[who] + self.risk[who]
        intercept = np.where(violent, p.report_intercept_violent, p.report_intercept_property)
        fear = self.exposure[who] * risk
        log_odds = intercept + p.report_trust_weight * (self.trust(who) - 0.5)
        return 1.0 / (1.0 + np.exp(-(log_odds - p.report_fear_weight * fear)))

    def fade(self) -> None:
        """Decay all excesses of risk and trust by a week, and add the news of enrollment."""
        p = self.p
        self.risk *= 0.5 ** (1.0 / p.risk_half_life)
        kept = 0.5 ** (1.0 / p.trust_half_life)
        self.trust_gain *= kept
        self.trust_loss *= kept
        if self.active:
            learns = self.random.random(len(self.aware)) < 1.0 - np.exp(-1.0 / p.awareness_delay)
            self.aware |= learns & self.ever_aware

    def make_room(self, who: Array) -> None:
        """Replace residents of the community by newcomers."""
        p, random = self.p, self.random
        u_any, u_kind = random.random(len(who)), random.random(len(who))
        for i, slot in enumerate(who):
            record = rules.prior_record(
                p, bool(self.town.persistent[slot]), int(self.status[slot]), u_any[i], u_kind[i]
            )
            self.felonies[slot], self.misdemeanors[slot], self.aggravated[slot] = record
        has_record = (self.felonies[who] > 0) | (self.misdemeanors[who] > 0)
        self.fbi_only[who] = has_record & (random.random(len(who)) < p.fbi_only_share)
        self.in_ident[who] = random.random(len(who)) < self.ident_share[who]
        self.place[who] = COMMUNITY
        self.risk[who] = self.trust_gain[who] = self.trust_loss[who] = 0.0
        self.aware[who] = False
        self.ever_aware[who] = random.random(len(who)) < p.awareness_share

    def tell(self, subject: int, of_removal: bool, no_conviction: bool) -> None:
        """Spread news of a removal or a pretextual arrest: household, ties, ties of ties."""
        p, town = self.p, self.town
        first = town.household_first[subject]
        ties = town.ties[subject]
        ties = ties[ties >= 0]
        further = town.ties[ties].ravel()
        further = further[self.random.random(len(further)) < p.tie_of_tie_hears]
        distance = np.full(len(town), 3, dtype=np.int8)
        distance[further[further >= 0]] = 2
        distance[ties[self.random.random(len(ties)) < p.tie_hears]] = 1
        distance[first : first + town.household_size[subject]] = 0
        distance[subject] = 3
        who = np.flatnonzero((distance < 3) & ((self.place == COMMUNITY) | (self.place == JAIL)))
        steps = distance[who]
        strength = np.array((1.0, p.tie_news_weight, p.tie_of_tie_news_weight))[steps]
        strength *= 1.0 if of_removal else p.pretext_news_ratio
        strength *= p.no_conviction_news_ratio if no_conviction else 1.0
        self.risk[who] += strength * p.news_risk
        self.trust_loss[who] += strength * p.news_trust_loss
        if of_removal and self.active:
            self.aware[who] = True


def _exposure(town: Town, status: Array, hispanic: Array) -> Array:
    p = town.p
    by_status = np.array((0.0, p.exposure_lawful, 1.0))
    largest = np.maximum(by_status[status], p.exposure_household * by_status[town.household_status])
    nearby = p.exposure_neighborhood * town.cell_undocumented[town.cell]
    return np.maximum(largest, nearby) + p.exposure_hispanic * hispanic
