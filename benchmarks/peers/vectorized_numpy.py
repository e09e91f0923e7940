"""The county over NumPy arrays, each rule over all residents weekly, as in Starsim and Covasim.

``Week`` draws the residents affected by each kind of event and passes them to the rules.
"""

from __future__ import annotations

import numpy as np

from benchmarks.peers import rules
from benchmarks.peers.job import simulate_county
from benchmarks.peers.numpy_people import People
from benchmarks.peers.numpy_pipeline import NO_CASE, Pipeline
from benchmarks.peers.rules import COMMUNITY, REMOVED
from benchmarks.peers.town import Array, Town


class County:
    """The county: its people, their cases, its officers and offenders' beliefs."""

    def __init__(self, town: Town, seed: int) -> None:
        """Fill the county."""
        self.people = People(town, seed)
        self.pipeline = Pipeline(town, self.people)
        self.factor = np.ones(2)
        self.known = np.zeros((2, 2))
        self.before = np.zeros(2)
        self.seen = np.zeros((2, 2))

    def run(self) -> None:
        """Simulate all weeks."""
        for _ in range(self.people.town.weeks):
            self.step()

    def step(self) -> None:
        """Simulate a week for all residents."""
        people, pipeline = self.people, self.pipeline
        town, p, random = people.town, people.p, people.random
        size = len(town)
        people.active = people.week >= town.active_from
        self.seen[:] = 0.0
        people.fade()
        pipeline.advance()
        pipeline.end_custody()
        free = people.place == COMMUNITY
        moving = np.flatnonzero(free & (random.random(size) < town.rates.move))
        rate = people.crime_rate * self.factor[people.ethnicity]
        arrested, ground = self._crimes(np.flatnonzero(free & (random.random(size) < rate)))
        for_cause = np.flatnonzero(free & (random.random(size) < people.cause_rate))
        people.count("arrests_cause", len(for_cause))
        stopped = np.flatnonzero(free & (random.random(size) < people.encounter_rate))
        foreign = random.random(size) < people.foreign
        if people.active:
            more = random.random(size) < people.encounter_rate * p.profiling
            stopped = np.concatenate((stopped, np.flatnonzero(free & foreign & more)))
        by_patrol, over = self._encounters(stopped, foreign[stopped])
        who = np.concatenate((arrested, for_cause, by_patrol))
        why = np.concatenate((ground, np.full(len(for_cause), rules.CAUSE), over))
        who, first = np.unique(who, return_index=True)
        pipeline.book(who, why[first])
        moving = moving[people.place[moving] == COMMUNITY]
        gone = people.place == REMOVED
        replaced = np.flatnonzero(gone & (random.random(size) < 1.0 / p.replacement_weeks))
        newcomers = np.concatenate((moving, replaced))
        pipeline.stage[newcomers] = NO_CASE
        people.make_room(newcomers)
        self._learn()
        people.week += 1

    def _crimes(self, named: Array) -> tuple[Array, Array]:
        """Simulate crimes against the given victims; return those arrested, and the grounds."""
        people, town, p = self.people, self.people.town, self.people.p
        random = people.random.random
        violent = random(len(named)) < p.violent_share
        victim = np.where(violent, named, self._answering(named))
        offender = self._offenders(town.cell[named])
        happens = (people.place[offender] == COMMUNITY) & (offender != victim)
        victim, offender, violent = victim[happens], offender[happens], violent[happens]
        by_victim = people.reports(victim, violent)
        witness = self._drawn_from(people.in_cell, town.cell[victim])
        share = np.where(violent, p.witness_share_violent, p.witness_share_property)
        there = (random(len(victim)) < share) & (people.place[witness] == COMMUNITY)
        there &= (witness != victim) & (witness != offender)
        by_witness = there * people.reports(witness, violent)
        either = by_victim + (1.0 - by_victim) * by_witness
        np.add.at(self.seen[0], people.ethnicity[victim], either)
        np.add.at(self.seen[1], people.ethnicity[victim], 1.0)
        reported = random(len(victim)) < either
        clearance = np.where(violent, p.clearance_violent, p.clearance_property)
        clearance = clearance * (1.0 + p.cooperation_weight * (people.trust(victim) - 0.5))
        cleared = reported & (random(len(victim)) < clearance)
        people.count("victimizations", len(victim))
        people.count("reports", reported.sum())
        people.count("arrests_index", cleared.sum())
        for helped in victim[cleared]:
            first = town.household_first[helped]
            people.trust_gain[first : first + town.household_size[helped]] += p.help_trust_gain
        return offender[cleared], np.where(violent[cleared], rules.VIOLENT, rules.PROPERTY)

    def _encounters(self, stopped: Array, foreign: Array) -> tuple[Array, Array]:
        """Simulate stops of the given residents; return those arrested, and the grounds."""
        people, p = self.people, self.people.p
        people.count("encounters", len(stopped))
        arrest = np.where(
            people.status[stopped] == rules.UNDOCUMENTED,
            min(p.minor_arrest_share * p.no_license_arrest_ratio, 1.0),
            p.minor_arrest_share,
        )
        officer = people.random.choice(people.town.officer_propensity, len(stopped))
        pretext = (1.0 - arrest) * officer * (foreign & people.active)
        u = people.random.random(len(stopped))
        minor, pretextual = u < arrest, (u >= arrest) & (u < arrest + pretext)
        people.count("arrests_minor", minor.sum())
        people.count("arrests_pretext", pretextual.sum())
        taken = minor | pretextual
        return stopped[taken], np.where(minor[taken], rules.MINOR, rules.PRETEXT)

    def _answering(self, named: Array) -> Array:
        """Return the respondent of each resident's household: its first member in the community."""
        town, place = self.people.town, self.people.place
        answers = named.copy()
        for member in range(int(town.household_size.max()) - 1, -1, -1):
            slot = np.minimum(town.household_first[named] + member, len(town) - 1)
            inside = (member < town.household_size[named]) & (place[slot] == COMMUNITY)
            answers[inside] = slot[inside]
        return answers

    def _offenders(self, cell: Array) -> Array:
        people, p, size = self.people, self.people.p, len(cell)
        anywhere = people.random.integers(len(people.in_cell), size=size)
        cell = np.where(people.random.random(size) < p.local_offender_share, cell, anywhere)
        few = people.random.random(size) < p.persistent_crime_share
        persistent = self._drawn_from(people.persistent, cell)
        return np.where(few, persistent, self._drawn_from(people.in_cell, cell))

    def _drawn_from(self, groups: list[Array], cell: Array) -> Array:
        """Draw one member of each cell's group."""
        u = self.people.random.random(len(cell))
        drawn = [groups[c][int(x * len(groups[c]))] for c, x in zip(cell, u, strict=True)]
        return np.array(drawn, dtype=np.int64)

    def _learn(self) -> None:
        """Update offenders' beliefs about reporting."""
        p, week = self.people.p, self.people.week
        if -(p.burn_in_weeks // 2) <= week < 0:
            self.known += self.seen
        elif week >= 0:
            self.known = self.known * 0.5 ** (1.0 / p.deterrence_half_life) + self.seen
        if week == -1:
            self.before = self.known[0] / np.maximum(self.known[1], 1.0)
            self.known[:] = 0.0
        if week >= -1 and (self.before > 0.0).all():
            weight = p.deterrence_prior_weight
            recent = (self.known[0] + weight * self.before) / (self.known[1] + weight)
            factor = (recent / self.before) ** -p.deterrence_elasticity
            self.factor = np.clip(factor, 0.5, 2.0)


if __name__ == "__main__":
    simulate_county("numpy", County, lambda county: county.run, lambda county: county.people.totals)
