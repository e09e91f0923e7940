"""Sensitivity: functions of known indices, with noise, through the path that stores take."""

from __future__ import annotations

import hashlib
import json
import math
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from SALib.analyze import morris, sobol
from scipy.special import ndtri, stdtrit

from scomm import Sweep
from scomm.model.errors import InputError
from scomm.sweeps.cli import main
from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.designs.saltelli import Saltelli, unit_problem
from scomm.sweeps.designs.sampled import Axis, read_axes
from scomm.sweeps.estimation.sensitivity import resampled, without_noise
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.sensitivity import Answer, Sensitivity, analyze, headline, sensitivity, values_of
from scomm.sweeps.store.reading import Store
from tests.sweeps.fabricated import fabricated

Array = NDArray[np.float64]

SEED = 20101001
NAMES = (
    *("pretextual_propensity", "community_trust", "awareness_share", "profiling"),
    *("deterrence_elasticity", "before_disposition_share"),
)
# Standard normal quantile with two tails of 1e-7 together: twelve comparisons are wrong about once
# in a million. A standard error from hundreds of samples is as good as known.
SURE = 5.33


def axes(count: int) -> OrderedDict[str, Axis]:
    return read_axes({name: {"from": 0.0, "to": 1.0} for name in NAMES[:count]})


def ishigami(cube: Array) -> Array:
    x, y, z = ((2.0 * cube - 1.0) * np.pi).T
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


SIZES = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def g_function(cube: Array) -> Array:
    """Sobol's G: a product of factors of unit mean and variance 1 / (3 (1 + size)²)."""
    return np.asarray(np.prod((np.abs(4.0 * cube - 2.0) + SIZES) / (1.0 + SIZES), axis=1))


def known(name: str) -> tuple[Array, Array, float]:
    """Return first-order and total indices and the variance, in closed form."""
    if name == "ishigami":
        a, b = 7.0, 0.1
        alone = (1.0 + b * np.pi**4 / 5.0) ** 2 / 2.0
        both = b**2 * np.pi**8 * 8.0 / 225.0
        variance = alone + a**2 / 8.0 + both
        first = np.array([alone, a**2 / 8.0, 0.0]) / variance
        return first, first + np.array([both, 0.0, both]) / variance, variance
    parts = 1.0 / (3.0 * (1.0 + SIZES) ** 2)
    whole = float(np.prod(1.0 + parts))
    others = whole / (1.0 + parts)
    return parts / (whole - 1.0), parts * others / (whole - 1.0), whole - 1.0


@cache
def noise(replicates: int, points: int, number: int = 0) -> Array:
    """Draw standard normal noise; half of its variance is common to all points of a replicate."""
    digest = hashlib.shake_256(f"{SEED} {number}".encode()).digest(4 * replicates * (points + 1))
    shares = (np.frombuffer(digest, "<u4").reshape(replicates, -1) + 0.5) / 2.0**32
    drawn = ndtri(shares)
    return np.asarray((drawn[:, :-1] + drawn[:, -1:]) / math.sqrt(2.0))


FUNCTIONS: dict[str, tuple[int, Callable[[Array], Array]]] = {
    "ishigami": (3, ishigami),
    "g": (6, g_function),
}
ANSWER = headline()[0]


def saltelli(name: str, samples: int, deviation: float, number: int = 0) -> Sensitivity:
    """Analyze a function with noise whose variance is that of the function, times a factor."""
    count, function = FUNCTIONS[name]
    design = Saltelli(axes(count), samples, False)
    values = function(design.cube(derived_seed(SEED + number, "design", 0)))
    size = deviation * math.sqrt(known(name)[2])
    values = values + size * noise(6, len(values), number)
    return analyze(design, SEED + number, ANSWER, values, 300)


def by_setting(found: Sensitivity, count: int) -> pd.DataFrame:
    return found.table.set_index("setting").loc[list(NAMES[:count])]


