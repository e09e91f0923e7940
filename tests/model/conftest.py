"""Fixtures of the model's tests: engines, places with many events, bounds of statistical tests."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy import stats

from scomm import Settings
from scomm.model.simulate import ENGINES

# The largest probability with which a correct model fails a statistical test.
FALSE_ALARM = 1e-6


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the executions in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def false_alarm() -> float:
    """The largest probability with which a statistical test fails a correct model."""
    return FALSE_ALARM


@pytest.fixture(scope="session")
def check_share() -> Callable[[int, int, float], None]:
    """Return a check that ``successes`` of ``trials`` agree with a probability (exact binomial).

    A sample so small that no number of successes can fail is an error of the test.
    """

    def check(successes: int, trials: int, probability: float) -> None:
        low = int(stats.binom.ppf(FALSE_ALARM / 2.0, trials, probability))
        high = int(stats.binom.isf(FALSE_ALARM / 2.0, trials, probability))
        assert (low, high) != (0, trials), f"{trials} trials are too few ever to fail"
        assert low <= successes <= high, (
            f"{successes} of {trials} where {low} to {high} agree with {probability:g}"
        )

    return check


@pytest.fixture(scope="session")
def check_count() -> Callable[[int, float, float], None]:
    """Return a check that a Poisson count agrees with a mean, of which ``missed`` may be lost.

    ``missed`` is an upper bound on the mean number of events that the model correctly omits. The
    lower bound of the check is reduced accordingly.
    """

    def check(count: int, mean: float, missed: float = 0.0) -> None:
        lost = int(stats.poisson.isf(FALSE_ALARM / 4.0, missed)) if missed > 0.0 else 0
        low = int(stats.poisson.ppf(FALSE_ALARM / 4.0, mean)) - lost
        high = int(stats.poisson.isf(FALSE_ALARM / 2.0, mean))
        assert low > 0, f"a mean of {mean:g} is too small for too few events ever to fail"
        assert low <= count <= high, f"{count} events where {low} to {high} agree with {mean:g}"

    return check


# A small county with many events: a run takes a tenth of a second.
BUSY: dict[str, object] = {
    "population": 600,
    "residents_per_neighborhood": 150,
    "hispanic_share": 0.5,
    "hispanic_undocumented_share": 0.4,
    "hispanic_lawful_share": 0.2,
    "other_undocumented_share": 0.1,
    "other_lawful_share": 0.1,
    "victimization_rate_hispanic": 0.05,
    "victimization_rate_other": 0.05,
    "encounter_rate": 100_000.0,
    "cause_arrest_rate": 20_000.0,
    "profiling": 1.0,
    "pretextual_propensity": 0.5,
    "ident_undocumented_hispanic": 0.9,
    "ident_undocumented_other": 0.9,
    "ident_lawful": 0.9,
    "turnover_rate": 0.5,
    "ice_beds_rate": math.inf,
    "beds_share_for_jails": 1.0,
    "weeks": 52,
    "burn_in_weeks": 12,
    "activation": "2009-02-02",
}


@pytest.fixture(scope="session")
def busy_county() -> Settings:
    """A county of 600 with many events, activated in week 17 of 52."""
    return Settings(**BUSY)


# Jurisdictions that differ in every policy: name, state, population, shares, activation, policies.
COLUMNS = (
    "name", "state", "population", "hispanic_share", "undocumented_share",
    "lawful_noncitizen_share", "activation", "detainer_policy", "jail_287g", "status_inquiry",
    "dont_ask", "results_received", "felony_referral_only", "stance", "request", "special_status",
    "state_refuses", "before_disposition_share", "pretextual_propensity",
)  # fmt: skip
JURISDICTIONS = {
    "Alder": "Alder,North,350,0.6,0.25,0.1,2009-02-02,all,0,0,1,1,0,accepts,,0,,0.3,0.5",
    "Birch": "Birch,North,280,0.4,0.2,0.15,2009-03-02,serious,1,0,0,1,0,accepts,,0,,0.8,0.2",
    "Cedar": "Cedar,South,320,0.5,0.3,0.1,2009-01-05,all,0,1,0,0,1,accepts,,0,2009-08-03,0.1,0.9",
    "Dogwood": "Dogwood,East,250,0.3,0.1,.2,2009-02-16,none,0,0,0,1,0,asks-out,2009-05-04,1,,0,0.4",
    "Elm": "Elm,North,300,0.7,0.35,0.05,2009-02-09,all,1,0,0,1,0,accepts,,0,,0.5,0.6",
}  # fmt: skip


@pytest.fixture
def busy_table(tmp_path: Path) -> Callable[..., Settings]:
    """Return a function that builds settings with a table of some of ``JURISDICTIONS``, in order.

    The jurisdictions differ in every policy, and have many events.
    """

    def build(*names: str, codes: dict[str, int] | None = None, **changes: object) -> Settings:
        header = ("code", *COLUMNS) if codes else COLUMNS
        rows = [f"{codes[name]},{JURISDICTIONS[name]}" if codes else JURISDICTIONS[name]
                for name in names]  # fmt: skip
        path = tmp_path / f"{'-'.join(names)}-{bool(codes)}.csv"
        path.write_text("\n".join([",".join(header), *rows]) + "\n", encoding="utf-8")
        of_county = ("population", "activation")
        base = {name: value for name, value in BUSY.items() if name not in of_county}
        return Settings(**{**base, "places": "table", "table": str(path), **changes})

    return build
