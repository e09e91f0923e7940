"""A jurisdiction: enrollment, requests, and what offenders and residents learn in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from scomm.model import events, measures
from scomm.model.calendar import NEVER
from scomm.model.groups import CITIZEN, ethnicity_of, status_of
from scomm.model.mesa_model.agents.messages import Opportunities, Origin
from scomm.model.population import neighborhoods_of
from scomm.model.population import state as bits
from scomm.model.population.ties import Network
from scomm.model.rules import crime, deployment, fear, policing

if TYPE_CHECKING:
    from scomm.model.mesa_model.agents.jail import Jail
    from scomm.model.mesa_model.agents.officer import Officer
    from scomm.model.mesa_model.agents.resident import Resident
    from scomm.model.mesa_model.agents.state import State
    from scomm.model.mesa_model.world import World


class Jurisdiction(mesa.Agent):
    """One jurisdiction with its residents, officers, jail and state.

    ``active_since`` is the week of activation, NEVER while it is not enrolled.
    """

    model: World
    jail: Jail
    residents: list[Resident]
    officers: list[Officer]

    def __init__(self, world: World, number: int, state: State) -> None:
        """Take jurisdiction ``number`` of the world's start; residents and officers come after."""
        super().__init__(world)
        start, places = world.start, world.start.places
        self.number = number
        self.name = places.name[number]
        self.code = int(places.code[number])
        self.state = state
        self.residents = []
        self.officers = []
        self.bed_parts = int(start.bed_parts[number])
        self.planned_week = int(start.planned_week[number])
        self.active_since = NEVER
        self.known_since = NEVER
        self.asks_out = bool(places.stance[number])
        self.request_week = int(places.request_week[number])
        self.special_status = bool(places.special_status[number])
        self.state_approves = bool(places.state_approves_optout[number])
        self.minor_arrest_share = float(start.practices.minor_arrest_share[number])
        self.opt_out_draw = float(start.opt_out_draw[number])
        self.results_received = bool(places.results_received[number])
        self.jail_287g = bool(places.jail_287g[number])
        self.status_inquiry = bool(places.status_inquiry[number])
        self.dont_ask = bool(start.dont_ask[number])
        self.neighborhoods = neighborhoods_of(start.population, number)
        cells = start.population.neighborhoods
        p = start.numbers
        # What `scomm.model.population.ties.listeners` asks of a jurisdiction.
        self.network = Network(
            world.seed,
            self.code,
            (int(cells.first_of[number]), int(cells.first_of[number + 1])),
            cells.first,
            cells.residents,
            cells.hispanic,
            cells.hispanic_before,
            int(p.ties_neighborhood_group),
            int(p.ties_neighborhood),
            int(p.ties_jurisdiction_group),
        )
        self.ties = sum(self.network[-3:])
        self.in_community = [0] * 6
        # What offenders know of each ethnicity's victims; see ``model/rules/crime.py``.
        self.known = np.zeros((2, 4))
        self.known[:, crime.FACTOR] = 1.0
        self._week_reports = [0, 0]
        self._week_victimizations = [0, 0]
        # What residents know of enforcement; see ``model/rules/fear.py``.
        self.enforcement = np.zeros(4)
        self._week_enforced = 0
        self.opportunities: list[Opportunities] = []

    # Deployment

    @property
    def active(self) -> bool:
        """Whether ICE is notified of matches."""
        return self.active_since != NEVER

    @property
    def check_force(self) -> float:
        """The purpose that an immigration check gives a pretextual arrest, 0 to 1."""
        return policing.check_force(
            self.model.numbers,
            self.active,
            self.results_received,
            self.jail_287g,
            self.status_inquiry,
        )

    @property
    def step_left(self) -> float:
        """The share left this week of the step at enrollment."""
        return fear.step_left(self.model.numbers, self.known_since, self.model.week)

    @property
    def learned(self) -> float:
        """The lesson of enforcement in the jurisdiction for its residents, in full steps."""
        return float(self.enforcement[fear.LEARNED])

    def deploy(self) -> None:
        """Ask to opt out, learn what became of it, be activated or cut off, each when due."""
        week, model = self.model.week, self.model
        if self.asks_out and week == self.request_week:
            model.note(events.ASKED_OUT, self)
        if self.asks_out and week == deployment.resolution_week(model.numbers, self.request_week):
            self._resolve_request()
        if not self.state.forwards(week):
            # Without prints there is no program: nothing is matched and no result can be seen.
            if self.active:
                self._deactivate()
        elif not self.active and self.planned_week <= week and self.state.agreement_week <= week:
            self.active_since = week
            model.note(events.ACTIVATED, self)
        self.known_since = fear.known_since(
            model.numbers, self.known_since, self.active, self.planned_week, week
        )

    def _deactivate(self) -> None:
        self.active_since = NEVER
        self.planned_week = self.model.week
        self.model.note(events.DEACTIVATED, self)

    def _resolve_request(self) -> None:
        week, start, p = self.model.week, self.model.start, self.model.numbers
        regime = deployment.regime_in_force(
            start.regime, week, start.procedure_week, start.mandatory_week
        )
        outcome = deployment.opt_out_outcome(
            p, regime, self.special_status, self.state_approves, self.opt_out_draw
        )
        self.model.note(events.RESOLVED, self, by=outcome)
        if outcome == deployment.DENIED:
            return
        planned = deployment.planned_after(p, outcome, self.planned_week, self.active, week)
        if self.active:
            self._deactivate()
        self.planned_week = planned

    # What the rest of the model asks of it

    def draw(self, block: int, cell: int) -> tuple[float, float, float, float]:
        """Return this week's four uniforms of a block about a neighborhood."""
        return self.model.draws(block, 0, cell, self.code, self.model.week)

    def draw_at(self, block: int, origin: Origin) -> tuple[float, float, float, float]:
        """Return the four uniforms of a block about what follows from an opportunity."""
        return self.model.draws(
            block, origin.number, origin.cell, self.code, origin.week, origin.stream
        )

    def undocumented_share(self, cell: int) -> float:
        """Return the undocumented share of a neighborhood's residents at the start."""
        return self.neighborhoods[cell].undocumented_share

    def moved(self, resident: Resident, location: int) -> None:
        """Move a resident to the community, jail, ICE custody or out of the country."""
        if resident.in_community:
            self.in_community[resident.group] -= 1
        if location == bits.COMMUNITY:
            self.in_community[resident.group] += 1
        resident.location = location

    # What offenders know

    def deterrence_factor(self, ethnicity: int) -> float:
        """Return this week's crime against an ethnicity's residents, relative to its base."""
        return float(self.known[ethnicity, crime.FACTOR])

    def see(self, victim: Resident, probability: float) -> None:
        """Count a victim who reported with a probability: offenders learn it at the week's end."""
        ethnicity = ethnicity_of(victim.group)
        self._week_victimizations[ethnicity] += 1
        self._week_reports[ethnicity] += measures.fixed(probability)

    def enforce(self) -> None:
        """Count a hold or a removal: residents learn of it at the week's end."""
        self._week_enforced += 1

    def learn(self) -> None:
        """Let offenders take in the week's reporting, and residents the enforcement."""
        week, p = self.model.week, self.model.numbers
        for e in range(2):
            reports = self._week_reports[e] / measures.ONE
            crime.learn(p, self.known[e], reports, self._week_victimizations[e], week)
            self._week_reports[e] = self._week_victimizations[e] = 0
        noncitizens = sum(
            count for group, count in enumerate(self.in_community) if status_of(group) != CITIZEN
        )
        fear.learn_enforcement(p, self.enforcement, self._week_enforced, noncitizens, week)
        self._week_enforced = 0
