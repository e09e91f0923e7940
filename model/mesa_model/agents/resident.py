"""A resident: trust, fear, whether to report, what news does, and a newcomer in the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scomm.model import events
from scomm.model.mesa_model.agents.messages import News
from scomm.model.population import state as bits
from scomm.model.randomness import AWARENESS, RESIDENT, WEEK_ZERO
from scomm.model.rules import reporting, trust
from scomm.model.rules.booking import ice_level

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
    from scomm.model.mesa_model.world import World


class Resident(mesa.Agent):
    """One resident. ``slot`` is the place in the jurisdiction, which newcomers take over.

    Trust and perceived risk are kept as what news has added or taken away, in steps, as of the week
    ``touched``; they fade towards their baselines and are brought up to date when next looked at.
    """

    model: World

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
        self.position = bits.household_position(household)
        self.household_size = bits.household_size(household)
        self.household_status = bits.household_status(household)
        self.settle(state, convictions, 0)

    def settle(self, state: int, convictions: int, arrival: int) -> None:
        """Become the person who takes this place in week ``arrival`` (0: from the start)."""
        self.place = bits.COMMUNITY
        self.in_ident = bool(state & bits.IN_IDENT)
        self.fbi_only = bool(state & bits.FBI_ONLY)
        self.convictions = convictions
        self.arrival = arrival
        self.risk = 0
        self.trust_loss = 0
        self.trust_gain = 0
        self.touched = 0
        self.heard = 0
        self._awareness: float | None = None

    # Who somebody is

    @property
    def status(self) -> int:
        """Citizen, lawful noncitizen or undocumented."""
        return self.group % 3

    @property
    def hispanic(self) -> bool:
        """Whether Hispanic."""
        return self.group < 3

    @property
    def level(self) -> int:
        """ICE's level of the record, 0 without a conviction."""
        return ice_level(self.convictions)

    @property
    def in_community(self) -> bool:
        """Whether in the community: not in jail, in ICE custody or removed."""
        return self.place == bits.COMMUNITY

    @property
    def household(self) -> list[Resident]:
        """The residents of the household, this one among them."""
        first = self.slot - self.position
        return self.jurisdiction.residents[first : first + self.household_size]

    # Trust and fear

    def aware(self, week: int) -> bool:
        """Say whether the resident knows by ``week`` that the jurisdiction is enrolled."""
        since = self.jurisdiction.active_since
        if since is None:
            return False
        if self.heard - WEEK_ZERO >= since:
            return True
        if self._awareness is None:
            self._awareness = self.model.draws(
                AWARENESS, self.slot, self.arrival, self.jurisdiction.code
            )[0]
        p = self.model.numbers
        begin = max(since, self.arrival - WEEK_ZERO)
        return trust.is_aware(week - begin, p.awareness_share, p.awareness_delay, self._awareness)

    def excess(self, steps: int, week: int, half_life: float) -> int:
        """Return what is left by ``week`` of an excess kept as of ``touched``."""
        return trust.relaxed(steps, week + WEEK_ZERO - self.touched, half_life)

    def trust(self, week: int, aware: float | None = None) -> float:
        """Return trust in the police, 0 to 1."""
        p = self.model.numbers
        gain = self.excess(self.trust_gain, week, p.trust_half_life)
        loss = self.excess(self.trust_loss, week, p.trust_half_life)
        return reporting.trust_level(
            p.community_trust,
            p.dont_ask_trust if self.jurisdiction.dont_ask else 0.0,
            float(self.aware(week)) if aware is None else aware,
            gain / trust.TRUST_STEPS,
            loss / trust.TRUST_STEPS,
        )

    def perceived_risk(self, week: int, aware: float | None = None) -> float:
        """Return the perceived risk that contact with the police ends in removal."""
        p = self.model.numbers
        return reporting.perceived_risk(
            p.risk_before,
            p.enrollment_risk_step,
            float(self.aware(week)) if aware is None else aware,
            p.inquiry_risk_step if self.jurisdiction.status_inquiry else 0.0,
            self.excess(self.risk, week, p.risk_half_life) / trust.RISK_STEPS,
        )

    def fear(self, week: int) -> float:
        """Return fear: exposure to enforcement x perceived risk."""
        p = self.model.numbers
        exposure = reporting.exposure(
            self.status,
            self.hispanic,
            self.household_status,
            self.jurisdiction.undocumented_share(self.cell),
            p.exposure_lawful,
            p.exposure_household,
            p.exposure_neighborhood,
            p.exposure_hispanic,
        )
        return exposure * self.perceived_risk(week)

    def report_probability(self, crime_class: int, week: int) -> float:
        """Return the probability of reporting a crime of a class, as its victim or a witness."""
        p = self.model.numbers
        intercept = p.report_intercept_violent if crime_class == 0 else p.report_intercept_property
        return reporting.report_probability(
            intercept,
            p.report_trust_weight,
            self.trust(week),
            p.report_fear_weight,
            self.fear(week),
        )

    # What changes it

    def touch(self, week: int) -> None:
        """Bring the excesses up to date, before something is added to one."""
        p = self.model.numbers
        self.risk = self.excess(self.risk, week, p.risk_half_life)
        self.trust_loss = self.excess(self.trust_loss, week, p.trust_half_life)
        self.trust_gain = self.excess(self.trust_gain, week, p.trust_half_life)
        self.touched = week + WEEK_ZERO

    def hear(self, news: News, distance: int, week: int, probability: float, draw: float) -> None:
        """Hear of a removal or pretextual arrest: risk rises and trust falls.

        ``probability`` and ``draw`` are those by which it got here, for the event log.
        """
        p = self.model.numbers
        strength = trust.news_strength(
            distance,
            p.tie_news_weight,
            p.tie_of_tie_news_weight,
            news.pretext,
            p.pretext_news_ratio,
            news.no_conviction,
            p.no_conviction_news_ratio,
            self.jurisdiction.results_received,
            p.hidden_results_ratio,
        )
        self.touch(week)
        self.risk = trust.added(self.risk, trust.in_steps(strength * p.news_risk, trust.RISK_STEPS))
        self.trust_loss = trust.added(
            self.trust_loss, trust.in_steps(strength * p.news_trust_loss, trust.TRUST_STEPS)
        )
        if not news.pretext:
            self.heard = week + WEEK_ZERO
        kind = events.HEARD_PRETEXT if news.pretext else events.HEARD_REMOVAL
        self.model.note(kind, self.jurisdiction, self.slot, news.subject.slot, probability, draw)

    def be_helped(self, week: int) -> None:
        """Gain trust: a report by the household led to an arrest."""
        self.touch(week)
        gain = trust.in_steps(self.model.numbers.help_trust_gain, trust.TRUST_STEPS)
        self.trust_gain = trust.added(self.trust_gain, gain)

    def make_room(self, week: int) -> None:
        """Leave, or stay away: a newcomer of the same group takes this place in ``week``."""
        arrival = week + WEEK_ZERO
        if self.arrival == arrival:
            return
        if not self.in_community:
            self.jurisdiction.moved(self, bits.COMMUNITY)
        state = self.group | (bits.PERSISTENT if self.persistent else 0)
        draws = self.model.draws(RESIDENT, self.slot, arrival, self.jurisdiction.code)
        state, convictions = bits.records(self.model.numbers, state, draws)
        self.settle(state, convictions, arrival)
        self.model.note(events.MOVED_IN, self.jurisdiction, self.slot)
