"""Each design gives the points of its definition, the same ones on every machine."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scomm import InputError
from scomm.sweeps.designs import Design, read_design
from scomm.sweeps.store import files

RANGES = {
    "community_trust": {"from": 0.2, "to": 0.8},
    "encounter_rate": {"from": 100, "to": 10_000, "scale": "log"},
    "population": {"from": 100, "to": 107},
    "detainer_policy": ["all", "serious"],
}
SAMPLED = {
    "latin-hypercube": {"kind": "latin-hypercube", "points": 40},
    "sobol": {"kind": "sobol", "points": 32},
    "saltelli": {"kind": "saltelli", "samples": 8, "second_order": True},
    "morris": {"kind": "morris", "trajectories": 6, "levels": 4},
}
GRID_VALUES = [
    # The same numbers as a user would write in a list, so that both make the same runs.
    ("community_trust", {"from": 0.0, "to": 0.8, "steps": 5}, (0.0, 0.2, 0.4, 0.6, 0.8)),
    ("community_trust", {"from": 0.1, "to": 0.7, "steps": 3}, (0.1, 0.4, 0.7)),
    ("community_trust", {"from": 0, "to": 1, "steps": 3}, (0.0, 0.5, 1.0)),
    ("profiling", {"from": 0.01, "to": 1, "steps": 3, "scale": "log"}, (0.01, 0.1, 1.0)),
    ("population", {"from": 500, "to": 1500, "steps": 3}, (500, 1000, 1500)),
    ("population", {"from": 100, "to": 105, "steps": 3}, (100, 102, 105)),
    ("population", {"from": 100, "to": 10_000, "steps": 5, "scale": "log"}, None),
    ("detainer_policy", ["all", "none"], ("all", "none")),
    ("dont_ask", [True, False], (True, False)),
]


def made(design: dict[str, object], vary: dict[str, object] | None, seed: int = 1) -> list[tuple]:
    return list(read_design(design, vary, Path()).points(seed))


@pytest.mark.parametrize(("name", "given", "values"), GRID_VALUES)
def test_a_grid_has_the_values_of_each_range(name: str, given: object, values: object) -> None:
    found = tuple(point[0] for point in made({}, {name: given}))
    assert found == (values or (100, 316, 1000, 3162, 10_000))
    assert len({type(value) for value in found}) == 1


def test_a_grid_is_every_combination() -> None:
    vary = {"community_trust": [0.1, 0.2], "detainer_policy": ["all", "none"], "weeks": [9]}
    design = read_design({"kind": "grid"}, vary, Path())
    assert len(design) == 4
    assert made({"kind": "grid"}, vary) == [
        (0.1, "all", 9),
        (0.1, "none", 9),
        (0.2, "all", 9),
        (0.2, "none", 9),
    ]


@pytest.mark.parametrize("kind", SAMPLED)
def test_sampled_points_lie_in_their_ranges_and_are_as_many_as_said(kind: str) -> None:
    design: Design = read_design(SAMPLED[kind], RANGES, Path())
    points = made(SAMPLED[kind], RANGES)
    assert design.names == tuple(RANGES)
    assert len(design) == len(points)
    for trust, rate, population, policy in points:
        assert 0.2 <= trust <= 0.8 and 100.0 <= rate <= 10_000.0
        assert isinstance(population, int) and 100 <= population <= 107
        assert policy in ("all", "serious")
    assert {type(value) for value in points[0]} == {float, int, str}


@pytest.mark.parametrize("kind", SAMPLED)
def test_points_follow_from_the_seed_alone(kind: str) -> None:
    np.random.seed(7)
    before = np.random.get_state()[1].tobytes()
    assert made(SAMPLED[kind], RANGES, seed=1) == made(SAMPLED[kind], RANGES, seed=1)
    assert made(SAMPLED[kind], RANGES, seed=1) != made(SAMPLED[kind], RANGES, seed=2)
    assert np.random.get_state()[1].tobytes() == before


# A newer SciPy, NumPy or SALib that gives other points would make an interrupted sweep another one.
GOLDEN = {
    "latin-hypercube": "1f0d297eff808dd3",
    "sobol": "b7b5714110bf0587",
    "saltelli": "ced025a39f521cb8",
    "morris": "89b482374229bb38",
}


@pytest.mark.parametrize("kind", SAMPLED)
def test_points_are_those_that_earlier_versions_gave(kind: str) -> None:
    text = json.dumps(made(SAMPLED[kind], RANGES))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == GOLDEN[kind]


def test_a_latin_hypercube_has_one_point_in_each_strip() -> None:
    points = made({"kind": "latin-hypercube", "points": 30}, RANGES)
    strips = sorted(int((point[0] - 0.2) / 0.6 * 30) for point in points)
    assert strips == list(range(30))
    logs = sorted(int(np.log(point[1] / 100) / np.log(100) * 30) for point in points)
    assert logs == list(range(30))
    assert Counter(point[3] for point in points) == {"all": 15, "serious": 15}


def test_whole_numbers_are_equally_likely() -> None:
    points = made({"kind": "latin-hypercube", "points": 80}, RANGES)
    assert Counter(point[2] for point in points) == dict.fromkeys(range(100, 108), 10)


def test_a_sobol_sequence_is_balanced_in_every_setting() -> None:
    points = made({"kind": "sobol", "points": 64}, RANGES)
    assert sorted(int((point[0] - 0.2) / 0.6 * 64) for point in points) == list(range(64))
    assert Counter(point[2:] for point in points) == {
        (number, policy): 4 for number in range(100, 108) for policy in ("all", "serious")
    }


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_blocks_stand_in_the_order_of_the_analysis(second_order: bool) -> None:
    vary = {"community_trust": {"from": 0.0, "to": 1.0}, "profiling": {"from": 0.0, "to": 1.0}}
    points = made({"kind": "saltelli", "samples": 4, "second_order": second_order}, vary)
    size = 6 if second_order else 4
    assert len(points) == 4 * size
    for first in range(0, len(points), size):
        a, *mixed, b = points[first : first + size]
        assert mixed[0] == (b[0], a[1]) and mixed[1] == (a[0], b[1])
        if second_order:
            assert mixed[2] == (a[0], b[1]) and mixed[3] == (b[0], a[1])


def test_saltelli_keeps_points_that_coincide() -> None:
    points = made({"kind": "saltelli", "samples": 8}, {"dont_ask": [True, False]})
    assert len(points) == 8 * 3 and len(set(points)) == 2


def test_morris_moves_one_setting_at_a_time_by_one_step() -> None:
    vary = {name: RANGES[name] for name in ("community_trust", "encounter_rate", "detainer_policy")}
    points = made({"kind": "morris", "trajectories": 5, "levels": 4}, vary)
    assert len(points) == 5 * 4
    for first in range(0, len(points), 4):
        moved = set()
        for before, after in zip(
            points[first : first + 3], points[first + 1 : first + 4], strict=True
        ):
            (place,) = (k for k in range(3) if before[k] != after[k])
            moved.add(place)
            if place == 0:
                assert abs(after[0] - before[0]) == pytest.approx(0.6 * 2 / 3)
        assert moved == {0, 1, 2}


def test_choices_are_equally_likely_in_morris() -> None:
    """Each trajectory meets two of the three choices, so a choice is met by Binomial(1200, 2/3).

    It is off by more than 85 (5.2 standard deviations) for one of three with odds of 6e-7.
    """
    vary = {"detainer_policy": ["all", "serious", "none"]}
    points = made({"kind": "morris", "trajectories": 1200, "levels": 6}, vary)
    counts = Counter(points)
    assert len(counts) == 3
    assert all(abs(count - 800) <= 85 for count in counts.values())


def test_a_table_gives_its_rows(tmp_path: Path) -> None:
    header = "community_trust, population,detainer_policy,dont_ask,activation\n"
    (tmp_path / "points.csv").write_bytes(
        b"\xef\xbb\xbf"
        + (header + '0.5,500,all,True,2010-01-04\n1,600,"none",false,never\n\n').encode()
    )
    design = {"kind": "table", "file": "points.csv"}
    read = read_design(design, None, tmp_path)
    rows = list(read.points(1))
    assert rows == [(0.5, 500, "all", True, "2010-01-04"), (1.0, 600, "none", False, "never")]
    assert read.files == {"points.csv": (tmp_path / "points.csv").read_bytes()}
    columns = dict(zip(read.names, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "design.parquet")
    other = read_design({**design, "file": "design.parquet"}, None, tmp_path)
    assert list(other.points(1)) == rows
    assert (other.names, other.columns) == (read.names, read.columns)


CSV_MISTAKES = [
    ("", "is empty"),
    ("community_trust\n", "has 0 rows"),
    ("comunity_trust\n0.5\n", "Did you mean 'community_trust'?"),
    ("community_trust,community_trust\n0.5,0.5\n", "two columns called"),
    (
        "community_trust\n0.5\nhigh\n",
        "line 3 of the table points.csv: community_trust is 'high'; it must be a number",
    ),
    ("community_trust\nnan\n", "community_trust is 'nan'; it must be a number from 0 to 1"),
    ("population\n500.5\n", "population is '500.5'; it must be a whole number"),
    ("dont_ask\nperhaps\n", "true or false"),
    ("weeks,name\n9,\n", "line 2 of the table points.csv has no value for name"),
    ("weeks,name\n9\n", "line 2 of the table points.csv has 1 values where the header has 2"),
    ('name\n"a\n', "cannot be read from line 2 on as comma-separated values"),
]


@pytest.mark.parametrize(("content", "named"), CSV_MISTAKES)
def test_a_mistake_in_a_csv_table_is_named(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "points.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_design({"kind": "table", "file": "points.csv"}, None, tmp_path)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_in_a_parquet_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "design.parquet"
    design = {"kind": "table", "file": path.name}
    path.write_bytes(b"no Parquet")
    with pytest.raises(InputError, match=r"design\.parquet cannot be read as Parquet"):
        read_design(design, None, tmp_path)
    pq.write_table(pa.table({"weeks": [9, None]}), path)
    with pytest.raises(
        InputError, match=r"row 2 of the table design\.parquet has no value for weeks"
    ):
        read_design(design, None, tmp_path)


DESIGN_MISTAKES = [
    ({"kind": "gird"}, "Did you mean 'grid'?"),
    ({"kind": "grid", "points": 3}, "[design] has no key 'points'"),
    ({"kind": "latin-hypercube"}, "[design] lacks the key 'points'"),
    ({"kind": "latin-hypercube", "points": 0}, "from 1 to 1,000,000"),
    ({"kind": "sobol", "points": 100}, "such as 64 or 128"),
    ({"kind": "saltelli", "samples": 24}, "such as 16 or 32"),
    ({"kind": "saltelli", "samples": 8, "second_order": 1}, "must be true or false"),
    ({"kind": "saltelli", "samples": 2**19}, "at most 1,000,000 are possible"),
    ({"kind": "morris", "trajectories": 4, "levels": 5}, "must be even such as 6"),
    ({"kind": "morris", "trajectories": 1}, "from 2 to"),
    ({"kind": "table", "file": "points.csv"}, "remove [vary]"),
]


@pytest.mark.parametrize(("design", "named"), DESIGN_MISTAKES)
def test_a_mistake_in_a_design_is_named(design: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_design(design, RANGES, Path())
    assert named in str(caught.value)


VARY_MISTAKES = [
    ({"weeks": {"from": 1, "to": 9, "steps": 5}}, "has no key 'steps'; its keys are from, to"),
    ({"weeks": {"from": 1}}, "[vary] weeks lacks the key 'to'"),
    ({"weeks": {"from": 1, "to": 9.5}}, "weeks is a whole number"),
    ({"weeks": {"from": 1, "to": 521}}, "weeks can be from 1 to 520 (weeks)"),
    ({"weeks": 9}, "or { from = 0.0, to = 0.8 }"),
    ({"dont_ask": {"from": 0, "to": 1}}, "dont_ask is no number"),
    ({"detainer_policy": {"from": 0, "to": 1}}, "list 'all', 'serious', 'none' instead"),
    ({"profiling": {"from": 0, "to": 1, "scale": "log"}}, "0 has no logarithm"),
    ({"no_such": [1]}, "no setting is called 'no_such'"),
    ({}, "[vary] is missing or empty"),
]


@pytest.mark.parametrize(("vary", "named"), VARY_MISTAKES)
def test_a_mistake_in_what_a_sampled_design_varies(vary: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_design({"kind": "sobol", "points": 8}, vary, Path())
    assert named in str(caught.value)


@pytest.mark.parametrize("kind", ["grid", "sobol"])
def test_a_grid_of_whole_numbers_has_as_many_as_there_are(kind: str) -> None:
    few = {"weeks": {"from": 1, "to": 3, **({"steps": 4} if kind == "grid" else {})}}
    if kind == "grid":
        with pytest.raises(InputError, match="fewer whole numbers lie between its ends"):
            read_design({}, few, Path())
    else:
        assert {point[0] for point in made({"kind": kind, "points": 8}, few)} == {1, 2, 3}


def test_morris_refuses_choices_that_its_levels_favor() -> None:
    vary = {"detainer_policy": ["all", "serious", "none"]}
    with pytest.raises(InputError, match="set levels to a multiple of them such as 6"):
        read_design({"kind": "morris", "trajectories": 4}, vary, Path())


NOT_BESIDE = ["tables/points.csv", "../points.csv", "points.txt", ".csv", "runs.parquet"]


@pytest.mark.parametrize("name", NOT_BESIDE)
def test_a_table_lies_beside_the_sweep_file_under_a_name_of_its_own(name: str) -> None:
    with pytest.raises(InputError, match=r"\[design\] file is '"):
        read_design({"kind": "table", "file": name}, None, Path())


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.csv cannot be read: No such file"):
        read_design({"kind": "table", "file": "absent.csv"}, None, tmp_path)


def test_a_table_takes_no_name_of_a_store(tmp_path: Path) -> None:
    own = (files.RUNS, files.FAILURES, files.POINTS, files.ESTIMATES, files.totals_name(3))
    for name in own:
        with pytest.raises(InputError, match="the name of a file of every store"):
            read_design({"kind": "table", "file": name}, None, tmp_path)


@pytest.mark.parametrize("kind", ["sobol", "saltelli"])
def test_twice_the_samples_go_on_where_half_of_them_end(kind: str) -> None:
    key = {"sobol": "points", "saltelli": "samples"}[kind]
    few, many = (made({"kind": kind, key: number}, RANGES) for number in (16, 32))
    assert many[: len(few)] == few
