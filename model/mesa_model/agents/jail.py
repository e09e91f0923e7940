"""A jail: bookings, prints, holds for ICE, releases, and the course of each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scomm.model import events, measures
from scomm.model.mesa_model.agents.messages import Arrest, Case
from scomm.model.population import state as bits
from scomm.model.randomness import CASE, SENTENCE
from scomm.model.rules import booking, detention
from scomm.model.stages import AT_LARGE, HELD_TO_DISPOSITION, RELEASE_DUE, SERVING, TRANSFER_DUE

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
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
        self.before_disposition_share = float(start.places.before_disposition_share[number])
        self.felony_referral_only = bool(start.places.felony_referral_only[number])
        self.screened = bool(start.screened[number])
        self.cases: list[Case] = []

    # Booking

    def book(self, arrest: Arrest, draws: tuple[float, float, float, float]) -> None:
        """Book somebody: prints, perhaps a match and a detainer, and how the case begins.

        ``draws`` are the arrest's four: order among arrests, charge, release, disposition.
        """
        model, place, resident = self.model, self.jurisdiction, arrest.resident
        p, week, tally = model.numbers, model.week, model.tally
        u_order, u_charge, u_release, u_disposition = draws
        u_convict, u_detainer, u_before, u_interview = place.draw_at(CASE, arrest.origin)
        charge = booking.charge(
            arrest.ground,
            p.felony_share_violent,
            p.felony_share_property,
            p.felony_share_cause,
            p.misdemeanor_share_minor,
            u_charge,
        )
        place.moved(resident, bits.JAIL)
        model.note(events.BOOKED, place, resident.slot, charge)
        tally.count(place, resident.group, measures.PRINTS)
        forwards = place.state.forwards(week)
        matched = booking.matches(resident.in_ident, place.active, forwards)
        found = not matched and (
            arrest.inquiry
            or booking.found_otherwise(
                resident.status != 0,
                self.screened,
                self.felony_referral_only,
                charge,
                arrest.ground == booking.INDEX_VIOLENT,
                p.interview_detection,
                u_interview,
            )
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
            model.note(events.HELD, place, resident.slot)
            if matched:
                tally.count(place, resident.group, measures.HOLDS)
        mean = booking.by_charge(
            charge,
            p.disposition_weeks_minor,
            p.disposition_weeks_misdemeanor,
            p.disposition_weeks_felony,
        )
        case = Case(
            origin=arrest.origin,
            resident=resident,
            arrival=resident.arrival,
            ground=arrest.ground,
            charge=charge,
            order=u_order,
            matched=matched,
            held=held,
            disposition=week + booking.weeks_until(mean, u_disposition),
            conviction_draw=u_convict,
            stage=HELD_TO_DISPOSITION,
            due=0,
        )
        case.due = case.disposition
        if held:
            if u_before < self.before_disposition_share:
                case.stage, case.due = TRANSFER_DUE, week + 1
        elif self._released_early(case, forwards, u_release):
            case.stage, case.due = RELEASE_DUE, week + 1
        self.cases.append(case)

    def _released_early(self, case: Case, forwards: bool, u: float) -> bool:
        """Say whether somebody is released before the case ends; count who was not recognized."""
        p, resident = self.model.numbers, case.resident
        serious = booking.is_serious(resident.level)
        known = booking.record_known(resident.fbi_only, forwards)
        probability = booking.release_probability(
            booking.by_charge(
                case.charge, p.release_minor, p.release_misdemeanor, p.release_felony
            ),
            serious and known,
            p.serious_record_release_ratio,
        )
        released = u < probability
        if serious and not known:
            tally, place, group = self.model.tally, self.jurisdiction, resident.group
            expected = measures.EXPECTED_UNRECOGNIZED_RELEASES
            tally.expect(place, group, expected, probability)
            if released:
                tally.count(place, group, measures.UNRECOGNIZED_RELEASES)
        return released

    def relieve_crowding(self) -> None:
        """Release people where the jail is over its beds: petty charges first, never those held."""
        inside = sum(r.place == bits.JAIL for r in self.jurisdiction.residents)
        if inside <= self.beds:
            return
        free = [
            case
            for case in self.cases
            if not case.held and case.stage in (RELEASE_DUE, HELD_TO_DISPOSITION)
        ]
        free.sort(key=lambda case: (case.charge, case.order, case.resident.slot))
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
                self._dispose(case)
            elif case.stage == SERVING:
                self._end_of_jail(case)
        return [case for case in due if case.stage == TRANSFER_DUE and case.due <= self.model.week]

    def _release_early(self, case: Case) -> None:
        self.jurisdiction.moved(case.resident, bits.COMMUNITY)
        self.model.note(events.RELEASED_EARLY, self.jurisdiction, case.resident.slot)
        self.go_at_large(case)

    def go_at_large(self, case: Case) -> None:
        """Let a case go on while its defendant is in the community."""
        case.stage, case.due = AT_LARGE, max(case.disposition, self.model.week + 1)
        case.held = False

    def _dispose_at_large(self, case: Case) -> None:
        resident = case.resident
        gone = resident.arrival != case.arrival
        if gone or resident.place in (bits.ICE_CUSTODY, bits.REMOVED):
            self.cases.remove(case)
            self.model.note(events.DROPPED, self.jurisdiction, resident.slot)
        else:
            self._dispose(case)

    def _dispose(self, case: Case) -> None:
        """End the case in conviction or dismissal; a conviction may bring a sentence."""
        model, p, resident = self.model, self.model.numbers, case.resident
        probability = booking.conviction_probability(
            case.ground == booking.PRETEXT,
            booking.by_charge(
                case.charge, p.conviction_minor, p.conviction_misdemeanor, p.conviction_felony
            ),
            p.pretext_conviction_ratio,
        )
        draw = case.conviction_draw
        at_large = case.stage == AT_LARGE
        if draw >= probability:
            model.note(events.DISMISSED, self.jurisdiction, resident.slot, -1, probability, draw)
            if at_large:
                self.cases.remove(case)
            else:
                self._end_of_jail(case)
            return
        model.note(
            events.CONVICTED, self.jurisdiction, resident.slot, case.charge, probability, draw
        )
        u_length, u_aggravated, _, _ = self.jurisdiction.draw_at(SENTENCE, case.origin)
        felony = case.charge == booking.FELONY
        resident.convictions = booking.with_conviction(
            resident.convictions, felony, u_aggravated < p.aggravated_share
        )
        resident.fbi_only = False  # What a local court decided is known here.
        if case.charge == booking.MINOR_OFFENSE or (at_large and resident.place != bits.COMMUNITY):
            # Time served for a petty offense, or a sentence served beside another.
            if at_large:
                self.cases.remove(case)
            else:
                self._end_of_jail(case)
            return
        if at_large:
            self.jurisdiction.moved(resident, bits.JAIL)
        mean = p.sentence_weeks_felony if felony else p.sentence_weeks_misdemeanor
        case.stage, case.due = SERVING, model.week + booking.weeks_until(mean, u_length)

    def _end_of_jail(self, case: Case) -> None:
        """Hand somebody held to ICE next week, or release them."""
        if case.held:
            case.stage, case.due = TRANSFER_DUE, self.model.week + 1
            return
        self.cases.remove(case)
        self.jurisdiction.moved(case.resident, bits.COMMUNITY)
        self.model.note(events.RELEASED, self.jurisdiction, case.resident.slot)
