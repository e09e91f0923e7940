"""A resident: trust, fear, whether to report, what news does, and a newcomer in the same slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scomm.model import events
from scomm.model.groups import is_hispanic, status_of
from scomm.model.mesa_model.agents.messages import News
from scomm.model.population import state as bits
from scomm.model.randomness import AWARENESS, RESIDENT, WEEK_ZERO
from scomm.model.rules import reporting, trust
from scomm.model.rules.booking import has_prior_order, ice_level

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
    from scomm.model.mesa_model.world import World


class Resident(mesa.Agent):
    """One resident. ``slot`` is the position in the jurisdiction, which newcomers take over.

    Trust and perceived risk are kept as what news has added or taken away, in steps, as of the week
    ``touched``; they fade towards their baselines and are brought up to date when next looked at.
    """

    model: World
    arrival: int
    risk: int
    trust_loss: int
    trust_gain: int
    touched: int
    heard: int
    convictions: int

    def __init__(
        self,
        world: World,
        jurisdiction: Jurisdiction,
        slot: int,
        cell: int,
        state: int,
        household: int,
        convictions: int,
    ) -> None:
        """Take one of the population's residents.

        See ``model/population/state.py`` for the bytes.
        """
        super().__init__(world)
        self.jurisdiction = jurisdiction
        self.slot = slot
        self.cell = cell
        self.group = bits.group_of(state)
        self.persistent = bool(state & bits.PERSISTENT)
        self.household_byte = household
        self.position = bits.household_position(household)
        self.household_size = bits.household_size(household)
        self.household_status = bits.household_status(household)
        self.settle(state, convictions, 0)

    def settle(self, state: int, convictions: int, arrival: int) -> None:
        """Become the person who takes this slot in week ``arrival`` (0: from the start)."""
        self.location = bits.COMMUNITY
        self.in_ident = bool(state & bits.IN_IDENT)
        self.fbi_only = bool(state & bits.FBI_ONLY)
        trust.replace(self, convictions, arrival)
        self._awareness: float | None = None

    # Who somebody is

    @property
    def status(self) -> int:
        """Citizen, lawful noncitizen or undocumented."""
        return status_of(self.group)

    @property
    def hispanic(self) -> bool:
        """Whether Hispanic."""
        return is_hispanic(self.group)

    @property
    def level(self) -> int:
        """ICE's level of the record, 0 without a conviction."""
        return ice_level(self.convictions)

    @property
    def prior_order(self) -> bool:
        """Whether the DHS record is of an earlier removal order."""
        return has_prior_order(self.convictions)

    @property
    def in_community(self) -> bool:
        """Whether in the community: not in jail, in ICE custody or removed."""
        return self.location == bits.COMMUNITY

    @property
    def household(self) -> list[Resident]:
        """The residents of the household, this one among them."""
        first = self.slot - self.position
        return self.jurisdiction.residents[first : first + self.household_size]

    # Trust and fear

    def probability_aware(self, week: int) -> float:
        """Return the probability of knowing by ``week`` that the jurisdiction is enrolled.

        The draw that decides is left out.
        """
        return trust.probability_aware(
            self.model.start.aware_after,
            self.jurisdiction.known_since,
            self.arrival,
            self.heard,
            week,
        )

    def aware(self, week: int) -> bool:
        """Return whether the resident knows by ``week`` that the jurisdiction is enrolled."""
        probability = self.probability_aware(week)
        if probability in (0.0, 1.0):
            return probability == 1.0
        if self._awareness is None:
            self._awareness = self.model.draws(
                AWARENESS, self.slot, self.arrival, self.jurisdiction.code
            )[0]
        return self._awareness < probability

    def _shares_left(self, week: int) -> tuple[float, float]:
        """Decay an excess of risk and one of trust to ``week``."""
        p, weeks = self.model.numbers, week + WEEK_ZERO - self.touched
        risk_left = trust.share_left(weeks, p.risk_half_life)
        return risk_left, trust.share_left(weeks, p.trust_half_life)

    def trust(self, week: int, aware: float | None = None) -> float:
        """Return trust in the police, 0 to 1."""
        _, left = self._shares_left(week)
        return reporting.trust_level(
            self.model.numbers,
            self.exposure(),
            float(self.aware(week)) if aware is None else aware,
            self.jurisdiction.step_left,
            self.jurisdiction.dont_ask,
            trust.reduced(self.trust_gain, left) / trust.TRUST_STEPS,
            trust.reduced(self.trust_loss, left) / trust.TRUST_STEPS,
        )

    def perceived_risk(self, week: int, aware: float | None = None) -> float:
        """Return the perceived risk that contact with the police ends in removal."""
        left, _ = self._shares_left(week)
        return reporting.perceived_risk(
            self.model.numbers,
            float(self.aware(week)) if aware is None else aware,
            self.jurisdiction.step_left,
            self.jurisdiction.learned,
            self.jurisdiction.status_inquiry,
            trust.reduced(self.risk, left) / trust.RISK_STEPS,
        )

    def exposure(self) -> float:
        """Return exposure to immigration enforcement; an undocumented resident's own is 1."""
        undocumented = self.jurisdiction.undocumented_share(self.cell)
        return reporting.exposure(
            self.model.numbers, self.group, self.household_status, undocumented
        )

    def fear(self, week: int) -> float:
        """Return fear: exposure to enforcement x perceived risk."""
        return self.exposure() * self.perceived_risk(week)

    def report_probability(self, crime_class: int, week: int) -> float:
        """Return the probability of reporting a crime of a class, as its victim or a witness."""
        return reporting.report_probability(
            self.model.numbers, crime_class, self.hispanic, self.trust(week), self.fear(week)
        )

    # What changes it

    def hear(self, news: News, distance: int, week: int, probability: float, draw: float) -> None:
        """Hear of a removal or pretextual arrest: risk rises and trust falls.

        ``probability`` and ``draw`` are those by which it got here, for the event log.
        """
        p, results_received = self.model.numbers, self.jurisdiction.results_received
        strength = trust.news_strength(
            p, distance, news.pretext, news.no_conviction, results_received
        )
        trust.touch(self, *self._shares_left(week), week)
        trust.hear(p, self, strength, news.pretext, week)
        kind = events.HEARD_PRETEXT if news.pretext else events.HEARD_REMOVAL
        self.model.note(kind, self.jurisdiction, self.slot, news.subject.slot, probability, draw)

    def be_helped(self, week: int) -> None:
        """Gain trust: a report by the household led to an arrest."""
        trust.touch(self, *self._shares_left(week), week)
        trust.be_helped(self.model.numbers, self)

    def replace(self, week: int) -> None:
        """Leave, or stay away: a newcomer of the same group takes this slot in ``week``."""
        arrival = week + WEEK_ZERO
        if self.arrival == arrival:
            return
        if not self.in_community:
            self.jurisdiction.moved(self, bits.COMMUNITY)
        state = self.group | (bits.PERSISTENT if self.persistent else 0)
        draws = self.model.draws(RESIDENT, self.slot, arrival, self.jurisdiction.code)
        state, convictions = bits.newcomer(self.model.numbers, state, draws)
        self.settle(state, convictions, arrival)
        self.model.note(events.MOVED_IN, self.jurisdiction, self.slot)
