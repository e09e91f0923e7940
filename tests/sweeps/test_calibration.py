"""Emulators, posteriors and the whole calibration, on functions whose answers are known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scomm import Sweep, load
from scomm.model.errors import InputError
from scomm.model.priors import Priors, read_priors
from scomm.model.targets import read_targets
from scomm.sweeps.calibrate import FIGURES_FILE, PRIOR_FILE, Plan, calibrate
from scomm.sweeps.calibration import simulations
from scomm.sweeps.calibration.best import best_supported
from scomm.sweeps.calibration.emulator import Emulator, fit
from scomm.sweeps.calibration.likelihood import Likelihood, back, error_of, inputs, transformed
from scomm.sweeps.calibration.posterior import FILE, read_posterior
from scomm.sweeps.calibration.sampling import sample
from scomm.sweeps.execution.serial import serially
from scomm.sweeps.targets import settings_of

TARGET = read_targets()[0]


def points(settings: int, count: int = 256) -> Any:
    return stats.qmc.Sobol(settings, rng=7).random(count)


def test_a_quadratic_is_emulated_exactly() -> None:
    cube = points(4)
    values = 1.0 + 2.0 * cube[:, 0] - cube[:, 1] ** 2 + 3.0 * cube[:, 0] * cube[:, 2]
    made = fit(cube, values)
    assert made.r_squared > 0.9999
    new = stats.qmc.Sobol(4, rng=8).random(64)
    right = 1.0 + 2.0 * new[:, 0] - new[:, 1] ** 2 + 3.0 * new[:, 0] * new[:, 2]
    assert made.at(new) == pytest.approx(right, abs=0.01)


def test_the_error_of_an_emulator_holds_the_noise_of_runs() -> None:
    cube = points(3, 512)
    digests = [hashlib.sha256(str(k).encode()).digest() for k in range(512)]
    # In an order that has nothing to do with the points.
    noise = stats.norm.ppf((np.argsort(np.argsort(digests)) + 0.5) / 512.0)
    made = fit(cube, cube[:, 0] + 0.1 * noise)
    assert made.error == pytest.approx(0.1, rel=0.1)


def test_an_emulator_is_less_certain_where_runs_are_few() -> None:
    cube = points(3, 128)
    made = fit(cube[cube[:, 0] < 0.6], cube[cube[:, 0] < 0.6] @ [1.0, 2.0, 0.5])
    near, far = made.spread(np.array([[0.3, 0.5, 0.5], [1.0, 0.5, 0.5]]))
    assert far > 2.0 * near


def test_runs_are_added_where_emulators_are_least_certain() -> None:
    cube = points(2, 64)
    likelihood = Likelihood(uniform_priors(2), [TARGET], [fit(cube[:32], cube[:32, 0])], 0.1)
    corner, middle = likelihood.uncertainty(np.array([[0.999, 0.001], [0.5, 0.5]]))
    assert corner > middle > 0.0


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(InputError, match="There are 7 runs with a figure for 4 settings"):
        fit(points(4)[:7], np.zeros(7))


def line(slope: float, settings: int, place: int) -> Emulator:
    """An emulator that is ``slope`` times one setting's place."""
    terms = 2 * settings
    coefficients = np.zeros(terms)
    coefficients[place] = slope
    center, size, precision = np.zeros(terms), np.ones(terms), np.eye(terms)
    return Emulator((), coefficients, 0.5 * slope, center, size, 1e-9, 1.0, precision)


def uniform_priors(settings: int) -> Priors:
    whole = read_priors()
    return Priors(
        tuple(
            replace(whole.of["electronic_share"], setting=each.setting, numbers=(0.0, 1.0))
            for each in whole.each[:settings]
        ),
        {},
    )


def test_the_posterior_of_a_line_is_known() -> None:
    """A share of 0.5 in logits is 0: with a flat prior on 20 (u − 1/2) the posterior is normal."""
    target = replace(TARGET, value=0.5, error=0.25, group="")
    emulator = replace(line(20.0, 2, 0), intercept=0.0)
    likelihood = Likelihood(uniform_priors(2), [target], [emulator], 0.0)
    found = sample(likelihood.log, points(2), seed=5, steps=4000, draws=4000)
    scaled = 20.0 * (found.cube[:, 0] - 0.5)
    # The error in logits is 0.25 / (0.5 · 0.5) = 1. Effective sizes are above 1,000, so a mean is
    # within 0.16 and a deviation within 0.12, but once in a million.
    assert found.effective.min() > 1000.0 and found.r_hat.max() < 1.05
    assert error_of(target) == 1.0
    assert scaled.mean() == pytest.approx(0.0, abs=0.16)
    assert scaled.std() == pytest.approx(1.0, abs=0.12)
    # The other setting keeps its uniform prior.
    assert found.cube[:, 1].std() == pytest.approx(12.0**-0.5, abs=0.05)