@pytest.mark.parametrize("deviation", [0.0, 0.3, 1.5])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_known_indices_are_inside_their_intervals(name: str, deviation: float) -> None:
    found = saltelli(name, 1024, deviation)
    first, total, variance = known(name)
    table = by_setting(found, len(first))
    half = stdtrit(1023, 0.975)
    for kind, expected in (("first", first), ("total", total)):
        error = (table[f"{kind}_high"] - table[kind]).to_numpy() / half
        # The total of G's last settings is 0.0001: its samples are all of one size.
        assert (abs(table[kind].to_numpy() - expected) <= SURE * error + 2e-4).all()
    # Half of it is that of six common draws: a chi-squared of 5 degrees over 5, below 8.3 but once
    # in ten million; the other half is that of thousands.
    expected_noise = deviation**2 * variance / 6.0
    assert 0.45 * expected_noise <= found.noise + 1e-20
    assert found.noise <= 4.7 * expected_noise + 1e-20
    assert found.undefined == 0


def test_noise_would_be_outside_the_intervals_if_it_were_left_in() -> None:
    """The same answers as one replicate each, as if their noise were not known."""
    design = Saltelli(axes(3), 1024, False)
    values = ishigami(design.cube(derived_seed(SEED, "design", 0)))
    values = values + 1.5 * math.sqrt(known("ishigami")[2]) * noise(6, len(values))
    plain = analyze(design, SEED, ANSWER, values.mean(axis=0)[None], 300)
    row = by_setting(plain, 3).iloc[1]
    assert known("ishigami")[1][1] < row["total_low"] or row["total_high"] < known("ishigami")[1][1]
    assert math.isnan(plain.noise)
    assert "part of the indices" in plain.sentence


def test_intervals_cover_as_often_as_they_say() -> None:
    """Of 95 % intervals in 40 data sets, each of six indices is inside at least 27 times.

    A binomial count with p = 0.95 is below 27 with a probability of 6e-9, and there are six.
    """
    first, total, _ = known("ishigami")
    inside = np.zeros((2, 3))
    for number in range(1, 41):
        table = by_setting(saltelli("ishigami", 128, 0.5, number), 3)
        for row, (kind, expected) in enumerate((("first", first), ("total", total))):
            low, high = (table[f"{kind}_{end}"].to_numpy() for end in ("low", "high"))
            inside[row] += (low <= expected) & (expected <= high)
    assert inside.min() >= 27


