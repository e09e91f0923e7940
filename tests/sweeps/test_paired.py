"""The effect of enrollment, by estimand and by month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scomm import InputError, Settings, effect, run
from scomm.model.randomness import world_seed
from scomm.sweeps.effect import Effect
from scomm.sweeps.execution.serial import serially


@pytest.fixture(scope="module")
def found(tiny: Settings) -> Effect:
    return effect(
        # Nothing is learned from enforcement, which the arm never enrolled sees as well.
        tiny.replace(population=3000, learned_share=0.0),
        seed=3,
        replicates=4,
        decompose=True,
    )


def rows(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table


def test_the_table_has_what_a_reader_needs(found: Effect) -> None:
    assert {
        *("part", "estimand", "class", "group", "counting", "unit", "enrolled", "never"),
        *("effect", "low", "high", "pairing_gain", "replicates", "note"),
    } <= set(found.table.columns)
    assert set(found.table["part"]) == {"in all", "news alone"}
    reporting = rows(found.table, part="in all", estimand="reporting_rate")
    assert set(reporting["counting"]) == {"probability", "count"}
    assert {"hispanic_standardized", "other_standardized"} <= set(reporting["group"])
    assert not found.table.duplicated(["part", "estimand", "class", "group", "counting"]).any()


def test_it_is_the_difference_of_the_outcomes(tiny: Settings) -> None:
    """One replicate: its two runs, asked for their reporting rates."""
    worlds = [
        run(tiny.replace(enrollment=enrollment), world_seed(3, 0))
        for enrollment in ("scheduled", "never")
    ]
    table = effect(tiny, seed=3, replicates=1).table
    row = rows(
        table, estimand="reporting_rate", group="all", counting="probability", **{"class": "all"}
    ).iloc[0]
    rates = [100 * outcomes.reporting_rate() for outcomes in worlds]
    assert [row["enrolled"], row["never"]] == pytest.approx(rates)
    assert row["effect"] == pytest.approx(rates[0] - rates[1])
    assert math.isnan(row["low"])


def test_before_activation_the_effect_is_exactly_0(found: Effect) -> None:
    months = found.by_month
    # Week 20 of a run from October 2008 lies in February 2009, the fifth month.
    assert months["month"].min() == -4
    before = months[(months["month"] < 0) & months["effect"].notna()]
    assert len(before) > 100
    assert (before["effect"] == 0).all()
    after = rows(months[months["month"] >= 1], group="all", counting="probability", part="in all")
    assert (after["effect"] < 0).any()


def test_every_estimand_by_month(found: Effect) -> None:
    months = found.by_month
    assert months["month"].dtype == np.int64
    assert str(months["calendar_month"].dtype) == "period[M]"
    activation = months[months["month"] == 0]["calendar_month"].unique()
    assert [str(month) for month in activation] == ["2009-02"]
    key = ["part", "estimand", "class", "group", "counting"]
    assert set(months["estimand"]) == set(found.table["estimand"])
    assert not months.duplicated([*key, "month"]).any()
    # The months of an estimand are consecutive.
    first = months[: months["month"].nunique()]
    assert (first[key].nunique() == 1).all()
    assert first["month"].diff()[1:].eq(1).all()
    some = found.monthly(["trust.hispanic"])
    assert set(some["estimand"]) == {"trust"}
    assert len(some) == 2 * months["month"].nunique()


def test_only_what_is_wanted_is_computed(tiny: Settings) -> None:
    some = effect(tiny, 3, 2, wanted=["reporting_rate.hispanic", "non_criminal_share"])
    assert some.table["estimand"].tolist() == ["reporting_rate", "non_criminal_share"]
    every = effect(tiny, 3, 2).table
    key = ["part", "estimand", "class", "group", "counting"]
    both = some.table[key].merge(every, on=key)
    pd.testing.assert_frame_equal(both, some.table)
    assert set(some.by_month["estimand"]) == {"reporting_rate", "non_criminal_share"}
    with pytest.raises(InputError, match="Did you mean 'reporting_rate'"):
        effect(tiny, 3, 2, wanted=["reporting_rat.hispanic"])


def test_news_alone_leaves_never_enrolled_as_it_was(found: Effect) -> None:
    """The step is at enrollment: the never-enrolled arm has none."""
    reporting = rows(found.table, estimand="reporting_rate", counting="probability")
    parts = [rows(reporting, part=part) for part in ("in all", "news alone")]
    np.testing.assert_array_equal(parts[0]["never"], parts[1]["never"])
    effects = [rows(part, group="undocumented", **{"class": "all"})["effect"] for part in parts]
    assert effects[0].item() < effects[1].item()


def test_shares_of_removals_are_of_the_enrolled_arm(found: Effect) -> None:
    share = rows(found.table, estimand="non_criminal_share", group="all", part="in all")
    assert share["never"].isna().all()
    assert share["effect"].isna().all()
    assert share["note"].str.startswith("undefined: no removals").all()


def never(*given: Any, **named: Any) -> Any:
    raise AssertionError("nothing was to be run")


NEVER_BEGUN = serially(never)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"enrollment": "never"}, "enrollment is 'never'"),
        ({"activation": "2014-01-06"}, "not activated within the run"),
        ({"activation": "never"}, "not activated within the run"),
    ],
)
def test_settings_without_enrollment_have_no_effect_and_are_not_run(
    tiny: Settings, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(InputError) as caught:
        effect(tiny.replace(**changes), seed=1, replicates=1, backend=NEVER_BEGUN)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"replicates": 0}, "The number of replicates is 0"),
        ({"seed": -1}, "The seed is -1"),
        ({"seed": 2**63}, "The seed is 9223372036854775808"),
        ({"engine": "mess"}, "Did you mean 'mesa'?"),
        ({"backend": "cereal"}, "No backend is called 'cereal'"),
    ],
)
def test_an_effect_that_cannot_be(tiny: Settings, given: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError) as caught:
        effect(tiny, **{"seed": 1, "replicates": 2, **given})
    assert named in str(caught.value)


def test_worlds_are_run_one_after_the_other(tiny: Settings) -> None:
    """What the arms of a world share is then made once."""
    seeds: list[int] = []

    def noted(settings: Settings, seed: int, **named: Any) -> Any:
        seeds.append(seed)
        return run(settings, seed, **named)

    effect(tiny, 3, 3, wanted=["trust"], decompose=True, backend=serially(noted))
    worlds = [world_seed(3, replicate) for replicate in range(3)]
    each = len(seeds) // 3
    assert seeds == [world for world in worlds for _ in range(each)]


def test_a_run_that_fails_ends_it(tiny: Settings) -> None:
    def fail(*given: Any, **named: Any) -> None:
        raise ValueError("out of luck")

    with pytest.raises(RuntimeError, match="ValueError: out of luck"):
        effect(tiny, seed=1, replicates=1, backend=serially(fail))


def test_a_run_that_would_not_fit_into_memory_is_not_begun(tiny: Settings) -> None:
    """Agents of 50 million residents need 42 GiB, which few machines have."""
    huge = tiny.replace(population=50_000_000)
    with pytest.raises(InputError, match=r"needs about 42\.\d GiB of memory, and .* GiB are free"):
        effect(huge, seed=1, replicates=1, engine="mesa", backend=NEVER_BEGUN)


def test_a_run_that_is_lost_says_why(tiny: Settings) -> None:
    def fail(*given: Any, **named: Any) -> None:
        raise MemoryError("no more")

    with pytest.raises(RuntimeError, match=r"a run of the effect was lost: .*no more"):
        effect(tiny, seed=1, replicates=1, backend=serially(fail))
