"""Estimands by name, as a sweep file calls them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.groups import select
from scomm.sweeps.estimation.estimands import Ratio, Ratios, chosen, divided, named, ratios
from scomm.sweeps.estimation.jackknife import jackknife, left_out
from scomm.sweeps.estimation.totals import COLUMNS


def test_every_ratio_has_its_name() -> None:
    for ratio in ratios():
        if not ratio.standardized and ratio.counting == ratio.estimand.countings[0]:
            parts = (ratio.estimand.name, ratio.estimand.kind, ratio.group)
            assert named(".".join(parts)) == ratio
    assert named("reporting_rate.hispanic") == named("reporting_rate.all.hispanic")
    assert named("non_criminal_share") == named("non_criminal_share.all.all")
    assert named("trust.hispanic_standardized").label == "hispanic_standardized"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reporting_rate.all.all.all", "names no estimand"),
        ("level_share", "'all' in 'level_share' is no class of level_share; there are 1, 2, 3"),
        ("reporting_rate.lawful_standardized", "only the groups hispanic and other"),
        ("level_share.1.hispanic_standardized", "only for rates and means over residents"),
        ("reporting.hispanic", "'reporting' in 'reporting.hispanic' is no estimand; .* trust"),
        ("reporting_rat.hispanic", "Did you mean 'reporting_rate'"),
        ("reporting_rate.violence.hispanic", "no class of reporting_rate; there are .* violent"),
        ("pipeline.hispanic", "'all' in 'pipeline.hispanic' is no class of pipeline; .* / prints"),
        ("non_criminal_share.citizen", "no group of non_criminal_share; .* mean 'noncitizen'"),
    ],
)
def test_a_wrong_name_is_told_what_there_is(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        named(text)


def test_what_is_wanted() -> None:
    assert chosen(None) == ratios()
    assert chosen("trust.hispanic") == [named("trust.hispanic")]
    assert chosen([named("trust"), "heard_share"]) == [named("trust"), named("heard_share")]
    with pytest.raises(InputError, match="No estimand is wanted"):
        chosen([])


def _value(ratio: Ratio, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """One ratio of one sum of replicates, written out: what the vectorized one must agree with."""

    def rate(groups: Sequence[int], below: Sequence[int]) -> NDArray[np.float64]:
        parts = [
            sum((sums[..., g, COLUMNS.index(name)] for g in of for name in names), np.array(0.0))
            for of, names in zip((groups, below), ratio.columns(), strict=True)
        ]
        return divided(*(np.asarray(part) for part in parts))

    groups = select(ratio.group)
    if not ratio.standardized:
        return ratio.estimand.factor * rate(groups, select(ratio.estimand.of or ratio.group))
    weights = [sums[..., g, -1] for g in groups]
    terms = [
        np.where(weight > 0, weight * rate([g], [g]), 0.0)
        for g, weight in zip(groups, weights, strict=True)
    ]
    return ratio.estimand.factor * divided(sum(terms), np.asarray(sum(weights)))


@settings(max_examples=30)
@given(
    replicates=st.integers(1, 5),
    elements=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
    most=st.sampled_from([1, 3, 1000]),
)
def test_all_ratios_at_once_are_each_by_itself(
    replicates: int, elements: int, seed: int, most: int
) -> None:
    """Jackknife and values of all ratios as arrays, against a loop over ratios and replicates."""
    generator = np.random.default_rng(seed)
    shape = (replicates, elements, 6, len(COLUMNS))
    sums = generator.integers(0, most, shape, endpoint=True).astype(float)
    every = Ratios(ratios())
    found = every.estimate(sums)
    for number, ratio in enumerate(every.members):
        alone = jackknife(lambda each, r=ratio: _value(r, each), left_out(sums))  # type: ignore[misc]
        for name in ("value", "low", "high", "standard_error"):
            np.testing.assert_allclose(
                getattr(found, name)[number], getattr(alone, name), rtol=1e-9, atol=1e-9
            )
    columns = every.columns
    some = sums[..., [COLUMNS.index(name) for name in columns]]
    np.testing.assert_array_equal(every(some, columns), every(sums))
