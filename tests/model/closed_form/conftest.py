"""Closed forms of reporting and arrest rates, with feedback and network off.

They are computed here for each person from the settings and the population at the start, without
``model/rules``. Without arrests nobody leaves the community, and the forms are exact. With arrests,
a person booked is out of the community for one week (released immediately, never convicted), so
some opportunities select an absent person; their number is bounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from scomm import Settings, run
from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS, ONE, SUMS
from scomm.model.simulate import ENGINES
from scomm.model.start import prepare

MONTHS = 365.25 / 12.0 / 7.0  # weeks in a month
YEAR = 365.25 / 7.0
RUNS = 6

# No news, no step, no reaction of offenders; risk and trust do not change.
QUIET: dict[str, Any] = {
    "news_risk": 0.0,
    "news_trust_loss": 0.0,
    "help_trust_gain": 0.0,
    "enrollment_risk_step": 0.0,
    "deterrence_elasticity": 0.0,
    "ties_neighborhood_group": 0,
    "ties_neighborhood": 0,
    "ties_jurisdiction_group": 0,
    "turnover_rate": 0.0,
}
PLACE: dict[str, Any] = {
    "population": 900,
    "residents_per_neighborhood": 300,
    "hispanic_share": 0.5,
    "hispanic_undocumented_share": 0.3,
    "hispanic_lawful_share": 0.2,
    "other_undocumented_share": 0.15,
    "other_lawful_share": 0.15,
    "activation": "2008-10-06",
    "ice_beds_rate": math.inf,
    "burn_in_weeks": 0,
    "weeks": 400,
    "victimization_rate_hispanic": 0.05,
    "victimization_rate_other": 0.04,
    "violent_share": 0.4,
    "community_trust": 0.7,
    "risk_before": 0.3,
    "exposure_lawful": 0.4,
    "exposure_household": 0.5,
    "exposure_neighborhood": 0.6,
    "exposure_hispanic": 0.15,
    "hispanic_report_offset": 0.4,
    "witness_share_violent": 0.5,
    "witness_share_property": 0.2,
}


@dataclass
class People:
    """The population at the start as columns, read from the bytes by their documented layout."""

    settings: Settings
    seed: int

    def __post_init__(self) -> None:
        start = prepare(self.settings, self.seed)
        population, cells = start.population, start.population.neighborhoods
        state, household = population.state.astype(int), population.household.astype(int)
        self.group = state & 7
        self.status, self.hispanic = self.group % 3, self.group < 3
        self.persistent = state & 0x80 > 0
        self.household_status = household >> 6
        self.answers = np.arange(len(state)) - (household & 7)  # the household's respondent
        self.cell = np.repeat(np.arange(len(cells.first)), cells.residents)
        self.size = np.bincount(self.cell)
        self.officers = population.officer_propensity

    @cached_property
    def undocumented(self) -> Any:
        """Undocumented share of each neighborhood."""
        return np.bincount(self.cell, self.status == 2) / self.size

    def report_probability(self, intercept: float) -> Any:
        """Each resident's probability of reporting at the baseline of trust and risk."""
        s = self.settings

        def exposure(status: Any) -> Any:
            return np.choose(status, [0.0, s.exposure_lawful, 1.0])

        largest = np.maximum.reduce(
            [
                exposure(self.status),
                s.exposure_household * exposure(self.household_status),
                s.exposure_neighborhood * self.undocumented[self.cell],
            ]
        )
        fear = (largest + s.exposure_hispanic * self.hispanic) * s.risk_before
        logit = (
            intercept
            + s.hispanic_report_offset * self.hispanic
            + s.report_trust_weight * (s.community_trust - 0.5)
            - s.report_fear_weight * fear
        )
        return 1.0 / (1.0 + np.exp(-logit))

    def crime_is_reported(self, crime: str) -> tuple[Any, Any]:
        """Mean and mean square of the probability that a crime is reported; [victim, offender].

        By the victim or else by a witness: any other resident of the neighborhood, whose
        probability varies.
        """
        own = self.report_probability(getattr(self.settings, f"report_intercept_{crime}"))
        share = getattr(self.settings, f"witness_share_{crime}")
        same = self.cell[:, None] == self.cell[None, :]

        def of_witness(values: Any) -> Any:
            others = np.bincount(self.cell, values)[self.cell] - values
            left = others[:, None] - np.where(same, values[None, :], 0.0)
            return share * left / self.size[self.cell][:, None]

        witness, square = of_witness(own), of_witness(own**2)
        own = own[:, None]
        mean = own + (1.0 - own) * witness
        return mean, own**2 + 2.0 * own * (1.0 - own) * witness + (1.0 - own) ** 2 * square

    def crimes(self, crime: str) -> Any:
        """Each resident's victimizations a week, before excluding the victim as the offender."""
        s = self.settings
        of_all = s.violent_share if crime == "violent" else 1.0 - s.violent_share
        rate = of_all * np.where(
            self.hispanic, s.victimization_rate_hispanic, s.victimization_rate_other
        ) / MONTHS  # fmt: skip
        if crime == "violent":
            return np.asarray(rate)
        return np.bincount(self.answers, rate, minlength=len(rate))

    @cached_property
    def offends_here(self) -> Any:
        """Each resident's share of the offenses of offenders of the neighborhood."""
        s = self.settings
        few = np.bincount(self.cell, self.persistent)[self.cell]
        alone = self.persistent * s.persistent_crime_share / few
        return alone + (1.0 - s.persistent_crime_share) / self.size[self.cell]

    @cached_property
    def offender(self) -> Any:
        """Probability that the offender against victim [i] is resident [j], 0 for i = j."""
        s = self.settings
        same = self.cell[:, None] == self.cell[None, :]
        anywhere = (1.0 - s.local_offender_share) / len(self.size)
        named = (s.local_offender_share * same + anywhere) * self.offends_here[None, :]
        np.fill_diagonal(named, 0.0)
        return named

    def crimes_against(self, crime: str) -> Any:
        """Victimizations a week; [victim, offender]."""
        return self.crimes(crime)[:, None] * self.offender

    def index_arrests(self) -> Any:
        """Each resident's arrests a week for index crimes."""
        s = self.settings
        rate = np.zeros(len(self.group))
        for crime in ("violent", "property"):
            clearance = getattr(s, f"clearance_{crime}")
            clearance *= 1.0 + s.cooperation_weight * (s.community_trust - 0.5)
            clearance *= s.arrests_per_clearance
            cleared = self.crimes_against(crime) * self.crime_is_reported(crime)[0] * clearance
            rate += cleared.sum(axis=0)
        return rate

    def cause_arrests(self) -> Any:
        """Each resident's arrests a week for cause without a report."""
        return (
            self.settings.cause_arrest_rate / 1e5 / YEAR * self.size[self.cell] * self.offends_here
        )

    def ends_of_encounters(self) -> dict[str, Any]:
        """Each resident's encounters, minor arrests, pretexts and citations a week."""
        s = self.settings
        rate = (
            s.encounter_rate / 1e5 / YEAR * np.where(self.hispanic, s.hispanic_encounter_ratio, 1)
        )
        foreign = np.array([getattr(s, f"foreign_{name}") for name in GROUPS])[self.group]
        arrest = s.minor_arrest_share * np.where(self.status == 2, s.no_license_arrest_ratio, 1.0)
        inquiry = s.inquiry_arrest_share * (self.status == 2) * s.status_inquiry
        result = dict.fromkeys(("encounters", "minor", "pretext", "citations"), np.zeros_like(rate))
        taken = ((True, foreign * (1.0 + s.profiling)), (False, 1.0 - foreign))
        for propensity in self.officers:
            for taken_for_foreign, share in taken:
                weekly = rate * share / len(self.officers)
                pretext = (1.0 - arrest) * propensity * taken_for_foreign
                left = 1.0 - arrest - pretext
                asked = inquiry * taken_for_foreign
                cited = left * s.citation_share
                result["encounters"] = result["encounters"] + weekly
                result["pretext"] = result["pretext"] + weekly * pretext
                result["minor"] = result["minor"] + weekly * (arrest + left * asked)
                result["citations"] = result["citations"] + weekly * cited * (1.0 - asked)
        return result

    def absent(self) -> Any:
        """An upper bound on the share of weeks in which a resident is in jail: a week an arrest."""
        ends = self.ends_of_encounters()
        return self.index_arrests() + self.cause_arrests() + ends["minor"] + ends["pretext"]


