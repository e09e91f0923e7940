"""The estimates of a county's noncitizens: cases by hand, and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.errors import InputError
from scomm.model.places.apportionment import bisect, fitted_shares, whole_residents
from scomm.model.places.noncitizens import (
    check_adult_citizens,
    fitted_odds_ratio,
    foreign_born_by_ethnicity,
    impute_foreign_born,
    noncitizen_shares,
)


def test_a_foreign_born_share_is_imputed_by_hand() -> None:
    # Similar Hispanic share: the first two, weights 30 and 10; the fourth differs by 0.006.
    found = impute_foreign_born(
        np.array([0.10, 0.40, math.nan, 0.90]),
        np.array([0.016, 0.026, 0.021, 0.027]),
        np.array([30, 10, 5, 1_000]),
    )
    assert found.tolist() == pytest.approx([0.10, 0.40, 0.175, 0.90])
    # No similar county: all that are known.
    lonely = impute_foreign_born(
        np.array([0.1, 0.3, math.nan]), np.array([0.1, 0.2, 0.9]), np.array([10, 10, 5])
    )
    assert lonely[2] == pytest.approx(0.2)


def test_the_foreign_born_divide_by_odds_by_hand() -> None:
    # Others 0.2 (odds 1/4), Hispanics 0.6 (odds 3/2): a ratio of 6; half and half make 0.4.
    hispanic, other = foreign_born_by_ethnicity(np.array([0.4]), np.array([0.5]), 6.0)
    assert (hispanic[0], other[0]) == pytest.approx((0.6, 0.2))
    # With a ratio of 1 both ethnicities are the same; shares of 0 and 1 do not change.
    assert foreign_born_by_ethnicity(np.array([0.3]), np.array([0.2]), 1.0)[1][0] == 0.3
    for edge in (0.0, 1.0):
        both = foreign_born_by_ethnicity(np.array([edge]), np.array([0.2]), 6.0)
        assert [float(share[0]) for share in both] == pytest.approx([edge, edge])
    # If all are Hispanic, their share is the county's, without a division by 0.
    assert foreign_born_by_ethnicity(np.array([0.3]), np.array([1.0]), 6.0)[0][0] == pytest.approx(
        0.3
    )


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-20, 20))
def test_both_ethnicities_make_the_countys_foreign_born(
    born: float, hispanic: float, log_ratio: float
) -> None:
    ratio = math.exp(log_ratio)
    among = foreign_born_by_ethnicity(np.array([born]), np.array([hispanic]), ratio)
    ours, theirs = (float(share[0]) for share in among)
    assert 0.0 <= ours <= 1.0 + 1e-12 and 0.0 <= theirs <= 1.0
    assert hispanic * ours + (1 - hispanic) * theirs == pytest.approx(born, abs=1e-7)
    if ratio > 1.0 and 0.0 < born < 1.0:
        assert ours >= theirs * (1 - 1e-9)


def test_the_odds_ratio_gives_the_nations_share() -> None:
    born, hispanic = np.array([0.4, 0.1, 0.02]), np.array([0.5, 0.1, 0.01])
    population = np.array([1_000, 3_000, 500])
    ratio = fitted_odds_ratio(born, hispanic, population, 0.5)
    share, _ = foreign_born_by_ethnicity(born, hispanic, ratio)
    assert np.average(share, weights=population * hispanic) == pytest.approx(0.5, abs=1e-12)
    # 400 + 300 + 10 foreign-born, and 500 + 300 + 5 Hispanic residents: 400 + 300 + 5 of them at
    # most are foreign-born, 0.876.
    with pytest.raises(InputError, match=r"0\.9, but .* between 0\.00 and 0\.88"):
        fitted_odds_ratio(born, hispanic, population, 0.9)


def test_noncitizens_are_proportional_to_the_foreign_born_by_hand() -> None:
    # (100 * 0.5 + 300 * 0.1) / 400 = 0.2 are foreign-born; half of them undocumented, a quarter
    # lawful noncitizens.
    undocumented, lawful = noncitizen_shares(
        np.array([0.5, 0.1]), np.array([100.0, 300.0]), "hispanic", 0.1, 0.05
    )
    assert undocumented.tolist() == pytest.approx([0.25, 0.05])
    assert lawful.tolist() == pytest.approx([0.125, 0.025])
    none = noncitizen_shares(np.zeros(2), np.ones(2), "other", 0.0, 0.0)
    assert [share.tolist() for share in none] == [[0.0, 0.0], [0.0, 0.0]]


def test_more_noncitizens_than_foreign_born_are_refused() -> None:
    with pytest.raises(InputError, match=r"other_undocumented_share and other_lawful_share sum to"):
        noncitizen_shares(np.array([0.1, 0.1]), np.ones(2), "other", 0.08, 0.03)


def test_noncitizens_and_adult_citizens_are_at_most_everybody() -> None:
    check_adult_citizens(np.array([0.2, 0.1]), np.array([0.8, 0.7]), ["A, X", "B, Y"])
    with pytest.raises(InputError, match=r"20\.0% of the residents of B, Y .* 81\.0% are adult"):
        check_adult_citizens(np.array([0.1, 0.2]), np.array([0.7, 0.81]), ["A, X", "B, Y"])


def test_whole_residents_by_hand() -> None:
    assert whole_residents(np.array([1.25, 2.5, 0.25]), 4).tolist() == [1, 3, 0]
    assert whole_residents(np.array([0.5, 0.5]), 1).tolist() == [1, 0]  # the earlier first


def test_fitted_shares_by_hand() -> None:
    # Odds 1 and 4, shifted so that the mean is 1/2: odds 1/2 and 2, shares 1/3 and 2/3.
    found = fitted_shares(np.log([1.0, 4.0]), np.ones(2), 0.5)
    assert found.tolist() == pytest.approx([1 / 3, 2 / 3])
    never = fitted_shares(np.array([-math.inf, 0.0]), np.ones(2), 0.25)
    assert never.tolist() == pytest.approx([0.0, 0.5])
    assert bisect(lambda x: x**3, 8.0, 0.0, 5.0) == 2.0
