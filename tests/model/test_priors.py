"""Priors: their file, their quantiles, and mistakes in a user's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from scomm.model.errors import InputError
from scomm.model.priors import CHOICE, read_priors
from scomm.model.settings import Settings

EVEN = ((np.arange(2000) + 0.5) / 2000.0).astype(np.float64)


def test_every_prior_is_of_an_open_setting_and_contains_its_default() -> None:
    for prior in read_priors().each:
        assert prior.setting.status in ("assumption", "calibrated"), prior.name
        assert prior.why.endswith(".") and prior.source
        if prior.distribution == CHOICE:
            continue
        low, high = prior.at(np.array([0.0, 1.0])).tolist()
        assert low <= float(str(prior.setting.value)) <= high, prior.name


def test_every_draw_is_a_valid_setting() -> None:
    priors = read_priors()
    cube = stats.qmc.LatinHypercube(len(priors.each), rng=1).random(64)
    values = priors.at(cube)
    for k in range(len(cube)):
        Settings(**{name: column[k] for name, column in values.items()})


def prior_of(tmp_path: Path, setting: str, text: str, groups: str = "") -> Path:
    path = tmp_path / "priors.toml"
    path.write_text(f'{groups}\n[prior.{setting}]\n{text}\nsource = "elicited"\nwhy = "Here."\n')
    return path


@pytest.mark.parametrize(
    ("setting", "text", "quartiles"),
    [
        (
            "electronic_share",
            'distribution = "uniform"\nlow = 0.2\nhigh = 0.6',
            (0.3, 0.4, 0.5),
        ),
        (
            "custody_tail_weeks",
            'distribution = "loguniform"\nlow = 1.0\nhigh = 16.0',
            (2.0, 4.0, 8.0),
        ),
        (
            "report_intercept_violent",
            'distribution = "normal"\nmean = 0.0\nsd = 1.0',
            (-0.6744897501960817, 0.0, 0.6744897501960817),
        ),
        # Cut off at 0 and 1, so that the quartiles are those of the rest.
        (
            "electronic_share",
            'distribution = "normal"\nmean = 0.0\nsd = 100.0',
            (0.25, 0.5, 0.75),
        ),
        (
            "electronic_share",
            'distribution = "beta"\na = 1.0\nb = 1.0',
            (0.25, 0.5, 0.75),
        ),
    ],
)
def test_quantiles(
    tmp_path: Path, setting: str, text: str, quartiles: tuple[float, float, float]
) -> None:
    prior = read_priors(prior_of(tmp_path, setting, text)).each[0]
    assert prior.at(np.array([0.25, 0.5, 0.75])).tolist() == pytest.approx(quartiles, abs=1e-4)


def test_a_choice_has_its_weights(tmp_path: Path) -> None:
    text = 'distribution = "choice"\nvalues = [0.0, 0.5, 1.0]\nweights = [1, 2, 1]'
    prior = read_priors(prior_of(tmp_path, "learned_share", text)).each[0]
    found = prior.at(EVEN).astype(float)
    assert [float(np.mean(found == each)) for each in (0.0, 0.5, 1.0)] == [0.25, 0.5, 0.25]


def test_priors_of_a_group_are_correlated_and_each_keeps_its_own() -> None:
    priors = read_priors()
    cube = stats.qmc.Sobol(len(priors.each), rng=3).random(4096)
    shares = priors.correlated(cube)
    names = priors.names
    for group, correlation in priors.correlations.items():
        columns = [k for k, prior in enumerate(priors.each) if prior.group == group]
        scores = stats.norm.ppf(shares[:, columns])
        found = np.corrcoef(scores.T)[np.triu_indices(len(columns), 1)]
        # Of 4,096 even points; independent ones would be within 0.08 but once in a million.
        assert found == pytest.approx(correlation, abs=0.08), group
    free = [k for k, prior in enumerate(priors.each) if not prior.group]
    assert (shares[:, free] == cube[:, free]).all()
    for k in range(len(names)):
        assert np.quantile(shares[:, k], (0.1, 0.5, 0.9)) == pytest.approx(
            (0.1, 0.5, 0.9), abs=0.03
        )


@pytest.mark.parametrize(
    ("setting", "text", "words"),
    [
        ("electronic_shar", 'distribution = "beta"\na = 1\nb = 1', "Did you mean"),
        ("electronic_share", 'distribution = "bet"\na = 1\nb = 1', "Did you mean 'beta'"),
        ("electronic_share", 'distribution = "beta"\na = 1', "lacks the key 'b'"),
        ("electronic_share", 'distribution = "beta"\na = 1\nb = 0', "must be above 0"),
        ("electronic_share", 'distribution = "beta"\na = 1\nb = "x"', "must be a number"),
        ("electronic_share", 'distribution = "beta"\na = 1\nb = nan', "must be a number"),
        ("electronic_share", 'distribution = "beta"\na = 1\nb = 1\nc = 2', "no key 'c'"),
        ("electronic_share", 'distribution = "uniform"\nlow = 0.5\nhigh = 0.5', "below high"),
        ("electronic_share", 'distribution = "uniform"\nlow = 0.5\nhigh = 1.5', "from 0 to 1"),
        ("electronic_share", 'distribution = "lognormal"\nmedian = 1e9\nsigma = 0.01', "no values"),
        ("places", 'distribution = "beta"\na = 1\nb = 1', "is no number"),
        ("places", 'distribution = "choice"\nvalues = ["contry"]\nweights = [1]', "no value of"),
        ("places", 'distribution = "choice"\nvalues = ["county"]\nweights = [0]', "above 0"),
        ("places", 'distribution = "choice"\nvalues = ["county"]\nweights = []', "one length"),
        (
            "electronic_share",
            'distribution = "beta"\na = 1\nb = 1\ngroup = "g"',
            "no correlation for 'g'",
        ),
    ],
)
def test_mistakes(tmp_path: Path, setting: str, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_priors(prior_of(tmp_path, setting, text))
    assert words in str(caught.value) and setting in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no prior"),
        ("[pror.x]\n", "no table of a priors file"),
        ("[prior]\n[groups]\n", "there is no prior"),
        ('[groups]\na = 1.0\n[prior.weeks]\ndistribution = "beta"\n', "[groups] a"),
        ("prior = 3", "there is no prior"),
        ("[prior]\nweeks = 3\n", "[prior.weeks] must be a table"),
    ],
)
def test_a_file_of_another_form(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "priors.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_priors(path)
    assert words in str(caught.value)


def test_a_setting_without_a_prior_is_named() -> None:
    with pytest.raises(InputError, match="'weeks' has no prior"):
        read_priors().only(["weeks"])
