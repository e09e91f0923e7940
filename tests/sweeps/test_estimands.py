"""Estimands by name, as a sweep file calls them."""

from __future__ import annotations

import pytest

from scomm.model.errors import InputError
from scomm.sweeps.estimation.estimands import named, ratios


def test_every_ratio_has_its_name() -> None:
    for ratio in ratios():
        if not ratio.standardized and ratio.counting == ratio.estimand.countings()[0]:
            parts = (ratio.estimand.name, ratio.estimand.kind, ratio.group)
            assert named(".".join(parts)) == ratio
    assert named("reporting_rate.hispanic") == named("reporting_rate.all.hispanic")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reporting_rate", "names no estimand"),
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
