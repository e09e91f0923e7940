"""The predicted signs of the main results, in a typical county.

Arms and settings share their worlds, so differences are tested by a paired t statistic over worlds.
Each must exceed the quantile that a correct model misses with a probability of 1e-6.
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from scomm import Outcomes, Settings, run, scenario

WORLDS = 24
BOUND = stats.t.isf(1e-6, WORLDS - 1)
PROPENSITIES = (0.0, 0.4, 1.0)
STEPS = (0.0, 0.1, 0.2)
BEFORE_DISPOSITION = (0.0, 0.3, 0.6, 1.0)


@cache
def worlds(**changes: object) -> list[Outcomes]:
    chosen: Settings = scenario("county").replace(**changes)
    return [run(chosen, seed) for seed in range(WORLDS)]


def loss(group: str, **changes: object) -> np.ndarray:
    """The loss of reporting due to enrollment in percentage points, one element per world."""
    never = worlds(enrollment="never", **changes)
    return np.array(
        [
            100.0 * (without.reporting_rate(group) - enrolled.reporting_rate(group))
            for enrolled, without in zip(worlds(**changes), never, strict=True)
        ]
    )


def assert_positive(differences: np.ndarray) -> None:
    error = differences.std(ddof=1) / np.sqrt(WORLDS)
    assert differences.mean() > BOUND * error > 0.0


def non_criminal(**changes: object) -> tuple[np.ndarray, np.ndarray]:
    """Removals without a conviction, and all removals, one element per world."""
    levels = ("none", "level1", "level2", "level3")
    sums = np.array(
        [
            [o.total(f"removals_{level}", counting="probability") for level in levels]
            for o in worlds(**changes)
        ]
    )
    return sums[:, 0], sums.sum(axis=1)


def assert_share_rises(low: dict[str, object], high: dict[str, object]) -> None:
    """Assert that the share, a ratio of sums, is higher: by its linearized paired difference."""
    terms = []
    for changes in (low, high):
        none, removals = non_criminal(**changes)
        share = none.sum() / removals.sum()
        terms.append((share, (none - share * removals) / removals.mean()))
    (low_share, low_terms), (high_share, high_terms) = terms
    assert_positive(high_share - low_share + high_terms - low_terms)


@pytest.mark.parametrize("step", range(len(PROPENSITIES) - 1))
def test_the_non_criminal_share_rises_with_the_propensity(step):
    low, high = PROPENSITIES[step : step + 2]
    assert_share_rises({"pretextual_propensity": low}, {"pretextual_propensity": high})


@pytest.mark.parametrize("step", range(len(BEFORE_DISPOSITION) - 1))
def test_the_non_criminal_share_rises_with_taking_people_before_disposition(step):
    low, high = BEFORE_DISPOSITION[step : step + 2]
    assert_share_rises({"before_disposition_share": low}, {"before_disposition_share": high})


@pytest.mark.parametrize("step", range(len(PROPENSITIES) - 1))
def test_the_loss_of_reporting_grows_with_the_propensity(step):
    low, high = PROPENSITIES[step : step + 2]
    assert_positive(
        loss("hispanic", pretextual_propensity=high) - loss("hispanic", pretextual_propensity=low)
    )


@pytest.mark.parametrize("step", range(len(STEPS) - 1))
def test_the_loss_of_reporting_grows_with_the_step_at_enrollment(step):
    low, high = STEPS[step : step + 2]
    assert_positive(
        loss("hispanic", enrollment_risk_step=high) - loss("hispanic", enrollment_risk_step=low)
    )


def test_the_loss_is_largest_for_the_undocumented_and_least_for_others():
    undocumented, citizens, others = (
        loss(group) for group in ("hispanic_undocumented", "hispanic_citizen", "other")
    )
    assert_positive(undocumented - citizens)
    assert_positive(citizens - others)
    assert_positive(others)


def test_before_activation_there_is_no_loss_at_all():
    for enrolled, never in zip(worlds(), worlds(enrollment="never"), strict=True):
        before = enrolled.months_in("before")[:, 0]
        assert before.sum() > 12
        assert np.array_equal(enrolled.count_table[before], never.count_table[before])
        assert np.array_equal(enrolled.sum_table[before], never.sum_table[before])
