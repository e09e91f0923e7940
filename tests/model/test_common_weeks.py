"""Arms resume from the weeks that they have in common: faster, and identical to the last bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from scomm import Outcomes, Settings, run
from scomm.model.compiled import shared_weeks as common
from scomm.model.compiled import simulate
from scomm.model.start import prepare

ARMS = ("scheduled", "never", "nobody")
SMALL: dict[str, Any] = {"population": 1500, "weeks": 120, "burn_in_weeks": 30}
VARIED: dict[str, dict[str, Any]] = {
    "activated": {"activation": "2009-06-01"},
    "activated at once": {"activation": "2008-10-06", "burn_in_weeks": 0},
    "activated after the end": {"activation": "2014-01-06"},
    "asks to opt out first": {
        "activation": "2010-03-01", "stance": "asks-out", "request": "2009-02-02",
        "opt_out_regime": "procedure", "procedure_released_share": 0.0,
        "procedure_delayed_share": 1.0, "state_approves_optout": True,
    },
    "withdraws": {
        "activation": "2009-03-02", "stance": "asks-out", "request": "2009-06-01",
        "opt_out_regime": "voluntary",
    },
    "refused by the state": {"activation": "2009-06-01", "state_refuses": "2009-02-02"},
    "scarce beds": {"activation": "2009-06-01", "ice_beds_rate": 160.0, "jail_beds_rate": 100.0},
    "several": {
        "places": "synthetic-nation", "jurisdictions": 12, "scale": 0.0005, "weeks": 120,
    },
}  # fmt: skip


def settings_of(name: str) -> Settings:
    return Settings(**{**SMALL, **VARIED[name]})


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "_last", None)


def afresh(settings: Settings, seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The tables of a run from the start, without common weeks."""
    counts, sums, _ = simulate(prepare(settings, seed))
    return counts[:-1], sums[:-1]


def assert_same(
    outcomes: Outcomes, tables: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
) -> None:
    np.testing.assert_array_equal(outcomes.count_table, tables[0])
    np.testing.assert_array_equal(outcomes.sum_table, tables[1])


@pytest.mark.parametrize("name", VARIED)
def test_arms_one_after_the_other_are_what_each_is_alone(name: str) -> None:
    arms = {arm: settings_of(name).replace(enrollment=arm) for arm in ARMS}
    alone = {arm: afresh(settings, 5) for arm, settings in arms.items()}
    for order in permutations(ARMS):
        for arm in order:
            assert_same(run(arms[arm], 5), alone[arm])


def test_the_second_arm_goes_on_from_the_first() -> None:
    settings = settings_of("activated")
    told: list[int] = []
    run(settings, 5)
    run(settings.replace(enrollment="never"), 5, progress=lambda done, weeks: told.append(done))
    assert told[0] == 0  # the population is built
    in_common = common.weeks_in_common(prepare(settings, 5))
    assert in_common == 30 + 34  # the burn-in, and from 6 October 2008 to 1 June 2009
    assert min(told[1:]) > in_common


@pytest.mark.parametrize(
    "changes",
    [{"news_risk": 1.5}, {"activation": "2009-07-06"}, {"clearance_violent": 0.9}, {"seed": 6}],
)
def test_another_world_does_not_go_on_from_this_one(changes: dict[str, Any]) -> None:
    settings = settings_of("activated")
    run(settings, 5)
    seed = changes.pop("seed", 5)
    other = settings.replace(**changes)
    assert common.recalled(prepare(other, seed)) is None
    assert_same(run(other, seed), afresh(other, seed))


def test_a_table_that_changed_on_disk_is_another_world(tmp_path: Any) -> None:
    path = tmp_path / "places.csv"
    text = (
        "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation\n"
        "Alder,Texas,900,{},0.1,0.05,2009-06-01\n"
    )
    path.write_text(text.format(0.3))
    settings = Settings(places="table", table=str(path), weeks=60, burn_in_weeks=10)
    run(settings, 5)
    path.write_text(text.format(0.4))
    assert_same(run(settings, 5), afresh(settings, 5))


def test_a_large_world_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "REMEMBERED_UP_TO", 1000)
    settings = settings_of("activated")
    assert_same(run(settings, 5), afresh(settings, 5))
    assert common._last is None


def test_arms_run_at_once_in_threads_do_not_disturb_each_other() -> None:
    arms = [settings_of("activated").replace(enrollment=arm) for arm in ARMS] * 4
    alone = {arm.enrollment: afresh(arm, 5) for arm in arms}
    run(arms[0], 5)
    with ThreadPoolExecutor(4) as pool:
        for outcomes in pool.map(lambda arm: run(arm, 5), arms):
            assert_same(outcomes, alone[outcomes.settings.enrollment])
