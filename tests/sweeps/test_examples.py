"""The sweep files that are shipped are right, and each of them really runs when cut down."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from scomm import scenario
from scomm.model.version import MODEL_FOLDER
from scomm.sweeps.designs import KINDS
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.sweep import Sweep
from scomm.sweeps.sweep_file import Fixed, Until, parse, read

EXAMPLES = MODEL_FOLDER.parent / "sweeps" / "examples"
FILES = sorted(EXAMPLES.glob("*.toml"))

# Points in each: what its comment says, or what follows from its numbers.
POINTS = {
    "changed-rule": 4,
    "counties": 2,
    "demo": 5 * 3,
    "detainers": 9 * 3,
    "event-study": 6,
    "fiscal-years": 3,
    "headline": 17 * 17 * 3,
    "non-criminal-share": 128,
    "opting-out": 11,
    "places": 6,
    "profile": 32 * 5,
    "policies": 9 + 3 + 3 + 32,
    "screening": 20 * (12 + 1),
    "sensitivity": 64 * (5 + 2),
    "uncertainty": 128,
}
SMALLER = {
    r"\bpoints = \d+": "points = 4",
    r"\bsamples = \d+": "samples = 2",
    r"\btrajectories = \d+": "trajectories = 2",
    r"\bsteps = \d+": "steps = 2",
    r"\breplicates = \d+": "replicates = 1",
    r"\bmost = \d+": "most = 8",
    r"\bpopulation = \d+": "population = 500\nweeks = 30\nburn_in_weeks = 5",
    r"\bjurisdictions = \d+": "jurisdictions = 20\nburn_in_weeks = 5",
    r"\bweeks = [{\[].*": "weeks = [10, 20, 30]",
}
SHORT = "[settings]\npopulation = 500\nweeks = 30\nburn_in_weeks = 5\n\n"


def test_every_example_is_known_here() -> None:
    assert {path.stem for path in FILES} == {*POINTS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_says_what_it_is_for(path: Path) -> None:
    planned = plan(read(path))
    assert len(planned) == POINTS[path.stem]
    assert planned.spec.name == path.stem
    assert path.read_text(encoding="utf-8").startswith("# ")


# A changed rule compiles the model once more, as tests of changed rules do already.
CUT_DOWN = [
    pytest.param(path, marks=[pytest.mark.verify] if path.stem == "changed-rule" else [])
    for path in FILES
]


@pytest.mark.parametrize("path", CUT_DOWN, ids=[path.stem for path in FILES])
def test_an_example_runs_when_cut_down(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for long, short in SMALLER.items():
        text = re.sub(long, short, text)
    place = re.search(r"^\[(design|vary|\[union)", text, re.MULTILINE)
    assert place is not None
    short = SHORT.replace("weeks = 30\n", "", 1) if "weeks = [" in text else SHORT
    if "[settings]" not in text:
        text = text[: place.start()] + short + text[place.start() :]
    spec = parse(text, str(path), EXAMPLES)
    store = Sweep(spec, plan(spec)).run(tmp_path, backend="serial", progress=False)
    assert 3 <= len(store.runs) <= 200
    assert {*store.runs["status"]} == {"done"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_copy_with_its_files_beside_it_is_the_same_sweep(path: Path, tmp_path: Path) -> None:
    spec = read(path)
    (tmp_path / "sweep.toml").write_text(spec.text, encoding="utf-8")
    for name, content in spec.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert read(tmp_path / "sweep.toml") == spec
    tables = {"places": ["places.csv"]}
    assert [name for name in spec.files if name.endswith(".csv")] == tables.get(path.stem, [])
    assert (spec.rules is not None) == (path.stem == "changed-rule")


def test_the_examples_show_every_design_and_both_kinds_of_replicates() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    for kind in KINDS:
        # A grid needs no [design].
        assert kind == "grid" or any(f'kind = "{kind}"' in text for text in texts)
    assert any("[[union]]" in text for text in texts)
    assert {type(read(path).replicates) for path in FILES} == {Fixed, Until}


def test_the_demonstration_is_small() -> None:
    spec = read(EXAMPLES / "demo.toml")
    assert spec.replicates == Fixed(40)


def test_the_table_of_places_is_that_of_the_scenarios() -> None:
    names = {
        "Harris County": "pilot-2008",
        "Travis County": "travis",
        "San Francisco": "san-francisco",
        "Santa Clara County": "santa-clara",
        "Alameda County": "alameda",
        "Arlington": "arlington",
    }
    with (EXAMPLES / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == list(names)
    for row in rows:
        settings = scenario(names[row["name"]])
        assert row["state_name"] == settings.state_name
        assert float(row["hispanic_share"]) == settings.hispanic_share
        assert row["activation"] == settings.activation