def test_indices_without_noise_are_those_of_salib() -> None:
    design = Saltelli(axes(3), 256, False)
    values = ishigami(design.cube(derived_seed(SEED, "design", 0)))
    table = by_setting(analyze(design, SEED, ANSWER, values[None]), 3)
    theirs = sobol.analyze(unit_problem(design.names), values, calc_second_order=False)
    assert table["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-3)
    assert table["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-3)
    screen = Morris(axes(3), 20, 4)
    cube = screen.cube(derived_seed(SEED, "design", 0))
    table = by_setting(analyze(screen, SEED, ANSWER, ishigami(cube)[None]), 3)
    theirs = morris.analyze(unit_problem(screen.names), cube, ishigami(cube))
    assert table["mean_size"].to_numpy() == pytest.approx(np.asarray(theirs["mu_star"]))
    assert table["mean"].to_numpy() == pytest.approx(np.asarray(theirs["mu"]))
    assert table["deviation"].to_numpy() == pytest.approx(np.asarray(theirs["sigma"]))


def test_second_order_designs_give_the_same_indices() -> None:
    """Their first columns are those of the plain design with the same base samples."""
    both = Saltelli(axes(3), 64, True)
    values = ishigami(both.cube(derived_seed(SEED, "design", 0)))
    found = by_setting(analyze(both, SEED, ANSWER, values[None]), 3)
    plain = Saltelli(axes(3), 64, False)
    values = ishigami(plain.cube(derived_seed(SEED, "design", 0)))
    assert found.equals(by_setting(analyze(plain, SEED, ANSWER, values[None]), 3))


def test_noise_moves_no_screening() -> None:
    """Of 3 x + 2 x y + 0 z: x moves it by 3 + 2 y, y by 2 x, and z by nothing.

    On four levels y is 0, 1/3, 2/3 or 1 alike, so the deviation of 2 y is 2 √(5 / 36).
    """
    design = Morris(axes(3), 400, 4)
    cube = design.cube(derived_seed(SEED, "design", 0))
    values = 3.0 * cube[:, 0] + 2.0 * cube[:, 0] * cube[:, 1]
    found = analyze(design, SEED, ANSWER, values + 0.4 * noise(6, len(cube)), 300)
    table = by_setting(found, 3)
    half = stdtrit(399, 0.975)
    for kind, expected in (
        ("mean_size", np.array([4.0, 1.0, 0.0])),
        ("deviation", np.array([2.0, 2.0, 0.0]) * math.sqrt(5.0 / 36.0)),
    ):
        # Effects near 0, where noise hides the sign, count too little: 0.1 of the range here.
        slack = np.array([0.0, 0.1, 0.0]) if kind == "mean_size" else np.array([0.0, 0.0, 0.3])
        error = (table[f"{kind}_high"] - table[kind]).to_numpy() / half
        assert (abs(table[kind].to_numpy() - expected) <= SURE * error + slack).all()
    raw = analyze(design, SEED, ANSWER, (values + 0.4 * noise(6, len(cube))).mean(axis=0)[None])
    assert by_setting(raw, 3)["mean_size"].iloc[2] > 0.15 > table["mean_size"].iloc[2] + 0.1


def test_points_without_an_answer_are_counted_and_their_samples_left_out() -> None:
    design = Saltelli(axes(3), 256, False)
    values = np.stack([ishigami(design.cube(derived_seed(SEED, "design", 0)))] * 2)
    whole = analyze(design, SEED, ANSWER, values)
    values[1, [0, 5 * 20 + 2]] = np.nan  # A of the first sample; the second setting of another
    found = analyze(design, SEED, ANSWER, values)
    assert (whole.undefined, found.undefined) == (0, 2)
    assert by_setting(found, 3)["used"].tolist() == [255, 254, 255]
    assert "2 of 1,280 points have no answer" in found.sentence
    for kind in ("first", "total"):
        gap = by_setting(found, 3)[kind] - by_setting(whole, 3)[kind]
        assert 0.0 < abs(gap).max() < 0.05
    values[:, 20:] = np.nan
    with pytest.raises(InputError, match=r"that leaves 3 trajectories or samples"):
        analyze(design, SEED, ANSWER, values)


def test_answers_that_do_not_differ_are_refused() -> None:
    design = Saltelli(axes(2), 8, False)
    with pytest.raises(InputError, match="do not differ"):
        analyze(design, SEED, ANSWER, np.ones((2, len(design))))


def test_products_of_different_replicates() -> None:
    first, second = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 7.0])
    pairs = [first[j] * second[k] for j in range(3) for k in range(3) if j != k]
    assert without_noise(first, second) == pytest.approx(np.mean(pairs))


def test_resamples_are_those_of_the_seed() -> None:
    drawn = resampled(1, 500, 16)
    assert np.array_equal(drawn, resampled(1, 500, 16))
    assert not np.array_equal(drawn, resampled(2, 500, 16))
    assert (drawn.sum(axis=1) == 16).all()
    # Each is in a resample once on average: 500 × 16 draws, so ± 6 standard deviations of 0.043.
    assert drawn.mean(axis=0) == pytest.approx(1.0, abs=0.26)


