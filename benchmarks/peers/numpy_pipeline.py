"""From arrest to removal over NumPy arrays: one case per resident, each stage over all residents.

The case of a person at large is dropped when the person is arrested again: that loses about one
conviction in fifty, and is how such models keep one state per person.
"""

from __future__ import annotations

import numpy as np

from benchmarks.peers import rules
from benchmarks.peers.cases import AT_LARGE, RELEASE, SERVING, TO_DISPOSITION, TRANSFER
from benchmarks.peers.numpy_people import People
from benchmarks.peers.rules import COMMUNITY, FELONY, ICE_CUSTODY, JAIL, PETTY, PRETEXT, REMOVED
from benchmarks.peers.town import Array, Town

NO_CASE = -1


class Pipeline:
    """The cases of all residents, as arrays parallel to those of ``People``."""

    def __init__(self, town: Town, people: People) -> None:
        """Begin without cases."""
        self.people = people
        size = len(town)
        self.stage = np.full(size, NO_CASE, dtype=np.int8)
        self.due = np.zeros(size, dtype=np.int64)
        self.disposition = np.zeros(size, dtype=np.int64)
        self.ground = np.zeros(size, dtype=np.int8)
        self.charge = np.zeros(size, dtype=np.int8)
        self.matched = np.zeros(size, dtype=bool)
        self.held = np.zeros(size, dtype=bool)
        self.to_be_removed = np.zeros(size, dtype=bool)
        self.custody_until = np.zeros(size, dtype=np.int64)
        p = town.p
        self.detainer = np.array(
            [
                [[rules.detainer_probability(p, s, k, c) for c in range(3)] for k in range(4)]
                for s in range(3)
            ]
        )
        self.removal = np.array(
            [[rules.removal_probability(p, s, k) for k in range(4)] for s in range(3)]
        )

    def book(self, who: Array, ground: Array) -> None:
        """Book people into jail."""
        people, p = self.people, self.people.p
        random, week, size = people.random.random, people.week, len(who)
        level = people.levels(who)
        minor = ground >= rules.MINOR
        felony = np.array((p.felony_share_violent, p.felony_share_property, p.felony_share_cause))
        u = random(size)
        for_cause = np.where(u < felony[np.minimum(ground, 2)], FELONY, rules.MISDEMEANOR)
        petty = np.where(u < p.misdemeanor_share_minor, rules.MISDEMEANOR, PETTY)
        charge = np.where(minor, petty, for_cause)
        electronic = random(size) < (
            1.0 if week >= people.town.electronic_from else p.electronic_share
        )
        matched = electronic & people.in_ident[who] & people.active
        noncitizen = people.status[who] != 0
        found = matched | (noncitizen & (random(size) < people.town.detection))
        held = found & (random(size) < self.detainer[people.status[who], level, charge])
        median = np.array(
            (
                p.disposition_median_minor,
                p.disposition_median_misdemeanor,
                p.disposition_median_felony,
            )
        )
        medians = (np.log(1.0 - random(size)) / np.log(0.5)) ** (1.0 / p.disposition_shape)
        weeks = np.minimum(median[charge] * medians, 519.0).astype(np.int64)
        disposition = week + 1 + weeks
        release = np.array((p.release_minor, p.release_misdemeanor, p.release_felony))[charge]
        release = np.where((level == 1) | (level == 2), p.serious_record_release_ratio, 1) * release
        early = held & (random(size) < p.before_disposition_share)
        out = ~held & (random(size) < release)
        people.place[who] = JAIL
        self.stage[who] = np.where(early, TRANSFER, np.where(out, RELEASE, TO_DISPOSITION))
        self.due[who] = np.where(early | out, week + 1, disposition)
        self.disposition[who], self.ground[who], self.charge[who] = disposition, ground, charge
        self.matched[who], self.held[who] = matched, held
        people.count("prints", electronic.sum())
        people.count("matches", matched.sum())
        people.count("detainers", (matched & held).sum())
        for slot, clean in zip(who[ground == PRETEXT], level[ground == PRETEXT] == 0, strict=True):
            people.tell(int(slot), False, bool(clean))

    def advance(self) -> None:
        """Advance every case whose stage has ended to the next stage."""
        people, week = self.people, self.people.week
        due = (self.stage != NO_CASE) & (self.due <= week)
        at_large = due & (self.stage == AT_LARGE)
        transfer = due & (self.stage == TRANSFER)
        judged = at_large | (due & (self.stage == TO_DISPOSITION))
        served = due & (self.stage == SERVING)
        released = np.flatnonzero(due & (self.stage == RELEASE))
        people.place[released] = COMMUNITY
        self.stage[released] = AT_LARGE
        self.due[released] = np.maximum(self.disposition[released], week + 1)
        self._dispose(np.flatnonzero(judged), at_large)
        self._end_of_jail(np.flatnonzero(served))
        self._transfer(np.flatnonzero(transfer))

    def _dispose(self, who: Array, at_large: Array) -> None:
        people, p = self.people, self.people.p
        charge = self.charge[who]
        chance = np.array((p.conviction_minor, p.conviction_misdemeanor, p.conviction_felony))
        chance = chance[charge] * np.where(
            self.ground[who] == PRETEXT, p.pretext_conviction_ratio, 1
        )
        dropped = self.held[who] & (charge != FELONY)
        chance = chance * np.where(dropped, 1.0 - p.dismissed_for_ice, 1.0)
        convicted = people.random.random(len(who)) < chance
        felons = who[convicted & (charge == FELONY)]
        others = who[convicted & (charge != FELONY)]
        people.fbi_only[who[convicted]] = False
        people.felonies[felons] = np.minimum(people.felonies[felons] + 1, 3)
        people.aggravated[felons] |= people.random.random(len(felons)) < p.aggravated_share
        people.misdemeanors[others] = np.minimum(people.misdemeanors[others] + 1, 3)
        u = people.random.random(len(who))
        to_prison = u < p.felony_prison_share
        to_jail = ~to_prison & (u < p.felony_prison_share + p.felony_jail_share)
        served = p.sentence_served_share * (
            p.sentence_weeks_prison * to_prison + p.sentence_weeks_felony * to_jail
        )
        term = np.where(charge == FELONY, served, p.sentence_weeks_misdemeanor)
        term = np.where(charge == PETTY, 0.0, term) * convicted
        free = term == 0.0
        self.stage[who[free & at_large[who]]] = NO_CASE
        self._end_of_jail(who[free & ~at_large[who]])
        jailed = who[~free]
        people.place[jailed] = JAIL
        self.stage[jailed] = SERVING
        self.due[jailed] = people.week + people.random.geometric(1.0 / np.maximum(term[~free], 1.0))

    def _end_of_jail(self, who: Array) -> None:
        held, free = who[self.held[who]], who[~self.held[who]]
        self.stage[held] = TRANSFER
        self.due[held] = self.people.week + 1
        self.stage[free] = NO_CASE
        self.people.place[free] = COMMUNITY

    def _transfer(self, who: Array) -> None:
        people, p = self.people, self.people.p
        chance = self.removal[people.status[who], people.levels(who)]
        self.to_be_removed[who] = people.random.random(len(who)) < chance
        weeks = [rules.custody_weeks(p, u) for u in people.random.random(len(who))]
        self.custody_until[who] = people.week + np.array(weeks, dtype=np.int64)
        people.place[who] = ICE_CUSTODY
        self.stage[who] = NO_CASE
        people.count("custody", self.matched[who].sum())
        people.count("other_custody", (~self.matched[who]).sum())

    def end_custody(self) -> None:
        """Remove or release all people whose custody ends."""
        people = self.people
        ended = (people.place == ICE_CUSTODY) & (self.custody_until <= people.week)
        people.place[ended & ~self.to_be_removed] = COMMUNITY
        removed = np.flatnonzero(ended & self.to_be_removed)
        people.place[removed] = REMOVED
        clean = people.levels(removed) == 0
        people.count("removals", self.matched[removed].sum())
        people.count("other_removals", (~self.matched[removed]).sum())
        people.count("non_criminal_removals", (clean & self.matched[removed]).sum())
        for slot, without in zip(removed, clean, strict=True):
            people.tell(int(slot), True, bool(without))
