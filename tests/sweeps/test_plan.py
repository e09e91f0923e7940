"""The plan of a sweep: its runs, their worlds and their identities."""

from __future__ import annotations

import hashlib
import sys

import pytest

from scomm import InputError, Settings, scenario
from scomm.model.randomness import SCHEME, world_seed
from scomm.model.version import __version__
from scomm.sweeps.plan.plan import identity, plan, runs
from scomm.sweeps.plan.points import Points, PointsBuilder
from scomm.sweeps.sweep_file import parse

THREE = range(3)


def test_the_last_setting_goes_fastest(spec_text: str) -> None:
    planned = plan(parse(spec_text))
    assert (len(planned), planned.arms) == (4, ("enrolled", "never"))
    assert planned.varied == ("pretextual_propensity", "community_trust")
    values = [tuple(point.values()) for point in planned.points]
    assert values == [(0.0, 0.3), (0.0, 0.7), (0.8, 0.3), (0.8, 0.7)]


def test_runs_go_arm_by_arm_and_by_replicate(spec_text: str) -> None:
    planned = plan(parse(spec_text))
    made = planned.runs(2, range(1, 3))
    assert [(run.point, run.arm, run.replicate) for run in made] == [
        (2, "enrolled", 1),
        (2, "enrolled", 2),
        (2, "never", 1),
        (2, "never", 2),
    ]
    for run in made:
        assert run.varied == {"pretextual_propensity": 0.8, "community_trust": 0.3}
        assert run.settings == planned.settings(2, run.arm)
        assert run.settings.enrollment == {"enrolled": "scheduled", "never": "never"}[run.arm]
        assert run.identity == identity(run.settings.digest(), run.seed)


def test_identities_are_those_of_the_runs(spec_text: str) -> None:
    planned = plan(parse(spec_text))
    for replicates in (THREE, range(0), range(5, 7)):
        made = [bytes.fromhex(run.identity) for run in planned.runs(1, replicates)]
        assert planned.identities(1, replicates) == made


def test_every_point_and_arm_meets_the_same_worlds(spec_text: str) -> None:
    planned = plan(parse(spec_text))
    for point in range(len(planned)):
        for run in planned.runs(point, THREE):
            assert run.seed == world_seed(20101122, run.replicate)


def test_more_points_and_replicates_leave_the_others_as_they_were(spec_text: str) -> None:
    def found(text: str) -> set[bytes]:
        spec = parse(text)
        planned = plan(spec)
        every = range(spec.replicates.most)
        return {each for point in range(len(planned)) for each in planned.identities(point, every)}

    more = spec_text.replace("[0.3, 0.7]", "[0.1, 0.3, 0.5, 0.7]").replace(
        "replicates = 3", "replicates = 5"
    )
    assert len(found(spec_text)) == 4 * 2 * 3
    assert found(spec_text) < found(more)


def test_a_point_without_a_setting_of_the_union_has_the_base_value(spec_text: str) -> None:
    head, arms = spec_text.split("[vary]")[0], spec_text[spec_text.index("[arms]") :]
    union = """
    [[union]]
    vary = { community_trust = [0.25] }
    [[union]]
    vary = { detainer_policy = ["serious", "none"], dont_ask = [true] }
    """
    planned = plan(parse(head + union + arms))
    base = scenario("county").community_trust
    assert [tuple(point.values()) for point in planned.points] == [
        (0.25, "all", False),
        (base, "serious", True),
        (base, "none", True),
    ]
    assert planned.settings(1, "never").detainer_policy == "serious"


def test_a_plan_holds_columns_and_hashes_not_runs(spec_text: str) -> None:
    """At most 100 bytes per point and arm, measured by the size of the pickle."""
    wide = spec_text.replace("steps = 2", "steps = 100").replace(
        "[0.3, 0.7]", "{ from = 0.0, to = 1.0, steps = 20 }"
    )
    planned = plan(parse(wide))
    assert len(planned) == 2000
    held = [value for name, value in vars(planned).items() if name not in ("spec", "base")]
    columns = planned.points.columns.values()
    size = sum(map(sys.getsizeof, held)) + sum(column.nbytes for column in columns)
    assert size < 100 * len(planned) * len(planned.arms)


def test_points_hold_every_kind_of_setting() -> None:
    builder = PointsBuilder(("population", "scale", "dont_ask", "name"), Settings())
    builder.add(Settings(population=500, dont_ask=True, name="One"))
    builder.add(Settings(scale=0.5, name="Two"))
    points: Points = builder.done()
    assert list(points) == points[0:2] == [points[0], points[-1]]
    assert points[0] == {"population": 500, "scale": 1.0, "dont_ask": True, "name": "One"}
    assert [type(value) for value in points[1].values()] == [int, float, bool, str]
    assert points.columns["population"].tolist() == [500, 10_000]
    with pytest.raises(IndexError):
        points[2]


def test_a_run_is_known_by_version_scheme_settings_and_seed(tiny: Settings) -> None:
    text = f"{__version__}\n{SCHEME}\n{tiny.digest()}\n7"
    assert identity(tiny.digest(), 7) == hashlib.sha256(text.encode()).hexdigest()
    other = tiny.replace(community_trust=0.9).digest()
    assert len({identity(tiny.digest(), 7), identity(tiny.digest(), 8), identity(other, 7)}) == 3


def test_arms_that_do_not_differ_are_one_run(tiny: Settings) -> None:
    made = runs(tiny, [{}], {"one": {}, "other": {"enrollment": "scheduled"}}, 2, seed=1)
    assert [run.identity for run in made[:2]] == [run.identity for run in made[2:]]
    assert [run.seed for run in made] == [world_seed(1, 0), world_seed(1, 1)] * 2


def test_varied_values_are_those_that_the_settings_hold(tiny: Settings) -> None:
    made = runs(tiny, [{"community_trust": 1}], {"one": {}}, 1, seed=1)
    assert made[0].varied == {"community_trust": 1.0}
    assert isinstance(made[0].varied["community_trust"], float)


def test_a_point_that_the_model_refuses_is_named(tiny: Settings) -> None:
    points = [{"community_trust": 0.5}, {"community_trust": 1.5}]
    with pytest.raises(InputError, match=r"at community_trust = 1\.5: community_trust is 1\.5"):
        runs(tiny, points, {"one": {}}, 1, seed=1)


def test_an_arm_that_the_model_refuses_at_a_point_is_named(tiny: Settings) -> None:
    arms: dict[str, dict[str, object]] = {"one": {}, "many": {"hispanic_lawful_share": 0.6}}
    points = [{"hispanic_undocumented_share": share} for share in (0.1, 0.6)]
    with pytest.raises(InputError, match=r"the arm 'many' at hispanic_undocumented_share = 0\.6: "):
        runs(tiny, points, arms, 1, seed=1)