@dataclass
class Runs:
    """The same worlds by each engine, with their populations at the start."""

    settings: Settings

    def __post_init__(self) -> None:
        self.people = [People(self.settings, seed) for seed in range(RUNS)]
        self.outcomes = {
            engine: [run(self.settings, seed, engine=engine) for seed in range(RUNS)]
            for engine in ENGINES
        }

    def expected(self, weekly: Callable[[People], Any]) -> Any:
        """Expected events by group, over all worlds and weeks, from residents' rates: float[6]."""
        return self.settings.weeks * sum(
            np.bincount(people.group, weekly(people), minlength=6) for people in self.people
        )

    def found(self, engine: str, measure: str) -> Any:
        """A count or a sum by group, over all worlds and months: [6]."""
        outs = self.outcomes[engine]
        if measure in COUNTS:
            place = COUNTS.index(measure)
            return sum(out.count_table[..., place].sum(axis=(0, 1)) for out in outs)
        place = SUMS.index(measure)
        return sum(out.sum_table[..., place].sum(axis=(0, 1)) for out in outs) / ONE


@pytest.fixture(scope="session")
def frozen() -> Runs:
    """Nobody is arrested."""
    return Runs(
        Settings(
            **QUIET,
            **PLACE,
            clearance_violent=0.0,
            clearance_property=0.0,
            encounter_rate=0.0,
            cause_arrest_rate=0.0,
        )
    )


@pytest.fixture(scope="session")
def policed() -> Runs:
    """All people booked are released after a week, without conviction and without ICE."""
    return Runs(
        Settings(
            **QUIET,
            **PLACE,
            clearance_violent=0.5,
            clearance_property=0.3,
            cooperation_weight=0.5,
            encounter_rate=12_000.0,
            hispanic_encounter_ratio=1.3,
            minor_arrest_share=0.15,
            cause_arrest_rate=2_000.0,
            profiling=0.8,
            pretextual_propensity=0.3,
            officers_rate=700.0,
            status_inquiry=True,
            inquiry_risk_step=0.0,
            release_minor=1.0,
            release_misdemeanor=1.0,
            release_felony=1.0,
            serious_record_release_ratio=1.0,
            conviction_minor=0.0,
            conviction_misdemeanor=0.0,
            conviction_felony=0.0,
            detainer_policy="none",
        )
    )
