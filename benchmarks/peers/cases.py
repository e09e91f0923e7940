"""The case of a resident who was arrested, in plain Python: booking, courts, ICE custody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.peers import rules
from benchmarks.peers.rules import COMMUNITY, FELONY, ICE_CUSTODY, JAIL, PRETEXT, REMOVED

RELEASE, AT_LARGE, TO_DISPOSITION, SERVING, TRANSFER = range(5)


@dataclass(slots=True)
class Case:
    """One arrest's case; ``due`` is when its stage ends."""

    ground: int
    charge: int
    matched: bool
    held: bool
    disposition: int
    stage: int
    due: int


class CaseRules:
    """The part of a resident that deals with arrests; see ``ResidentRules``."""

    model: Any
    status: int
    in_ident: bool
    fbi_only: bool
    felonies: int
    misdemeanors: int
    aggravated: bool
    cases: list[Any]

    @property
    def level(self) -> int:
        """Return ICE's level of the record."""
        return rules.level_of(self.felonies, self.misdemeanors, self.aggravated)

    def book(self, ground: int) -> None:
        """Book the resident into jail after an arrest."""
        society, p = self.model, self.model.town.p
        random, week, level = society.random.random, society.week, self.level
        if ground == PRETEXT:
            society.news.append((self, False, level == 0))
        charge = rules.charge(p, ground, random())
        self.place = JAIL
        electronic = week >= society.town.electronic_from or random() < p.electronic_share
        society.count("prints", electronic)
        matched = electronic and self.in_ident and society.active
        found = matched or (self.status != rules.CITIZEN and random() < society.town.detection)
        asked = rules.detainer_probability(p, self.status, level, charge)
        held = found and random() < asked
        society.count("matches", matched)
        society.count("detainers", matched and held)
        disposition = week + rules.disposition_weeks(p, charge, random())
        stage, due = TO_DISPOSITION, disposition
        if held:
            if random() < p.before_disposition_share:
                stage, due = TRANSFER, week + 1
        else:
            release = (p.release_minor, p.release_misdemeanor, p.release_felony)[charge]
            if level in (1, 2):
                release *= p.serious_record_release_ratio
            if random() < release:
                stage, due = RELEASE, week + 1
        self.cases.append(Case(ground, charge, matched, held, disposition, stage, due))

    def advance_cases(self) -> None:
        """Advance every case whose stage has ended to the next stage."""
        week = self.model.week
        for case in list(self.cases):
            if case.due > week:
                continue
            if case.stage == RELEASE:
                self.place = COMMUNITY
                case.held = False
                case.stage, case.due = AT_LARGE, max(case.disposition, week + 1)
            elif case.stage == AT_LARGE and self.place in (ICE_CUSTODY, REMOVED):
                self.cases.remove(case)
            elif case.stage in (AT_LARGE, TO_DISPOSITION):
                self._disposition(case)
            elif case.stage == SERVING:
                self._end_of_jail(case)
            else:
                self._transfer(case)

    def _disposition(self, case: Case) -> None:
        society, p = self.model, self.model.town.p
        random = society.random.random
        at_large = case.stage == AT_LARGE
        convicts = rules.conviction_probability(p, case.ground, case.charge, case.held)
        convicted, term = random() < convicts, 0.0
        if convicted:
            self.fbi_only = False
            term = rules.mean_term(p, case.charge, random())
            if case.charge == FELONY:
                self.felonies = min(self.felonies + 1, 3)
                self.aggravated = self.aggravated or random() < p.aggravated_share
            else:
                self.misdemeanors = min(self.misdemeanors + 1, 3)
        free = term == 0.0 or (at_large and self.place != COMMUNITY)
        if free and at_large:
            self.cases.remove(case)
        elif free:
            self._end_of_jail(case)
        else:
            self.place = JAIL
            case.stage = SERVING
            case.due = society.week + rules.weeks_until(term, random())

    def _end_of_jail(self, case: Case) -> None:
        if case.held:
            case.stage, case.due = TRANSFER, self.model.week + 1
        else:
            self.cases.remove(case)
            self.place = COMMUNITY

    def _transfer(self, case: Case) -> None:
        society, p = self.model, self.model.town.p
        self.cases.remove(case)
        self.place = ICE_CUSTODY
        self.matched = case.matched
        society.count("custody" if case.matched else "other_custody")
        random = society.random.random
        self.to_be_removed = random() < rules.removal_probability(p, self.status, self.level)
        self.custody_left = rules.custody_weeks(p, random())

    def wait_in_custody(self) -> None:
        """Simulate a week in ICE custody, which can end in removal or release."""
        self.custody_left -= 1
        if self.custody_left >= 0:
            return
        if not self.to_be_removed:
            self.place = COMMUNITY
            return
        self.place = REMOVED
        level = self.level
        self.model.count("removals" if self.matched else "other_removals")
        self.model.count("non_criminal_removals", self.matched and level == 0)
        self.model.news.append((self, True, level == 0))
