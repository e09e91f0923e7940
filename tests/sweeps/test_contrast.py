"""Contrasts of two arms: the effect, the pairing gain, and undefined values."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from scomm import InputError, load
from scomm.sweeps.estimation.confidence_sequence import multiplier
from scomm.sweeps.estimation.contrast import ODDS, contrast
from scomm.sweeps.estimation.estimands import pick
from scomm.sweeps.estimation.totals import COLUMNS, Sums
from scomm.sweeps.store.files import RUNS
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unseal
from tests.sweeps.rehash import rehash

REPORTING = pick("reporting_rate", ("violent",), ("all",))
SHARE = pick("non_criminal_share", ("all",), ("all",))
NAMES = ("enrolled", "never")


def arm(**measures: list[float]) -> Sums:
    """Make sums of the first group by replicate: float64[replicate, group, column]."""
    sums = np.zeros((len(next(iter(measures.values()))), 6, len(COLUMNS)))
    for name, values in measures.items():
        sums[:, 0, COLUMNS.index(name)] = values
    return sums


def reporting(reports: list[float], victims: list[float]) -> Sums:
    return arm(expected_reports_violent=reports, victimizations_violent=victims)


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


def test_the_effect_is_a_difference_of_ratios_of_sums() -> None:
    row = only(contrast(reporting([2, 9], [10, 20]), reporting([4, 9], [10, 20]), NAMES, REPORTING))
    assert row["enrolled"] == pytest.approx(100 * 11 / 30)
    assert row["never"] == pytest.approx(100 * 13 / 30)
    assert row["effect"] == pytest.approx(-100 * 2 / 30)
    assert (row["estimand"], row["class"], row["counting"]) == (
        "reporting_rate",
        "violent",
        "probability",
    )
    assert row["low"] < row["effect"] < row["high"]


def test_what_the_pairing_gained() -> None:
    """Arms that rise and fall together: by hand, over two replicates of equal size."""
    row = only(contrast(reporting([2, 6], [10, 10]), reporting([4, 7], [10, 10]), NAMES, REPORTING))
    # Rates 20 and 60 against 40 and 70 %: variances of the means 400 and 225, of the difference 25.
    assert row["standard_error"] == pytest.approx(5.0)
    assert row["pairing_gain"] == pytest.approx((400 + 225) / 25)
    assert row["note"] == ""


def test_the_odds_ratio_by_hand() -> None:
    """Rates 20 and 60 against 40 and 70 %: 40 and 55 % together."""
    row = only(contrast(reporting([2, 6], [10, 10]), reporting([4, 7], [10, 10]), NAMES, REPORTING))
    assert row["odds_ratio"] == pytest.approx((0.4 / 0.6) / (0.55 / 0.45))
    # Without the first replicate 60 against 70 %, without the second 20 against 40 %.
    left = np.log([(6 / 4) / (7 / 3), (2 / 8) / (4 / 6)])
    error = np.sqrt(1 / 2 * ((left - left.mean()) ** 2).sum())
    half = t.ppf(0.975, 1) * error
    assert row["odds_ratio_low"] == pytest.approx(row["odds_ratio"] * np.exp(-half))
    assert row["odds_ratio_high"] == pytest.approx(row["odds_ratio"] * np.exp(half))


def test_an_odds_ratio_is_of_reporting_alone_and_needs_odds() -> None:
    shares = only(contrast(*[arm(removals_none=[1, 2], removals_level1=[2, 2])] * 2, NAMES, SHARE))
    assert np.isnan(shares["odds_ratio"])
    # Where every victim reports in one arm there are no odds.
    all_of_them = contrast(
        reporting([10, 10], [10, 10]), reporting([4, 7], [10, 10]), NAMES, REPORTING
    )
    assert only(all_of_them)["effect"] == pytest.approx(45.0)
    assert only(all_of_them)[list(ODDS)].isna().all()
    same = reporting([2, 6, 5], [10, 11, 12])
    row = only(contrast(same, same.copy(), NAMES, REPORTING))
    assert row[list(ODDS)].tolist() == [1.0, 1.0, 1.0]


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), replicates=st.integers(2, 6), elements=st.integers(1, 4))
def test_elements_are_contrasted_each_by_itself(seed: int, replicates: int, elements: int) -> None:
    """Several points give the same as each alone; swapped arms give the opposite sign."""
    generator = np.random.default_rng(seed)
    shape = (replicates, elements, 6, len(COLUMNS))
    arms = [generator.integers(0, 40, shape).astype(float) for _ in range(2)]
    wanted = ["reporting_rate.hispanic", "trust.hispanic_standardized", "custody_share.hispanic"]
    together = contrast(arms[0], arms[1], NAMES, wanted)
    assert together["element"].tolist() == np.repeat(np.arange(elements), 3).tolist()
    for element in range(elements):
        alone = contrast(arms[0][:, element], arms[1][:, element], NAMES, wanted)
        rows = together[together["element"] == element].reset_index(drop=True)
        pd.testing.assert_frame_equal(rows.drop(columns="element"), alone.drop(columns="element"))
    swapped = contrast(arms[1], arms[0], (NAMES[1], NAMES[0]), wanted)
    np.testing.assert_allclose(swapped["effect"], -together["effect"], rtol=1e-12)
    np.testing.assert_allclose(swapped["low"], -together["high"], rtol=1e-12)
    np.testing.assert_allclose(swapped["odds_ratio"], 1 / together["odds_ratio"], rtol=1e-9)
    np.testing.assert_allclose(swapped["pairing_gain"], together["pairing_gain"], rtol=1e-9)


def test_a_pairing_that_lost_is_said_to_have() -> None:
    row = only(contrast(reporting([2, 6], [10, 10]), reporting([7, 4], [10, 10]), NAMES, REPORTING))
    assert row["pairing_gain"] < 1
    assert "the pairing lost" in row["note"]


def test_arms_that_do_not_differ_have_an_effect_of_exactly_0() -> None:
    same = reporting([2, 6, 5], [10, 11, 12])
    row = only(contrast(same, same.copy(), NAMES, REPORTING))
    assert (row["effect"], row["low"], row["high"]) == (0.0, 0.0, 0.0)
    # No number of independent runs would give an interval as narrow.
    assert np.isnan(row["pairing_gain"])
    assert row["note"] == "the arms do not differ"


def test_a_share_without_removals_is_undefined_and_never_0() -> None:
    removed = arm(expected_removals_none=[1, 2, 1], expected_removals_level1=[2, 1, 1])
    row = only(contrast(removed, np.zeros_like(removed), NAMES, SHARE))
    assert row["enrolled"] == pytest.approx(50.0)
    assert row["enrolled_low"] < 50 < row["enrolled_high"]
    assert np.isnan([row["never"], row["effect"], row["low"], row["high"]]).all()
    assert row["note"] == "undefined: no removals that began with a fingerprint match in never"


def test_an_arm_without_an_interval_has_a_note() -> None:
    removed = arm(expected_removals_none=[1, 0], expected_removals_level1=[1, 0])
    row = only(contrast(removed, np.zeros_like(removed), NAMES, SHARE))
    assert row["enrolled"] == pytest.approx(50.0)
    assert np.isnan(row["enrolled_low"])
    assert "no interval of enrolled" in row["note"]


def test_a_share_does_not_leave_0_to_100() -> None:
    removed = arm(expected_removals_none=[1, 0, 0], expected_removals_level1=[0, 9, 8])
    row = only(contrast(removed, removed.copy(), NAMES, SHARE))
    assert row["enrolled_low"] == 0.0


def test_no_interval_is_made_from_nothing() -> None:
    one = contrast(reporting([2], [10]), reporting([4], [10]), NAMES, REPORTING)
    alone = contrast(reporting([2, 0], [10, 0]), reporting([4, 0], [10, 0]), NAMES, REPORTING)
    still = contrast(reporting([2, 4], [10, 20]), reporting([3, 6], [10, 20]), NAMES, REPORTING)
    for table in (one, alone, still):
        row = only(table)
        assert row["effect"] < 0
        assert row["note"].startswith("no interval: its replicates are too few")
        assert np.isnan([row["low"], row["high"]]).all()


def test_estimates_of_a_store(store: Store) -> None:
    table = store.estimates()
    assert list(table.columns[:3]) == ["point", "pretextual_propensity", "community_trust"]
    assert sorted(table["point"].unique()) == [0, 1, 2, 3]
    assert (table["replicates"] == 3).all()
    key = ["point", "estimand", "class", "group", "counting"]
    assert not table.duplicated(key).any()
    # Every undefined value has a note.
    assert (table.loc[table["effect"].isna(), "note"].str.startswith("undefined")).all()
    assert (table.loc[table["low"].isna(), "note"] != "").all()


def test_before_activation_the_arms_are_one_world(store: Store) -> None:
    before = store.estimates(period="before")
    defined = before[before["effect"].notna()]
    assert len(defined) > 100
    assert (defined["effect"] == 0).all()


def test_a_replicate_that_failed_is_left_out_of_both_arms(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "store")
    runs = store.runs.copy()
    failed = (runs["point"] == 0) & (runs["arm"] == "never") & (runs["replicate"] == 1)
    runs.loc[failed, "status"] = "failed"
    unseal(tmp_path / "store")
    runs.to_parquet(tmp_path / "store" / RUNS)
    rehash(tmp_path / "store", RUNS)
    table = load(tmp_path / "store").estimates()
    assert set(table.loc[table["point"] == 0, "replicates"]) == {2}
    assert set(table.loc[table["point"] == 1, "replicates"]) == {3}


def test_only_what_is_wanted_is_estimated(store: Store) -> None:
    every, some = store.estimates(), store.estimates(wanted=[*REPORTING, *SHARE])
    key = ["point", "estimand", "class", "group", "counting"]
    wanted = every.merge(some[key], on=key)
    assert len(some) == 8
    pd.testing.assert_frame_equal(
        wanted.sort_values(key, ignore_index=True), some.sort_values(key, ignore_index=True)
    )


def test_where_results_decided_how_many_the_interval_is_of_a_confidence_sequence() -> None:
    victims = [10, 11, 10, 9] * 4
    pair = reporting([2, 6, 4, 3] * 4, victims), reporting([4, 7, 6, 4, 5, 6, 5, 5] * 2, victims)
    fixed = only(contrast(*pair, NAMES, REPORTING))
    adaptive = only(contrast(*pair, NAMES, REPORTING, first_look=8))
    assert adaptive["effect"] == fixed["effect"]
    half = multiplier(16, 8) * fixed["standard_error"]
    assert adaptive["low"] == pytest.approx(fixed["effect"] - half)
    assert adaptive["high"] == pytest.approx(fixed["effect"] + half)
    assert adaptive["enrolled_low"] < fixed["enrolled_low"]
    # Two replicates exclude no value where the first look is at 100.
    early = only(contrast(pair[0][:2], pair[1][:2], NAMES, REPORTING, first_look=100))
    assert np.isnan([early["low"], early["high"]]).all()
    assert early["note"].startswith("no interval")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"arm": "enroled"}, "Did you mean 'enrolled'?"),
        ({"arm": "never"}, "both are 'never'"),
        ({"period": "during"}, "The period is 'during'"),
        ({"places": "some"}, "The places is 'some'"),
    ],
)
def test_a_contrast_that_cannot_be(store: Store, asked: dict[str, str], named: str) -> None:
    with pytest.raises(InputError) as caught:
        store.estimates(**asked)
    assert named in str(caught.value)
