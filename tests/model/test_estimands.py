"""The estimands' definitions: their counting, computed by hand, and their lookup by name."""

from __future__ import annotations

import math

import pytest

from scomm.model.errors import InputError
from scomm.model.estimands import (
    ESTIMANDS,
    HOURS_PER_ARREST,
    NAMES,
    Estimand,
    find,
    kinds,
    named,
)
from scomm.model.groups import SELECTIONS
from scomm.model.measures import COUNTS, SUMS


def test_every_estimand_is_made_of_measures_that_exist() -> None:
    for estimand in ESTIMANDS:
        for counting in estimand.countings:
            above, below = estimand.columns(counting)
            assert {*above, *below} <= {*COUNTS, *SUMS}
            assert above
            assert below
        assert {*estimand.groups} <= {*SELECTIONS}
        assert estimand.share <= estimand.hundredfold
    assert len({(each.name, each.kind) for each in ESTIMANDS}) == len(ESTIMANDS)


def test_names_and_classes() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert kinds("arrest_rate") == ("all", "index", "cause", "minor", "pretext")
    assert named("non_criminal_share") == (find("non_criminal_share"), "all")
    assert named("arrest_rate.pretext.hispanic") == (find("arrest_rate", "pretext"), "hispanic")


def test_a_rate_counts_cases_below_and_probabilities_above() -> None:
    assert find("reporting_rate", "violent").columns() == (
        ("expected_reports_violent",),
        ("victimizations_violent",),
    )
    assert find("reporting_rate", "violent").columns("count")[0] == ("reports_violent",)


def test_a_share_of_a_whole_is_counted_alike_above_and_below() -> None:
    above, below = find("non_criminal_share").columns()
    assert above == ("expected_removals_none",)
    assert set(above) < set(below)
    assert all(name.startswith("expected_removals") for name in below)


def test_what_has_no_probability_is_counted() -> None:
    # Arrests for cause have no probability, so neither does a share of all arrests.
    assert find("arrest_rate", "cause").countings == ("count",)
    assert find("arrest_share", "minor").countings == ("count",)
    assert find("arrest_rate", "minor").countings == ("probability", "count")
    with pytest.raises(InputError, match=r"arrest_rate \(all\) is 'probability', but .* count\."):
        find("arrest_rate").columns("probability")


def test_figures_by_hand() -> None:
    totals = {
        ("custody", "hispanic"): 9.0,
        ("custody", "all"): 10.0,
        ("arrests_minor", "other"): 3.0,
        ("resident_weeks", "other"): 365.25 / 7.0,
    }

    def total(column: str, group: str) -> float:
        return totals.get((column, group), 0.0)

    assert find("custody_share", group="hispanic").figure(total, "hispanic") == 0.9
    # Three arrests in one resident-year.
    rate = find("arrest_rate", "minor").figure(total, "other", "count")
    assert rate == pytest.approx(3 * 100_000)
    assert math.isnan(find("non_criminal_share").figure(total))


def test_pretextual_arrests_and_hours_by_hand() -> None:
    """Two pretextual arrests of seven in half a resident-year."""
    totals = {
        "arrests_pretext": 2.0,
        "arrests_index": 1.0,
        "arrests_cause": 3.0,
        "arrests_minor": 1.0,
        "resident_weeks": 365.25 / 14.0,
    }

    def total(column: str, group: str) -> float:
        return totals[column]

    pretext = find("pretextual_arrests", group="hispanic").figure(total, "hispanic", "count")
    assert pretext == pytest.approx(4 * 1_000)
    rate = find("arrest_rate", "pretext").figure(total, "all", "count")
    assert rate == pytest.approx(100 * pretext)
    hours = find("officer_hours", "pretext").figure(total, "all", "count")
    assert hours == pytest.approx(HOURS_PER_ARREST * rate)
    every = find("officer_hours").figure(total)
    assert every == pytest.approx(HOURS_PER_ARREST * 14 * 100_000)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: find("reporting"), "'reporting' in 'reporting.all.all' is no estimand"),
        (lambda: find("arrest_rate", "traffic"), "no class of arrest_rate; there are all, index"),
        (lambda: find("level_share", "1", "citizen"), "no group of level_share"),
        (lambda: named("a.b.c.d"), "names no estimand"),
    ],
)
def test_a_wrong_name_is_one_sentence(ask: object, words: str) -> None:
    assert callable(ask)
    with pytest.raises(InputError, match=words) as caught:
        ask()
    assert "\n" not in str(caught.value)


def test_tables_show_hundredths_and_outcomes_plain_figures() -> None:
    share: Estimand = find("non_criminal_share")
    assert (share.factor, share.plain_factor) == (100.0, 1.0)
    rate = find("recorded_crime")
    assert rate.factor == rate.plain_factor
