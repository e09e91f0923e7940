"""Predictions: the file that asks for them, and their intervals over draws of a posterior."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scomm.model.errors import InputError
from scomm.model.predictions import parse_predictions, read_predictions
from scomm.model.simulate import run
from scomm.sweeps.calibration.posterior import FILE, Posterior
from scomm.sweeps.execution.serial import serially
from scomm.sweeps.predict import DIFFERENCE, ENROLLED, NOBODY, PREDICTIONS_TABLE, Plan, predict

ASKED = """
[[prediction]]
quantity = "removals"
unit = "people"
measure = "removals"
by = "fiscal-year"
first = "2008-10"
last = "2009-09"

[[prediction]]
quantity = "reporting by Hispanic victims"
unit = "share"
estimands = ["reporting_rate.hispanic"]
by = "quarter"
first = "2009-01"
last = "2009-06"
"""
SMALL = Plan(draws=2, scale=0.0005, jurisdictions=30)


def test_windows_are_whole_periods_of_a_calendar() -> None:
    found = {each.window: each for each in parse_predictions(ASKED)}
    assert list(found) == ["FY2009", "2009 Q1", "2009 Q2"]
    assert found["2009 Q2"].last_month == "2009-06"
    years = parse_predictions(
        ASKED.replace('"fiscal-year"', '"year"')
        .replace("2008-10", "2009-01")
        .replace("2009-09", "2010-12")
    )
    assert [each.window for each in years][:2] == ["2009", "2010"]


def test_the_projects_own_predictions_go_to_2014() -> None:
    found = read_predictions()
    assert {each.last_month for each in found if each.window == "FY2014"} == {"2014-09"}
    assert max(each.last_month for each in found) == "2014-12"
    assert len({each.quantity for each in found}) >= 12


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('by = "quarter"', 'by = "month"', "must be one of"),
        ('"2009-01"', '"2009-02"', "are no whole periods of the calendar quarter"),
        ('"2009-01"', '"January"', "but must be a month such as 2008-10"),
        ("reporting_rate.hispanic", "reporting_rat.hispanic", "Did you mean"),
        ('unit = "people"', "", "lacks the key 'unit'"),
        ("[[prediction]]", "[[predicted]]", "it has no key 'predicted'"),
        ('last = "2009-06"', 'last = "2008-06"', "are no whole periods"),
    ],
)
def test_mistakes_in_a_predictions_file(before: str, after: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_predictions(ASKED.replace(before, after))
    assert words in str(caught.value)


def test_what_is_predicted_twice_is_refused() -> None:
    with pytest.raises(InputError, match="is predicted twice"):
        parse_predictions(ASKED + ASKED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draws = pd.DataFrame({"pretextual_propensity": [0.0, 0.1, 0.3], "news_risk": [0.1, 0.2, 0.3]})
    Posterior(draws, {}).write(tmp_path / FILE)
    (tmp_path / "asked.toml").write_text(ASKED)
    return tmp_path


def predicted(folder: Path, model: Any = run, plan: Plan = SMALL) -> pd.DataFrame:
    return predict(
        folder / "out",
        folder / FILE,
        serially(model),
        file=folder / "asked.toml",
        plan=plan,
    )


def test_predictions_are_paired_and_resume(folder: Path) -> None:
    found = predicted(folder)
    assert len(found) == 3 * 3 and (found["draws"] == 2).all()
    removals = found[found["quantity"] == "removals"].set_index("arm")
    assert removals.loc[ENROLLED, "median"] > 0.0
    assert removals.loc[NOBODY, "median"] == 0.0
    assert removals.loc[DIFFERENCE, "median"] == pytest.approx(removals.loc[ENROLLED, "median"])
    reporting = found[found["quantity"] != "removals"]
    assert reporting[reporting["arm"] == ENROLLED]["median"].between(0.1, 0.9).all()

    def refused(*given: Any, **other: Any) -> Any:
        raise AssertionError("a finished run was run again")

    again = predicted(folder, refused)
    pd.testing.assert_frame_equal(found, again)
    kept = pd.read_csv(folder / "out" / PREDICTIONS_TABLE)
    assert kept["median"].to_numpy() == pytest.approx(found["median"].to_numpy(), rel=1e-5)
    assert np.isfinite(kept["low"]).all()


def test_a_folder_of_other_runs_is_refused(folder: Path) -> None:
    predicted(folder)
    with pytest.raises(InputError, match="holds runs with seed 1, and these have 2"):
        predicted(folder, plan=Plan(draws=2, scale=0.0005, jurisdictions=30, seed=2))


def test_more_draws_than_there_are(folder: Path) -> None:
    with pytest.raises(InputError, match="has 3 draws, so 4 cannot be taken"):
        predicted(folder, plan=Plan(draws=4))
    with pytest.raises(InputError, match="The number of draws is 1"):
        Plan(draws=1)
