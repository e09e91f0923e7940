"""A jail: bookings, prints, holds for ICE, releases, and the course of each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scomm.model import events, measures
from scomm.model.mesa_model.agents.messages import Arrest, Case
from scomm.model.population import state as bits
from scomm.model.randomness import CASE, PRINTS, SENTENCE
from scomm.model.rules import booking, courts, detention
from scomm.model.stages import (
    AT_LARGE,
    ENDED,
    HELD_TO_DISPOSITION,
    IN_PRISON,
    RELEASE_DUE,
    SERVING,
    TRANSFER_DUE,
)

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
    from scomm.model.mesa_model.agents.resident import Resident
    from scomm.model.mesa_model.world import World


class Jail(mesa.Agent):
    """One jail a jurisdiction, with its detainer policy and its other screening for ICE."""

    model: World

    def __init__(self, world: World, jurisdiction: Jurisdiction) -> None:
        """Open the jail of a jurisdiction."""
        super().__init__(world)
        start, number = world.start, jurisdiction.number
        self.jurisdiction = jurisdiction
        self.beds = int(start.jail_beds[number])
        self.detainer_policy = int(start.places.detainer_policy[number])
        self.before_disposition_share = float(start.practices.before_disposition_share[number])
        self.conviction_log_odds = float(start.practices.conviction_log_odds[number])
        self.detection = float(start.practices.detection[number])
        self.felony_referral_only = bool(start.places.felony_referral_only[number])
        self.cases: list[Case] = []

    # Booking

    def book(self, arrest: Arrest, draws: tuple[float, float, float, float]) -> None:
        """Book a person: prints, perhaps a match and a detainer, and the case's first stage.

        ``draws`` are the arrest's four: order among arrests, charge, release, disposition.
        """
        model, place, resident = self.model, self.jurisdiction, arrest.resident
        p, week, tally = model.numbers, model.week, model.tally
        u_order, u_charge, u_release, u_disposition = draws
        u_convict, u_detainer, u_before, u_interview = place.draw_at(CASE, arrest.origin)
        charge = booking.charge_for(p, arrest.ground, u_charge)
        place.moved(resident, bits.JAIL)
        model.note(events.BOOKED, place, resident.slot, charge)
        u_electronic = place.draw_at(PRINTS, arrest.origin)[0]
        electronic_from = model.start.electronic_from
        electronic = booking.taken_electronically(p, week, electronic_from, u_electronic)
        if electronic:
            tally.count(place, resident.group, measures.PRINTS)
        forwards = place.state.forwards(week)
        matched = booking.matches(electronic, resident.in_ident, place.active, forwards)
        refers = booking.may_refer(self.felony_referral_only, charge, arrest.ground)
        found = booking.found_otherwise(
            matched, arrest.inquiry, refers, self.detection, resident.status, u_interview
        )
        if matched:
            tally.count(place, resident.group, measures.MATCHES)
            model.note(events.MATCHED, place, resident.slot)
        if found:
            model.note(events.FOUND, place, resident.slot)
        detainer = (matched or found) and model.ice.asks_to_hold(
            resident, charge, matched, u_detainer
        )
        held = detainer and detention.detainer_honored(self.detainer_policy, resident.level, charge)
        if held:
            place.enforce()
            model.note(events.HELD, place, resident.slot)
            if matched:
                tally.count(place, resident.group, measures.HOLDS)
        would_leave = self._would_leave(resident, charge, held, forwards, u_release)
        stage = booking.first_stage(held, self.before_disposition_share, would_leave, u_before)
        disposition = week + courts.disposition_weeks(p, charge, u_disposition)
        case = Case(
            origin=arrest.origin,
            resident=resident,
            arrival=resident.arrival,
            ground=arrest.ground,
            charge=charge,
            order=u_order,
            matched=matched,
            held=held,
            would_leave=would_leave,
            disposition=disposition,
            conviction_draw=u_convict,
            stage=stage,
            due=booking.stage_ends(stage, week, disposition),
        )
        self.cases.append(case)
        if detainer and not held:
            model.ice.seek(case)

    def _would_leave(
        self, resident: Resident, charge: int, held: bool, forwards: bool, u: float
    ) -> bool:
        """Decide on release before the case ends, which a hold for ICE prevents.

        Counts serious records that nobody saw, where that matters.
        """
        serious = booking.is_serious(resident.level)
        known = booking.record_known(resident.fbi_only, forwards)
        probability = booking.release_probability(self.model.numbers, charge, serious and known)
        would_leave = u < probability
        if not held and serious and not known:
            tally, place, group = self.model.tally, self.jurisdiction, resident.group
            expected = measures.EXPECTED_UNRECOGNIZED_RELEASES
            tally.expect(place, group, expected, probability)
            if would_leave:
                tally.count(place, group, measures.UNRECOGNIZED_RELEASES)
        return would_leave

    def relieve_crowding(self) -> None:
        """Release people where the jail is over its beds, as the rules choose them."""
        imprisoned = sum(case.stage == IN_PRISON for case in self.cases)
        inside = sum(r.location == bits.JAIL for r in self.jurisdiction.residents) - imprisoned
        if inside <= self.beds:
            return
        free = [
            case for case in self.cases if booking.may_leave_when_crowded(case.stage, case.held)
        ]
        free.sort(key=lambda c: booking.crowding_order(c.charge, c.order, c.resident.slot))
        for case in free[: inside - self.beds]:
            self._release_early(case)

    # The course of a case

    def advance_cases(self) -> list[Case]:
        """Advance every case whose stage ends this week; return those due for transfer to ICE."""
        due = [case for case in self.cases if case.due <= self.model.week]
        for case in due:
            if case.stage == RELEASE_DUE:
                self._release_early(case)
            elif case.stage == AT_LARGE:
                self._dispose_at_large(case)
            elif case.stage == HELD_TO_DISPOSITION:
                if case.held:
                    booked = case.origin.week
                    self._count_weeks(
                        case,
                        courts.weeks_beyond_release(case.would_leave, booked, self.model.week),
                    )
                self._dispose(case)
            elif case.stage in (SERVING, IN_PRISON):
                self._end_of_jail(case, booking.stage_after_jail(case.held))
        return [case for case in due if case.stage == TRANSFER_DUE and case.due <= self.model.week]

    def _release_early(self, case: Case) -> None:
        self.jurisdiction.moved(case.resident, bits.COMMUNITY)
        self.model.note(events.RELEASED_EARLY, self.jurisdiction, case.resident.slot)
        self.go_at_large(case)

    def go_at_large(self, case: Case) -> None:
        """Continue a case while its defendant is in the community."""
        case.held = False
        self._begin(case, AT_LARGE)

    def _begin(self, case: Case, stage: int) -> None:
        """Begin a stage of a case, but a sentence, whose length is drawn."""
        case.stage = stage
        case.due = booking.stage_ends(stage, self.model.week, case.disposition)

    def _count_weeks(self, case: Case, weeks: int) -> None:
        """Count weeks that a person is in jail for ICE alone."""
        group, measure = case.resident.group, measures.WEEKS_HELD_FOR_ICE
        self.model.tally.count(self.jurisdiction, group, measure, weeks)

    def _dispose_at_large(self, case: Case) -> None:
        resident = case.resident
        gone = resident.arrival != case.arrival
        if gone or resident.location in (bits.ICE_CUSTODY, bits.REMOVED):
            self.cases.remove(case)
            self.model.note(events.DROPPED, self.jurisdiction, resident.slot)
        else:
            self._dispose(case)

    def _dispose(self, case: Case) -> None:
        """End the case in conviction or dismissal; a conviction may bring a sentence."""
        model, p, resident = self.model, self.model.numbers, case.resident
        place, draw = self.jurisdiction, case.conviction_draw
        probability = courts.conviction_probability(
            p, case.ground, case.charge, case.held, self.conviction_log_odds
        )
        convicted = draw < probability
        kind, by = (events.CONVICTED, case.charge) if convicted else (events.DISMISSED, -1)
        model.note(kind, place, resident.slot, by, probability, draw)
        term, u_length = courts.NO_TERM, 0.0
        if convicted:
            u_length, u_aggravated, u_term, _ = place.draw_at(SENTENCE, case.origin)
            resident.convictions = booking.with_conviction(
                p, resident.convictions, case.charge, u_aggravated
            )
            term = courts.term_for(p, case.charge, u_term)
        resident.fbi_only = booking.known_only_to_fbi(resident.fbi_only, convicted)
        at_large = case.stage == AT_LARGE
        after = courts.stage_after_disposition(case.stage, case.held, term, resident.in_community)
        if after in (SERVING, IN_PRISON):
            if at_large:
                place.moved(resident, bits.JAIL)
            case.stage = after
            case.due = model.week + courts.weeks_served(p, case.charge, term, u_length)
        elif at_large:
            self.cases.remove(case)
        else:
            self._end_of_jail(case, after)

    def _end_of_jail(self, case: Case, after: int) -> None:
        """Begin the stage ``after`` jail, or release a person whose case has ended."""
        if after != ENDED:
            # Without the hold the person would leave now; ICE comes in a week.
            self._count_weeks(case, 1)
            self._begin(case, after)
            return
        self.cases.remove(case)
        self.jurisdiction.moved(case.resident, bits.COMMUNITY)
        self.model.note(events.RELEASED, self.jurisdiction, case.resident.slot)
