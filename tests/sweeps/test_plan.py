"""A sweep's runs: which they are, on which worlds, and by what they are known."""

from __future__ import annotations

import hashlib

import pytest

import model
from model import InputError, Settings
from model.randomness import SCHEME, world_seed
from sweeps.contrast import estimates
from sweeps.plan import identity, plan, runs
from sweeps.spec import parse
from sweeps.store import RUN_COLUMNS, Store


def test_the_last_setting_goes_fastest(spec_text: str) -> None:
    planned = plan(parse(spec_text))
    assert len(planned) == 4 * 2 * 3
    points = {run.point: tuple(run.varied.values()) for run in planned}
    assert points == {0: (0.0, 0.3), 1: (0.0, 0.7), 2: (0.8, 0.3), 3: (0.8, 0.7)}
    assert [run.replicate for run in planned[:6]] == [0, 1, 2, 0, 1, 2]
    assert [run.arm for run in planned[:6]] == ["enrolled"] * 3 + ["never"] * 3


def test_every_point_and_arm_meets_the_same_worlds(spec_text: str) -> None:
    for run in plan(parse(spec_text)):
        assert run.seed == world_seed(20101122, run.replicate)


def test_more_points_and_replicates_leave_the_others_as_they_were(spec_text: str) -> None:
    few = {run.identity for run in plan(parse(spec_text))}
    more = spec_text.replace("[0.3, 0.7]", "[0.1, 0.3, 0.5, 0.7]").replace(
        "replicates = 3", "replicates = 5"
    )
    assert few < {run.identity for run in plan(parse(more))}


def test_a_run_is_known_by_version_scheme_settings_and_seed(tiny: Settings) -> None:
    text = f"{model.__version__}\n{SCHEME}\n{tiny.digest()}\n7"
    assert identity(tiny.digest(), 7) == hashlib.sha256(text.encode()).hexdigest()
    other = tiny.replace(community_trust=0.9).digest()
    assert len({identity(tiny.digest(), 7), identity(tiny.digest(), 8), identity(other, 7)}) == 3


def test_arms_that_do_not_differ_are_one_run(tiny: Settings) -> None:
    made = runs(tiny, [{}], {"one": {}, "other": {"enrollment": "scheduled"}}, 2, seed=1)
    assert [run.identity for run in made[:2]] == [run.identity for run in made[2:]]


def test_varied_values_are_those_that_the_settings_hold(tiny: Settings) -> None:
    made = runs(tiny, [{"community_trust": 1}], {"one": {}}, 1, seed=1)
    assert made[0].varied == {"community_trust": 1.0}
    assert isinstance(made[0].varied["community_trust"], float)


def test_a_point_that_the_model_refuses_is_named(tiny: Settings) -> None:
    points = [{"community_trust": 0.5}, {"community_trust": 1.5}]
    with pytest.raises(InputError, match=r"at community_trust = 1\.5: community_trust is 1\.5"):
        runs(tiny, points, {"one": {}}, 1, seed=1)


def test_no_setting_is_called_as_a_column_is(store: Store) -> None:
    columns = {*RUN_COLUMNS, *estimates(store).columns} - set(store.spec.vary)
    assert not columns & set(Settings.model_fields)