def test_the_best_supported_point_weighs_prior_and_targets() -> None:
    target = replace(
        TARGET, value=0.99, error=0.0099, group=""
    )  # 4.6 in logits, with an error of 1.
    choice = read_priors().of["learned_share"]
    priors = Priors((*uniform_priors(2).each, replace(choice, numbers=(0.2, 0.5, 0.3))), {})
    emulator = replace(line(20.0, 3, 0), intercept=0.0)
    likelihood = Likelihood(priors, [target], [emulator], 0.0)
    found = best_supported(likelihood, {}, points(3))
    grid = np.linspace(-3.0, 3.0, 60_001)
    miss = 20.0 * (stats.norm.cdf(grid) - 0.5) - np.log(99.0)
    best = grid[np.argmin(miss**2 + grid**2)]
    assert stats.norm.ppf(found[0, 0]) == pytest.approx(best, abs=1e-3)
    # No target moves the other, and the choice stands at the value of most weight, 0.5.
    assert found[0, 1] == pytest.approx(0.5, abs=1e-4)
    assert priors.at(found)["learned_share"].tolist() == [0.5]
    other = best_supported(likelihood, {"learned_share": 1.0}, points(3))
    assert priors.at(other)["learned_share"].tolist() == [1.0]


def test_the_same_seed_gives_the_same_draws() -> None:
    likelihood = Likelihood(uniform_priors(2), [TARGET], [line(4.0, 2, 0)], 0.1)
    a, b, c = (
        sample(likelihood.log, points(2), seed=seed, steps=200, draws=50).cube for seed in (1, 1, 2)
    )
    assert (a == b).all() and (a != c).any()


def test_targets_that_count_the_same_people_share_their_error() -> None:
    one = replace(TARGET, group="people", correlation=0.5)
    made = Likelihood(uniform_priors(1), [one, one], [line(1.0, 1, 0)] * 2, 0.0)
    error = error_of(one)
    assert made.covariance[0, 1] == pytest.approx(0.5 * error**2)
    assert made.covariance[0, 0] == pytest.approx(error**2)


def test_transforms_have_inverses() -> None:
    people = replace(TARGET, unit="people", value=100.0)
    values = np.array([0.1, 0.5, 0.9])
    for target in (TARGET, people):
        assert back(target, transformed(target, values)) == pytest.approx(values)
    assert np.isnan(transformed(TARGET, np.array([0.0, 1.0, np.nan]))).all()


def test_inputs_number_the_choices() -> None:
    priors = read_priors().only(["learned_share"])
    found = inputs(priors, np.array([[0.1], [0.5], [0.9]]))
    assert found[:, 0].tolist() == [0.0, 0.5, 1.0]


SMALL = Plan(points=96, waves=2, steps=200, draws=128)


