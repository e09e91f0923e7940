"""Which fact would narrow an answer: known shares of variance, and the kept draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from scomm import load
from scomm.model.errors import InputError
from scomm.sweeps.information import Quantity, explained, narrowing

RESULTS = Path(__file__).parents[2] / "results"
SHARE = Quantity("share", "non_criminal_share", "arm")


def normal(columns: int, count: int = 512) -> NDArray[np.float64]:
    """Points of a scrambled Sobol' sequence as normal numbers: spread evenly, not at random."""
    return np.asarray(stats.norm.ppf(stats.qmc.Sobol(columns, rng=5).random(count)))


def test_shares_of_a_sum_are_those_of_its_variances() -> None:
    x = normal(3)
    answer = 2.0 * x[:, 0] + x[:, 1]
    assert explained(answer, 0.0, x[:, 0]) == pytest.approx(0.8, abs=0.02)
    assert explained(answer, 0.0, x[:, 1]) == pytest.approx(0.2, abs=0.02)
    assert explained(answer, 0.0, x[:, 2]) == pytest.approx(0.0, abs=0.02)


def test_a_quantity_that_is_bent_explains_as_much() -> None:
    x = normal(2)
    answer = 2.0 * x[:, 0] + x[:, 1]
    assert explained(answer, 0.0, np.exp(x[:, 0])) == explained(answer, 0.0, x[:, 0])


def test_monte_carlo_noise_is_left_out_of_the_whole() -> None:
    x = normal(2)
    answer = x[:, 0] + x[:, 1]  # Half of the variance is noise.
    assert explained(answer, 0.0, x[:, 0]) == pytest.approx(0.5, abs=0.02)
    assert explained(answer, 1.0, x[:, 0]) == pytest.approx(1.0, abs=0.03)


def test_infinite_and_undefined_values() -> None:
    x = normal(1)[:, 0]
    last = np.where(x > 1.0, np.inf, x)
    assert explained(x, 0.0, last) > 0.9
    undefined = np.where(np.arange(512) % 2 == 0, np.nan, x)
    assert explained(undefined, 0.0, x) > 0.99
    assert explained(np.ones(64), 0.0, x[:64]) == 0.0
    with pytest.raises(InputError, match="There are 39 draws with an answer"):
        explained(x[:39], 0.0, x[:39])


def test_the_kept_draws_say_what_matters() -> None:
    store = load(RESULTS / "findings" / "answers")
    reporting = Quantity("reporting", "reporting_rate.hispanic")
    survey = Quantity("survey of perceived risk", "perceived_risk.hispanic")
    found = narrowing(store, [reporting, SHARE], [survey]).set_index("name")
    assert found["reporting"].drop(survey.name).idxmax() == "enrollment_risk_step"
    assert found.loc[survey.name, "reporting"] > found.loc["enrollment_risk_step", "reporting"]
    assert found.loc["enrollment_risk_step", "share"] < 0.05
    assert found.drop(index=survey.name).index.tolist() == [
        name for name in store.varied if name in found.index
    ]


def test_a_sweep_without_draws_is_refused() -> None:
    with pytest.raises(InputError, match="'headline' has another design"):
        narrowing(load(RESULTS / "headline"), [SHARE])
