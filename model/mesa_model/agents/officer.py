"""An officer: how an encounter over a minor offense ends, by their propensity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scomm.model import events, measures
from scomm.model.mesa_model.agents.messages import Arrest, Origin
from scomm.model.randomness import INQUIRY
from scomm.model.rules import booking, policing

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
    from scomm.model.mesa_model.agents.resident import Resident
    from scomm.model.mesa_model.world import World


class Officer(mesa.Agent):
    """One sworn officer; ``propensity`` is for pretextual arrest, 0 to 1."""

    model: World

    def __init__(
        self, world: World, jurisdiction: Jurisdiction, number: int, propensity: float
    ) -> None:
        """Serve in a jurisdiction as its officer ``number``."""
        super().__init__(world)
        self.jurisdiction = jurisdiction
        self.number = number
        self.propensity = propensity

    def takes_for_foreign(self, resident: Resident, draw: float) -> bool:
        """Decide whether the officer takes a resident for foreign."""
        return policing.taken_for_foreign(
            self.model.numbers, resident.status, resident.hispanic, draw
        )

    def end_encounter(
        self, origin: Origin, resident: Resident, foreign: bool, draw: float
    ) -> Arrest | None:
        """Decide how an encounter over a minor offense ends: warning, citation or arrest."""
        place, p = self.jurisdiction, self.model.numbers
        arrest = policing.minor_arrest_probability(p, place.minor_arrest_share, resident.status)
        pretext = policing.pretext_probability(arrest, place.check_force, foreign, self.propensity)
        inquiry = policing.inquiry_probability(p, place.status_inquiry, foreign, resident.status)
        self._count_probabilities(resident.group, arrest, pretext, inquiry)
        outcome = policing.encounter_outcome(p, arrest, pretext, draw)
        if outcome == policing.MINOR_ARREST:
            self._note(events.ARRESTED_MINOR, resident, measures.ARRESTS_MINOR, arrest, draw)
            return Arrest(origin, resident, self, booking.MINOR)
        if outcome == policing.PRETEXT_ARREST:
            within = arrest + pretext
            self._note(events.ARRESTED_PRETEXT, resident, measures.ARRESTS_PRETEXT, within, draw)
            return Arrest(origin, resident, self, booking.PRETEXT)
        if inquiry > 0.0:
            u = self.model.draws(
                INQUIRY, origin.number, origin.cell, place.code, origin.week, origin.stream
            )[0]
            if u < inquiry:
                self._note(events.ARRESTED_INQUIRY, resident, measures.ARRESTS_MINOR, inquiry, u)
                return Arrest(origin, resident, self, booking.MINOR, inquiry=True)
        if outcome == policing.CITATION:
            self._note(events.CITED, resident, measures.CITATIONS)
        else:
            self.model.note(events.WARNED, place, resident.slot, self.number)
        return None

    def _count_probabilities(
        self, group: int, arrest: float, pretext: float, inquiry: float
    ) -> None:
        """Add up the probabilities of each end of an encounter, beside its outcome."""
        p, expect, place = self.model.numbers, self.model.tally.expect, self.jurisdiction
        expect(place, group, measures.EXPECTED_ARRESTS_PRETEXT, pretext)
        by_inquiry = policing.inquiry_arrest_probability(arrest, pretext, inquiry)
        expect(place, group, measures.EXPECTED_ARRESTS_MINOR, arrest + by_inquiry)
        cited = policing.citation_probability(p, arrest, pretext, inquiry)
        expect(place, group, measures.EXPECTED_CITATIONS, cited)

    def _note(
        self,
        kind: int,
        resident: Resident,
        measure: int,
        probability: float = events.CERTAIN,
        draw: float = events.CERTAIN,
    ) -> None:
        self.model.tally.count(self.jurisdiction, resident.group, measure)
        self.model.note(kind, self.jurisdiction, resident.slot, self.number, probability, draw)