class Fake:
    """A model whose non-criminal share depends on two settings in a known way."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, settings: Any, seed: int, **other: Any) -> Any:
        self.runs += 1
        return settings


def figures_of(settings: Any) -> tuple[float, float]:
    return 0.1 + 0.6 * settings.conviction_minor * settings.electronic_share, 1.0


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Fake]]:
    target = replace(TARGET, value=0.3, error=0.01, parts=figures_of)
    monkeypatch.setattr(simulations, "_parsed", lambda parse, text: (target,))
    monkeypatch.setattr("scomm.sweeps.calibrate.parse_targets", lambda text, where: (target,))
    base = settings_of("nation", [target], 0.02, {"jurisdictions": 30})

    def calibrated(folder: Path, seed: int = 3, plan: Plan = SMALL) -> tuple[Any, Fake]:
        model = Fake()
        return calibrate(folder, base, serially(model), plan=plan, seed=seed, progress=False), model

    return calibrated


def test_a_calibration_finds_the_settings_that_give_the_figure(
    made: Callable[..., tuple[Any, Fake]], tmp_path: Path
) -> None:
    found, model = made(tmp_path / "c")
    assert model.runs == 96 + 96 + 32
    draws = found.posterior.draws
    figures = 0.1 + 0.6 * draws["conviction_minor"] * draws["electronic_share"]
    assert figures.mean() == pytest.approx(0.3, abs=0.05)
    settings = found.settings.set_index("setting")
    assert settings.loc["conviction_minor", "spread_left"] < 0.5
    assert "do not inform" in settings.loc["news_risk", "sentence"]
    targets = found.targets.iloc[0]
    assert targets["r_squared_held_out"] > 0.8 and targets["implausibility"] < 1.0
    assert targets["posterior_high"] - targets["posterior_low"] < 0.5 * (
        targets["prior_high"] - targets["prior_low"]
    )
    prior, figures = (pd.read_parquet(tmp_path / "c" / name) for name in (PRIOR_FILE, FIGURES_FILE))
    right = 0.1 + 0.6 * prior["conviction_minor"] * prior["electronic_share"]
    assert figures["1"].to_numpy() == pytest.approx(right.to_numpy())
    again, model = made(tmp_path / "c")
    assert model.runs == 0
    assert again.posterior.draws.equals(draws)
    made(tmp_path / "d")
    content = {name: (tmp_path / name / FILE).read_bytes() for name in "cd"}
    assert content["c"] == content["d"]


def test_a_folder_of_another_calibration_is_refused(
    made: Callable[..., tuple[Any, Fake]], tmp_path: Path
) -> None:
    made(tmp_path / "c", plan=replace(SMALL, waves=1))
    with pytest.raises(InputError, match="with seed 3, and these have 4"):
        made(tmp_path / "c", seed=4, plan=replace(SMALL, waves=1))


def test_what_was_run_survives_an_interruption(
    made: Callable[..., tuple[Any, Fake]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Fake.__call__

    def interrupted(self: Fake, settings: Any, seed: int, **other: Any) -> Any:
        if self.runs == 40:
            raise KeyboardInterrupt
        return run(self, settings, seed)

    with monkeypatch.context() as patch:
        patch.setattr(Fake, "__call__", interrupted)
        with pytest.raises(KeyboardInterrupt):
            made(tmp_path / "c")
    _, model = made(tmp_path / "c")
    assert model.runs == 96 + 96 + 32 - 40


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"points": 8}, "The number of points is 8"),
        ({"waves": 0}, "The number of waves is 0"),
        ({"discrepancy": -1.0}, "The discrepancy is -1.0"),
    ],
)
def test_a_plan_out_of_bounds(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Plan(**asked)


def test_a_file_that_is_no_posterior(tmp_path: Path) -> None:
    path = tmp_path / "posterior.parquet"
    path.write_text("no")
    with pytest.raises(InputError, match="is no posterior"):
        read_posterior(path)


SPEC = """
vary = "{source}"
[sweep]
name = "drawn"
scenario = "county"
replicates = 1
seed = 1
[settings]
population = 300
weeks = 20
[design]
points = 3
{more}
[arms]
never = {{ enrollment = "never" }}
"""


def test_a_sweep_draws_from_a_posterior(
    made: Callable[..., tuple[Any, Fake]], tmp_path: Path
) -> None:
    found, _ = made(tmp_path, plan=replace(SMALL, waves=1))
    text = SPEC.format(source="posterior", more=f'file = "{FILE}"\nwithout = ["news_risk"]')
    (tmp_path / "s.toml").write_text(text)
    sweep = Sweep.from_file(tmp_path / "s.toml")
    assert "news_risk" not in sweep.spec.varied and len(sweep.spec.varied) > 20
    store = sweep.run(tmp_path / "store", backend="serial", progress=False)
    drawn = load(store.folder).runs["electronic_share"]
    known = found.posterior.draws["electronic_share"].to_numpy()
    assert len(set(drawn)) == 3
    assert all(np.isclose(known, each, atol=1e-11).any() for each in drawn)


def test_a_sweep_draws_from_the_priors() -> None:
    one, two = (
        Sweep.from_text(SPEC.format(source="prior", more="").replace("seed = 1", f"seed = {seed}"))
        for seed in (1, 2)
    )
    assert one.spec.varied == read_priors().names
    assert one.plan.points != two.plan.points


def test_every_draw_is_crossed_with_the_values_of_some_settings() -> None:
    cross = "cross = { news_risk = [0.1, 0.2], community_trust = [0.3, 0.5, 0.7] }"
    plain, crossed = (Sweep.from_text(SPEC.format(source="prior", more=m)) for m in ("", cross))
    assert crossed.spec.varied[-2:] == ("news_risk", "community_trust")
    assert crossed.spec.varied.count("news_risk") == 1
    points = crossed.plan.points
    assert len(points) == 3 * 2 * 3
    pairs = [(each["news_risk"], each["community_trust"]) for each in points]
    assert pairs == [(a, b) for a in (0.1, 0.2) for b in (0.3, 0.5, 0.7)] * 3
    # A draw's other settings stay together.
    assert len({each["electronic_share"] for each in points}) == 3
    assert len(plain.plan.points) == 3


@pytest.mark.parametrize(
    ("source", "more", "words"),
    [
        ("postrior", "", "Did you mean 'posterior'"),
        ("posterior", "", "lacks the key 'file'"),
        ("prior", 'kind = "sobol"', "remove one of them"),
        ("prior", 'without = ["weeks"]', "must be one of"),
        ("prior", "without = 3", "must be a list"),
        ("prior", "cross = 3", "must be a table of settings and their values"),
        ("prior", "cross = { news_rsk = [0.1] }", "[design.cross]: no setting is called"),
        ("prior", "cross = { news_risk = [0.1, 0.1] }", "[design.cross] news_risk lists the value"),
        ("prior", "cross = { news_risk = 3 }", "[design.cross] news_risk is 3"),
    ],
)
def test_mistakes_in_a_sweep_file(source: str, more: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Sweep.from_text(SPEC.format(source=source, more=more))
    assert words in str(caught.value)


def test_targets_are_a_public_table() -> None:
    from scomm import targets

    table = targets({"jurisdictions": 30, "detainer_level3": 0.5}, scale=0.02)
    assert json.dumps(table["target"].tolist()).startswith('["1", "2"')
    assert table.attrs["distance"] > 0.0
    assert np.isfinite(table["distance"]).sum() > 15