SPEC = """
[sweep]
name = "small"
scenario = "county"
replicates = 3
seed = 1

[settings]
population = 1000
weeks = 60
burn_in_weeks = 20
activation = 2009-02-02

[design]
kind = "morris"
trajectories = 4

[vary]
enrollment_risk_step = { from = 0.0, to = 0.4 }
community_trust = { from = 0.1, to = 0.9 }

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("sensitivity") / "small"
    return Sweep.from_text(SPEC).run(folder, backend="serial", progress=False)


def test_the_answers_of_a_store_are_its_estimates(small: Store) -> None:
    """Pseudovalues of the jackknife have the estimate as their mean, but for its bias."""
    values = values_of(small, ANSWER)
    table = small.estimates(wanted=[ANSWER.ratio])
    assert values.shape == (3, 12)
    error = values.std(axis=0, ddof=1) / math.sqrt(3.0)
    assert error == pytest.approx(table["standard_error"].to_numpy())
    assert (abs(values.mean(axis=0) - table["effect"].to_numpy()) <= 0.2 * error + 1e-9).all()


def test_answers_in_odds_are_logs_of_odds_ratios(small: Store) -> None:
    """The pseudovalues' mean is the estimate, but for the jackknife's bias."""
    odds = Answer(ANSWER.ratio, odds=True)
    values = values_of(small, odds)
    table = small.estimates(wanted=[ANSWER.ratio])
    error = values.std(axis=0, ddof=1) / math.sqrt(3.0)
    right = np.log(table["odds_ratio"].to_numpy())
    assert (abs(values.mean(axis=0) - right) <= 0.2 * error + 1e-9).all()
    (found,) = sensitivity(small, [odds])
    assert (found.answer, found.unit) == ("reporting_rate.hispanic, log odds", "log odds")
    with pytest.raises(InputError, match="non_criminal_share has no odds here"):
        Answer(headline()[1].ratio, odds=True)


def test_the_step_in_risk_matters_and_the_noise_is_said(small: Store) -> None:
    (found,) = sensitivity(small, [ANSWER])
    assert found.method == "morris"
    assert found.table["setting"][0] == "enrollment_risk_step"
    assert found.table["mean"][0] < 0.0
    assert found.replicates == 3
    assert found.noise > 0.0


def test_shares_without_removals_are_counted(small: Store) -> None:
    """A thousand residents have few removals, so the share may be undefined."""
    share = headline()[1]
    values = values_of(small, share)
    missing = int(np.isnan(values).all(axis=0).sum())
    assert np.isnan(values).any(axis=0).sum() == missing
    try:
        found = analyze(small.spec.designs[0], 1, share, values)  # type: ignore[arg-type]
    except InputError as error:
        assert f"{missing} of 12 points have no answer" in str(error)
    else:
        assert found.undefined == missing


def test_the_command_prints_both_and_json(small: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", str(small.folder), "--estimand", "reporting_rate.hispanic"]) == 0
    printed = capsys.readouterr().out
    assert "enrollment_risk_step" in printed
    assert "with 3 replicates" in printed
    asked = ["--estimand", "reporting_rate.hispanic", "--level", "--json"]
    assert main(["sensitivity", str(small.folder), *asked]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["answer"] == "reporting_rate.hispanic, level"
    assert {row["setting"] for row in found["settings"]} == {
        "enrollment_risk_step",
        "community_trust",
    }


def test_the_command_runs_a_sweep_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "small.toml"
    spec.write_text(SPEC)
    assert main(["sensitivity", str(spec)]) == 2
    assert "--out must say" in capsys.readouterr().err
    asked = ["--estimand", "reporting_rate.hispanic", "--backend", "serial", "--json"]
    assert main(["sensitivity", str(spec), "--out", str(tmp_path / "store"), *asked]) == 0
    assert json.loads(capsys.readouterr().out)[0]["points"] == 12


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--out", "elsewhere"], "for a sweep file"),
        (["--level"], "name one"),
        (["--estimand", "reporting_rat"], "reporting_rate"),
    ],
)
def test_wrong_options_are_refused(
    arguments: list[str], sentence: str, small: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", str(small.folder), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_grid_has_no_indices(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", str(store.folder)]) == 2
    assert "one design of kind 'morris' or 'saltelli'" in capsys.readouterr().err


def test_a_store_without_runs_says_that_noise_is_in_its_indices(small: Store) -> None:
    found = sensitivity(fabricated(small.spec, small.folder, lambda settings: 1.0), [ANSWER])
    assert "without their runs" in found[0].sentence
