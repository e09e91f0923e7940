"""ICE: detainers, beds, custody, removals and follow-ups.

There is one for the whole world, so jurisdictions compete for its beds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import mesa

from scomm.model import events, measures, streams
from scomm.model.mesa_model.agents.messages import Case, News
from scomm.model.population import state as bits
from scomm.model.randomness import AT_LARGE, CUSTODY, ORDER
from scomm.model.rules import booking, detention
from scomm.model.stages import IN_CUSTODY, ORDERED, SOUGHT, SUCCESSION, TRANSFER_DUE

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.resident import Resident
    from scomm.model.mesa_model.world import World


class ICE(mesa.Agent):
    """Immigration and Customs Enforcement: ``custody`` are those in its beds.

    ``sought`` are those whom it will arrest at large, ``ordered`` those ordered to appear, both in
    the order in which they were listed.
    """

    model: World

    def __init__(self, world: World) -> None:
        """Begin with empty beds; those of other ICE work are left out of ``bed_parts``."""
        super().__init__(world)
        self.bed_parts = world.start.ice_bed_parts
        self.custody: list[Case] = []
        self.sought: list[Case] = []
        self.ordered: list[Case] = []
        self.removed: list[Case] = []

    def asks_to_hold(self, resident: Resident, charge: int, matched: bool, draw: float) -> bool:
        """Decide on a detainer for a person matched or found otherwise."""
        memo = detention.memo_in_force(self.model.start.memo_weeks, self.model.week)
        probability = detention.detainer_probability(
            self.model.numbers, resident.status, resident.level, charge, resident.prior_order, memo
        )
        place, tally = resident.jurisdiction, self.model.tally
        if matched:
            tally.expect(place, resident.group, measures.EXPECTED_DETAINERS, probability)
        if draw >= probability:
            return False
        if matched:
            tally.count(place, resident.group, measures.DETAINERS)
        self.model.note(events.DETAINER, place, resident.slot, -1, probability, draw)
        return True

    # Follow-ups

    def seek(self, case: Case) -> None:
        """List a person if ICE will arrest them at large: nobody was taken on the detainer.

        What follows is keyed apart from what follows the arrest by the police.
        """
        model, origin = self.model, case.origin
        u_arrest, u_weeks, _, _ = case.resident.jurisdiction.draw_at(AT_LARGE, origin)
        if detention.is_arrested_at_large(model.numbers, u_arrest):
            due = model.week + booking.weeks_until(model.numbers.at_large_weeks, u_weeks)
            sought = case.followed_up(SOUGHT, due, u_arrest)
            sought.origin = replace(origin, stream=origin.stream + streams.AT_LARGE)
            self.sought.append(sought)

    def _follow_up_without_bed(self, case: Case) -> None:
        """Order somebody let go for want of a bed to appear, or list them to be looked for."""
        model, p, place = self.model, self.model.numbers, case.resident.jurisdiction
        u_order, u_weeks, u_removal, u_successor = place.draw_at(ORDER, case.origin)
        if detention.is_ordered_to_appear(p, u_order):
            share = p.order_to_appear_share
            model.note(events.ORDERED, place, case.resident.slot, -1, share, u_order)
            due = model.week + booking.weeks_until(p.order_weeks, u_weeks)
            ordered = case.followed_up(ORDERED, due, u_removal, successor_draw=u_successor)
            self.ordered.append(ordered)
        elif case.origin.stream < streams.AT_LARGE:
            self.seek(case)

    def _acts(self, case: Case, listed: list[Case]) -> bool:
        """Check that ICE can act on a follow-up that is due; unless it waits, it leaves the list.

        Somebody in jail is waited for.
        """
        resident = case.resident
        becomes = detention.follow_up(
            resident.arrival != case.arrival, resident.in_community, resident.location == bits.JAIL
        )
        if becomes != detention.WAITS:
            listed.remove(case)
        return becomes == detention.ACTS

    def arrest_at_large(self) -> list[Case]:
        """Arrest the people found this week; return their cases, due for transfer."""
        arrested = []
        for case in [case for case in self.sought if case.due <= self.model.week]:
            if self._acts(case, self.sought):
                resident, place = case.resident, case.resident.jurisdiction
                place.moved(resident, bits.JAIL)
                probability = self.model.numbers.at_large_arrest
                draw = case.follow_up_draw
                self.model.note(events.AT_LARGE_ARREST, place, resident.slot, -1, probability, draw)
                case.stage = TRANSFER_DUE
                place.jail.cases.append(case)
                arrested.append(case)
        return arrested

    def decide_orders(self) -> list[News]:
        """Decide about people whose order to appear comes due; return the news of removals."""
        news = []
        for case in [case for case in self.ordered if case.due <= self.model.week]:
            if self._acts(case, self.ordered):
                resident, place, draw = (
                    case.resident,
                    case.resident.jurisdiction,
                    case.follow_up_draw,
                )
                probability = detention.removal_after_order_probability(
                    self.model.numbers, resident.status, resident.level
                )
                self.model.note(events.ORDER_DUE, place, resident.slot, -1, probability, draw)
                expected = self._expected(case)
                self.model.tally.expect(place, resident.group, expected, probability)
                if draw < probability:
                    news.append(self._remove(case))
        return news

    # Custody

    def end_custody(self) -> list[News]:
        """Remove or release those whose custody ends this week; return the news of removals."""
        news = []
        for case in [case for case in self.custody if case.due <= self.model.week]:
            self.custody.remove(case)
            if case.removed_at_end:
                news.append(self._remove(case))
            else:
                resident = case.resident
                resident.jurisdiction.moved(resident, bits.COMMUNITY)
                self.model.note(events.ICE_RELEASED, resident.jurisdiction, resident.slot)
        return news

    def _remove(self, case: Case) -> News:
        resident, place = case.resident, case.resident.jurisdiction
        level = resident.level
        place.moved(resident, bits.REMOVED)
        measure = measures.REMOVALS_NONE + level if case.matched else measures.OTHER_REMOVALS
        self.model.tally.count(place, resident.group, measure)
        place.enforce()
        self.model.note(events.REMOVED, place, resident.slot, level)
        wait = booking.weeks_until(self.model.numbers.replacement_weeks, case.successor_draw)
        case.stage, case.due = SUCCESSION, self.model.week + wait
        self.removed.append(case)
        return News(resident, pretext=False, no_conviction=level == 0)

    def take(self, cases: list[Case]) -> None:
        """Take people from jails as beds allow, in the rules' order.

        Without a free bed a person is released: the detainer lapses, and an open case continues.
        """
        queue = []
        for case in cases:
            place, resident = case.resident.jurisdiction, case.resident
            draws = place.draw_at(CUSTODY, case.origin)
            rank = detention.bed_rank(resident.level, case.charge, resident.prior_order)
            first, time = detention.bed_race(self.model.numbers, rank, draws[2])
            order = detention.bed_order(first, time, place.code, resident.slot)
            queue.append((order, case, draws))
        queue.sort(key=lambda entry: entry[0])
        free = self.bed_parts - sum(case.resident.jurisdiction.bed_parts for case in self.custody)
        for _, case, draws in queue:
            if free > 0:
                self._take(case, draws)
            else:
                self._let_go(case)
            free -= case.resident.jurisdiction.bed_parts

    def _take(self, case: Case, draws: tuple[float, float, float, float]) -> None:
        model, p, resident = self.model, self.model.numbers, case.resident
        place = resident.jurisdiction
        place.jail.cases.remove(case)
        place.moved(resident, bits.ICE_CUSTODY)
        model.tally.count(
            place, resident.group, measures.CUSTODY if case.matched else measures.OTHER_CUSTODY
        )
        u_removal, u_weeks, _, case.successor_draw = draws
        prior_order = resident.prior_order
        probability = detention.removal_probability(p, resident.status, resident.level, prior_order)
        model.note(events.TAKEN, place, resident.slot, -1, probability, u_removal)
        if case.disposition >= model.week:
            model.note(events.DROPPED, place, resident.slot)
        expected = self._expected(case)
        model.tally.expect_removal(place, resident.group, expected, probability, prior_order)
        case.removed_at_end = u_removal < probability
        case.stage = IN_CUSTODY
        case.due = model.week + detention.custody_weeks(p, prior_order, u_weeks)
        self.custody.append(case)

    def _expected(self, case: Case) -> int:
        """Return the measure to which the probability of a removal is added."""
        if case.matched:
            return measures.EXPECTED_REMOVALS_NONE + case.resident.level
        return measures.EXPECTED_OTHER_REMOVALS

    def _let_go(self, case: Case) -> None:
        resident, place = case.resident, case.resident.jurisdiction
        place.moved(resident, bits.COMMUNITY)
        self.model.note(events.NO_BED, place, resident.slot)
        if case.disposition >= self.model.week:
            place.jail.go_at_large(case)
        else:
            place.jail.cases.remove(case)
        self._follow_up_without_bed(case)

    def send_successors(self) -> None:
        """Let newcomers take the places of people removed, each when due."""
        for case in [case for case in self.removed if case.due <= self.model.week]:
            self.removed.remove(case)
            case.resident.replace(self.model.week)
