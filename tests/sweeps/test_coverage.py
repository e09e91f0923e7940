"""Simulation-based calibration on a conjugate model, whose posteriors are known."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from scomm.model.errors import InputError
from scomm.model.priors import Priors, read_priors
from scomm.model.targets import read_targets
from scomm.sweeps.calibration.coverage import Coverage, coverage
from scomm.sweeps.calibration.held_out import HeldOut
from scomm.sweeps.calibration.likelihood import Likelihood
from scomm.sweeps.calibration.posterior import FILE, Posterior
from scomm.sweeps.calibration.sampling import sample
from scomm.sweeps.coverage import coverage as of_folder

ROOT = Path(__file__).parents[2]
Array = NDArray[np.float64]

TARGET = next(each for each in read_targets() if each.is_share)
NAMES = ("first", "second")
SLOPES = (1.5, 0.5)
ERRORS = (0.5, 0.3)
NOISE = (0.3, 0.4)
COUNT = 24


def uniforms(purpose: str, rows: int, columns: int) -> Array:
    """Numbers from 0 to 1 that depend on their purpose and position alone."""
    digest = hashlib.shake_256(purpose.encode()).digest(4 * rows * columns)
    return (np.frombuffer(digest, "<u4").reshape(rows, columns) + 0.5) / 2.0**32


@dataclass(frozen=True)
class Noise:
    """What the likelihood asks of an emulator whose predictions are known."""

    error: float


class Lines(Likelihood):
    """The likelihood of a model that is linear in the normal score of each setting."""

    def predicted(self, cube: Array) -> Array:
        # Far walkers are at the end of the numbers below 1.
        return np.array(SLOPES) * stats.norm.ppf(np.clip(cube, 1e-12, 1.0 - 1e-12))


def priors() -> Priors:
    whole = read_priors()
    like = replace(whole.of["electronic_share"], numbers=(0.0, 1.0))
    return Priors(tuple(replace(like, setting=each.setting) for each in whole.each[:2]), {})


TRUTHS = uniforms("truths", COUNT, 2)
# What a data set shows, in logits: the model, the noise of a run, and the target's error.
SHOWN = np.array(SLOPES) * stats.norm.ppf(TRUTHS) + np.hypot(ERRORS, NOISE) * stats.norm.ppf(
    uniforms("data", COUNT, 2)
)


def likelihood(number: int, too_sure: float = 1.0) -> Likelihood:
    """The likelihood of a data set, its errors divided by ``too_sure``."""
    targets = []
    for k in range(2):
        value = float(1.0 / (1.0 + np.exp(-SHOWN[number, k])))
        error = ERRORS[k] / too_sure * value * (1.0 - value)
        targets.append(replace(TARGET, value=value, error=error, group=""))
    emulators = [Noise(NOISE[k] / too_sure) for k in range(2)]
    return Lines(priors(), targets, emulators, 0.0)  # type: ignore[arg-type]


def ranked(too_sure: float = 1.0) -> Coverage:
    start = uniforms("start", 64, 2)

    def posterior(number: int) -> Array:
        made = sample(likelihood(number, too_sure).log, start, number, steps=800, draws=100)
        # A hundred draws are then nearly independent.
        assert made.effective.min() > 150.0
        return made.cube

    return coverage(NAMES, TRUTHS, posterior)


@pytest.fixture(scope="module")
def right() -> Coverage:
    return ranked()


def test_right_posteriors_pass_but_once_in_a_million(right: Coverage) -> None:
    assert right.failures(1e-6) == []
    assert right.ranks.shape == (COUNT, 2)


def test_ranks_are_those_of_the_posterior_in_closed_form(right: Coverage) -> None:
    """The score has a normal prior and a normal likelihood, so its posterior is normal."""
    for k in range(2):
        precision = SLOPES[k] ** 2 / (ERRORS[k] ** 2 + NOISE[k] ** 2)
        mean = precision * SHOWN[:, k] / SLOPES[k] / (1.0 + precision)
        known = stats.norm.cdf((stats.norm.ppf(TRUTHS[:, k]) - mean) * np.sqrt(1.0 + precision))
        # A rank among 100 draws has a deviation of at most 0.06 with effective sizes above 150: 48
        # of them are within 0.34 but once in a million, and their mean within 0.07.
        assert abs(right.ranks[:, k] - known).max() < 0.34
        assert (right.ranks[:, k] - known).mean() == pytest.approx(0.0, abs=0.07)


@pytest.mark.verify
def test_posteriors_that_are_too_sure_fail() -> None:
    """With errors at a third, intervals of 95 % cover about half: never by chance."""
    found = ranked(too_sure=3.0)
    assert len(found.failures(1e-6)) == 2
    assert (found.table["covered_95"] < 0.8).all()
    assert found.failures()[0].startswith("first: ranks are uneven")


def test_right_ranks_alarm_as_seldom_as_stated() -> None:
    """Of 400 tests at a rate of 2 %, at most 8 are expected to alarm, and 30 never do.

    A binomial count with n = 400 and p = 0.02 is above 29 with a probability of 1e-9.
    """
    shares = (np.arange(999.0)[:, None] + 0.5) / 999.0
    alarms = sum(
        bool(coverage(("one",), uniforms(f"set {k}", 80, 1), lambda _: shares).failures(0.02))
        for k in range(400)
    )
    assert alarms < 30


def test_too_few_data_sets_are_refused() -> None:
    with pytest.raises(InputError, match="There are 12 data sets"):
        coverage(("one",), uniforms("few", 12, 1), lambda number: np.ones((4, 1)))


def known_runs(count: int = 64) -> HeldOut:
    """Runs of a model that is linear in two settings: two shares and an answer, with noise."""
    cube = uniforms("cube", count, 2)
    noise = stats.norm.ppf(uniforms("noise", count, 3))
    sums = np.column_stack([2.0 * cube[:, 0], cube[:, 0] - cube[:, 1], cube.sum(axis=1)])
    shown = sums + np.array([0.1, 0.2, 0.05]) * noise
    shares = 1.0 / (1.0 + np.exp(-shown[:, :2]))
    targets = tuple(replace(TARGET, value=0.5, error=0.05, group="") for _ in range(2))
    return HeldOut(priors(), targets, cube, shares, 0.05, 3, {"sum": shown[:, 2]})


def test_runs_of_a_known_model_pass_with_emulators_fitted_to_the_others() -> None:
    found = known_runs().coverage(24, steps=400)
    assert found.failures(1e-6) == []
    assert found.names[-1] == "sum" and found.ranks.shape == (24, 3)


def test_processes_change_nothing() -> None:
    one, two = (known_runs(40).coverage(20, steps=100, workers=count) for count in (1, 2))
    assert (one.ranks == two.ranks).all()


def test_more_data_sets_than_runs_are_refused() -> None:
    with pytest.raises(InputError, match="There are 40 runs at points of the priors"):
        known_runs(40).coverage(41)


def test_a_folder_without_figures_is_refused(tmp_path: Path) -> None:
    posterior = Posterior(pd.DataFrame({"trust": [0.5]}), {"seed": 1, "discrepancy": 0.05})
    posterior.write(tmp_path / FILE)
    with pytest.raises(InputError, match=r"has no file figures\.parquet"):
        of_folder(tmp_path)


@pytest.mark.verify
def test_intervals_of_the_kept_posterior_hold_the_truth() -> None:
    """The false-alarm rate over all settings and answers is 1e-6; half an hour or so."""
    found = of_folder(
        ROOT / "results" / "posterior",
        answers=ROOT / "results" / "findings" / "prior",
        workers=os.cpu_count() or 1,
    )
    assert found.failures(1e-6) == []
