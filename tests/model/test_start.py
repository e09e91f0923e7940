"""The start of a world is made once for the arms of a pair, and is the same as if made anew."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Settings
from scomm.model import start as module
from scomm.model.start import prepare

SMALL: dict[str, Any] = {"population": 1500, "weeks": 60, "burn_in_weeks": 10}
WORLDS: tuple[dict[str, Any], ...] = (
    SMALL,
    {**SMALL, "places": "synthetic-nation", "jurisdictions": 12, "scale": 0.0005},
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_last", None)


def assert_same(first: Any, second: Any) -> None:
    """Compare all fields of two records, arrays by their elements."""
    for each in fields(first):
        one, other = getattr(first, each.name), getattr(second, each.name)
        if is_dataclass(one):
            assert_same(one, other)
        elif isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other, err_msg=each.name)
        elif each.name == "numbers":
            assert vars(one)["_array"].tolist() == vars(other)["_array"].tolist()
        elif each.name != "calendar":
            assert one == other, each.name


@pytest.mark.parametrize("world", WORLDS, ids=["county", "nation"])
def test_arms_of_a_pair_share_what_they_have_in_common(
    world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    arms = [Settings(**world, enrollment=each) for each in ("scheduled", "never", "nobody")]
    together = [prepare(arm, 5) for arm in arms]
    assert together[1].places is together[0].places is together[2].places
    for arm, found in zip(arms, together, strict=True):
        monkeypatch.setattr(module, "_last", None)
        assert_same(found, prepare(arm, 5))
        assert found.settings.enrollment == arm.enrollment
    # Where nobody is enrolled, no activation is planned anywhere.
    assert (together[0].planned_week != together[2].planned_week).any()


def test_other_seeds_and_settings_are_made_anew() -> None:
    base = Settings(**SMALL)
    first = prepare(base, 5)
    assert prepare(base, 6).population is not first.population
    other = prepare(base.replace(pretextual_propensity=0.7), 5)
    propensities = [each.population.officer_propensity for each in (first, other)]
    assert not np.array_equal(*propensities)


def test_a_table_that_changes_on_disk_is_read_again(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    text = (
        "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,"
        "activation\nAda,Idaho,{},0.2,0.05,0.05,2009-02-02\n"
    )
    settings = Settings(places="table", table=str(table), weeks=30, burn_in_weeks=4)
    for residents in (1000, 1200):
        table.write_text(text.format(residents))
        assert prepare(settings, 1).places.population.tolist() == [residents]
