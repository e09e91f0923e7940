"""The model in Mesa: residents, officers, jails, jurisdictions, states and ICE meet and decide.

Made to be read, watched, taught from and changed. ``World.step`` is one week. Decisions of a week
see the state at its start; arrests, cases, custody and news take effect at its end, so that nothing
depends on the order in which agents come.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from scomm.model import events, measures
from scomm.model.changed_rules import RulesGiven, changed_rules, check_unpatched, imported
from scomm.model.compiling.jit import is_variant
from scomm.model.errors import InputError
from scomm.model.mesa_model.agents import ICE, Jail, Jurisdiction, Officer, Resident, State
from scomm.model.mesa_model.agents.messages import Arrest, Case, Crime, News
from scomm.model.mesa_model.mesa_tools import (
    check_scenario,
    data_collector,
    seed_asked_for,
    settings_asked_for,
)
from scomm.model.mesa_model.phases.crime import crimes
from scomm.model.mesa_model.phases.measurement import measure_panel
from scomm.model.mesa_model.phases.moves import move
from scomm.model.mesa_model.phases.news import spread, thank
from scomm.model.mesa_model.phases.opportunities import draw_opportunities
from scomm.model.mesa_model.phases.patrol import patrol
from scomm.model.mesa_model.phases.reporting import Report, investigate, report
from scomm.model.mesa_model.tally import Tally
from scomm.model.outcomes import Outcomes
from scomm.model.randomness import ARREST, Draws
from scomm.model.rules import booking
from scomm.model.settings import Settings
from scomm.model.start import Start, prepare
from scomm.model.tally import empty_tables
from scomm.model.week import WEEK


class World(mesa.Model):
    """A world of jurisdictions under one ICE.

    ``step()`` is a week, ``run_model()`` goes to the end. ``week`` counts from the settings' start;
    the burn-in's weeks are negative. ``datacollector`` has a row a week; see
    ``scomm.model.mesa_model.mesa_tools.data_collector`` for its columns.

    Example:
        >>> from scomm import World
        >>> world = World(population=500, weeks=60, seed=1)
        >>> world.step()
        >>> world.datacollector.get_model_vars_dataframe()["residents"].tolist()
        [500]
    """

    def __new__(cls, *args: Any, rules: RulesGiven = None, **kwargs: Any) -> Any:
        """Create the world, with changed rules as one of a variant of this module."""
        changed = changed_rules(rules)
        if changed is None or is_variant(__name__):
            return super().__new__(cls)
        if cls is not World:
            raise InputError(
                f"{cls.__name__} extends World, and cannot have its rules changed; make a World "
                "with rules=, or change what it does in methods."
            )
        check_unpatched()
        variant = imported("mesa_model.world", changed).World
        return variant(*args, rules=changed, **kwargs)

    def __init__(
        self,
        settings: Settings | None = None,
        seed: int | None = None,
        *,
        rng: int | None = None,
        scenario: Any = None,
        log_events: bool = False,
        audit: bool = False,
        rules: RulesGiven = None,
        **kwargs: Any,
    ) -> None:
        """Build the world that settings and seed determine.

        Args:
            settings: Where to begin; the defaults, a typical county, if left out.
            seed: Which world, a whole number from 0 to 2**63 - 1; 0 if left out. There is no chance
                beside it: worlds of one seed and the same settings are the same world, in
                ``mesa.batch_run`` too.
            rng: The seed under the name that Mesa gives it from version 3 on.
            scenario: From Mesa 3.5 on, a ``Scenario`` whose attributes are settings.
            log_events: Keep the event log.
            audit: Make drawing a number twice an error.
            rules: Functions in place of rules, as in ``scomm.run``; see ``docs/rules.md``. The
                world is then an object of another class ``World``, which knows the changed rules.
            **kwargs: Settings by name, which change ``settings``: ``World(population=500)``.

        Raises:
            InputError: A setting or seed is not allowed, the world does not fit into memory, or
                ``rules`` are not valid.
        """
        check_unpatched()
        self.rules = changed_rules(rules)
        check_scenario(scenario)
        self.seed = seed_asked_for(seed, rng, scenario)
        super().__init__(rng=self.seed)
        self.settings = settings_asked_for(settings, scenario, kwargs)
        if scenario is not None:
            scenario.rng = self.seed
            self.scenario = scenario
        self.start: Start = prepare(self.settings, self.seed, engine="mesa")
        self.numbers = self.start.numbers
        self.draws = Draws(self.seed, audit=audit)
        counts, sums = empty_tables(len(self.start.calendar.months), len(self.start.places))
        self.tally = Tally(self.start, counts, sums)
        self.datacollector = data_collector()
        self.week = -self.settings.burn_in_weeks
        self.running = True
        # What a phase hands to a later one of the same week.
        self._crimes: list[Crime] = []
        self._reports: list[Report] = []
        self._arrests: list[Arrest] = []
        self._due: list[Case] = []
        self._news: list[News] = []
        self._log: list[tuple[Any, ...]] | None = [] if log_events else None
        self.ice = ICE(self)
        self.states = [
            State(
                self,
                name,
                int(self.start.places.agreement_week[number]),
                int(self.start.refuses_from[number]),
            )
            for number, name in enumerate(self.start.places.state_names)
        ]
        self.jurisdictions = [self._settle(number) for number in range(len(self.start.places))]

    def _settle(self, number: int) -> Jurisdiction:
        """Build one jurisdiction with its jail, officers and residents."""
        start = self.start
        state = self.states[int(start.places.state[number])]
        place = Jurisdiction(self, number, state)
        place.jail = Jail(self, place)
        population = start.population
        first, last = population.first_officer[number : number + 2]
        place.officers = [
            Officer(self, place, i, float(population.officer_propensity[first + i]))
            for i in range(last - first)
        ]
        origin = int(population.first_resident[number])
        for cell in place.neighborhoods:
            for slot in range(cell.first, cell.first + cell.residents):
                resident = Resident(
                    self,
                    place,
                    slot,
                    cell.number,
                    int(population.state[origin + slot]),
                    int(population.household[origin + slot]),
                    int(population.convictions[origin + slot]),
                )
                place.residents.append(resident)
                place.in_community[resident.group] += 1
        return place

    def step(self) -> None:
        """Simulate one week, phase by phase (see ``model/week.py``); none after the run's end.

        Each phase is finished for all jurisdictions before the next begins.
        """
        if not self.running:
            return
        self.tally.week = self.week
        self.tally.month = int(self.start.months[self.week + self.settings.burn_in_weeks])
        for phase in WEEK:
            getattr(self, phase.name)()
        self.week += 1
        self.running = self.week < self.settings.weeks
        self.datacollector.collect(self)

    # The phases of a week, by their names in ``WEEK``

    def deployment(self) -> None:
        """Activate jurisdictions, and resolve their requests, each when due."""
        for place in self.jurisdictions:
            place.deploy()

    def opportunities(self) -> None:
        """Draw how many opportunities the week brings."""
        for place in self.jurisdictions:
            draw_opportunities(place)

    def crime(self) -> None:
        """Let offenders take opportunities."""
        self._crimes = [crime for place in self.jurisdictions for crime in crimes(place)]

    def reporting(self) -> None:
        """Let victims and witnesses report."""
        self._reports = [found for crime in self._crimes if (found := report(crime)) is not None]

    def investigation(self) -> None:
        """Let officers clear what was reported."""
        arrests = (investigate(found) for found in self._reports)
        self._arrests = [arrest for arrest in arrests if arrest is not None]

    def patrol(self) -> None:
        """Let officers meet people."""
        for place in self.jurisdictions:
            self._arrests += patrol(place)

    def booking(self) -> None:
        """Book every person arrested, once: of two arrests of a person the lower draw wins."""
        first: dict[Resident, tuple[tuple[Any, ...], Arrest, Any]] = {}
        for arrest in self._arrests:
            place = arrest.resident.jurisdiction
            draws = place.draw_at(ARREST, arrest.origin)
            rank = (draws[0], arrest.origin)
            if arrest.resident not in first or rank < first[arrest.resident][0]:
                first[arrest.resident] = (rank, arrest, draws)
        self._news = []
        for _, arrest, draws in first.values():
            resident = arrest.resident
            if arrest.ground == booking.PRETEXT:
                self._news.append(News(resident, pretext=True, no_conviction=resident.level == 0))
            resident.jurisdiction.jail.book(arrest, draws)
            thank(arrest, resident.jurisdiction)

    def crowding(self) -> None:
        """Release people from jails over their beds."""
        for place in self.jurisdictions:
            place.jail.relieve_crowding()

    def cases(self) -> None:
        """Advance cases, and list who is due for transfer to ICE, from jail or found at large."""
        self._due = [case for place in self.jurisdictions for case in place.jail.advance_cases()]
        self._due += self.ice.arrest_at_large()

    def end_of_custody(self) -> None:
        """Remove or release people whose order to appear comes due, or whose custody ends."""
        self._news += self.ice.decide_orders()
        self._news += self.ice.end_custody()

    def transfer(self) -> None:
        """Take people from jails as beds allow."""
        self.ice.take(self._due)

    def news(self) -> None:
        """Spread the news of removals and pretextual arrests."""
        for item in self._news:
            spread(item)

    def moves(self) -> None:
        """Let residents leave, and newcomers take their slots."""
        for place in self.jurisdictions:
            move(place)

    def successors(self) -> None:
        """Let newcomers take the slots of people removed."""
        self.ice.send_successors()

    def measurement(self) -> None:
        """Count residents, and measure the panel at a month's end."""
        month = self.tally.month
        month_ends = month >= 0 and self.start.month_ends[month] == self.week
        for place in self.jurisdictions:
            for group, residents in enumerate(place.in_community):
                self.tally.count(place, group, measures.RESIDENT_WEEKS, residents)
            if month_ends:
                measure_panel(place)

    def deterrence(self) -> None:
        """Let offenders take in the week's reporting."""
        for place in self.jurisdictions:
            place.learn()

    def note(
        self,
        kind: int,
        jurisdiction: Jurisdiction,
        who: int = events.NOBODY,
        by: int = events.NOBODY,
        probability: float = events.CERTAIN,
        draw: float = events.CERTAIN,
    ) -> None:
        """Write an event to the log, if one is kept; see ``model/events.py``."""
        if self._log is not None:
            self._log.append((self.week, kind, jurisdiction.number, who, by, probability, draw))

    def outcomes(self) -> Outcomes:
        """Return the outcomes so far, and the event log if one was kept."""
        log = None
        if self._log is not None:
            log = events.in_order(np.array(self._log, dtype=events.DTYPE))
        return Outcomes(
            settings=self.settings,
            seed=self.seed,
            places=self.start.places,
            months=tuple(self.start.calendar.months),
            count_table=self.tally.counts[:-1],
            sum_table=self.tally.sums[:-1],
            events=log,
            rules=self.rules,
        )
