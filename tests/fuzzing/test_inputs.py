"""Thousands of nearly right inputs: each is read, or refused in one sentence.

A failure names the seed, from which ``mutated`` and ``damaged`` make the same input again.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scomm import InputError, Settings
from scomm.model.places import build_places
from scomm.sweeps.cli import main
from scomm.sweeps.designs import read_design
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.sweep_file import read
from tests.fuzzing.mutations import damaged, mutated

EXAMPLES: Final = Path(__file__).parents[2] / "sweeps" / "examples"
#: Points of a mutated sweep that are planned: more would take time and test nothing else.
MOST_POINTS: Final = 200

POINTS: Final = {
    "community_trust": [0.3, 0.5, 0.7] * 40,
    "population": [500, 600, 700] * 40,
    "detainer_policy": ["all", "serious", "none"] * 40,
    "dont_ask": [True, False, True] * 40,
    "activation": [datetime.date(2010, 6, 7), datetime.date(2011, 1, 3), None] * 40,
}
PLACES: Final = {
    "name": ["Travis", "Prince George's", "Doña Ana"],
    "state": ["Texas", "Maryland", "35"],
    "population": [10_000, 20_000, 30_000],
    "hispanic_share": [0.335, 0.15, 0.65],
    "undocumented_share": [0.06, 0.04, 0.05],
    "lawful_noncitizen_share": [0.05, 0.1, 0.05],
    "activation": [datetime.date(2009, 6, 2), datetime.date(2010, 4, 1), None],
    "dont_ask": [True, None, False],
    "detainer_policy": ["all", None, "none"],
    "request": ["never", "2010-09-28", None],
}


def parquet(columns: dict[str, list[object]], **options: object) -> bytes:
    """Return a table as Parquet."""
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, **options)
    return stream.getvalue()


def csv(columns: dict[str, list[object]]) -> bytes:
    """Return a table as CSV."""
    rows = [
        ",".join("" if each is None else str(each) for each in row)
        for row in zip(*columns.values(), strict=True)
    ]
    return "\n".join([",".join(columns), *rows, ""]).encode()


def outcome(act: Callable[[], object], seed: int) -> str:
    """Return "read" or "refused"; fail for another type of error, or a message in other form."""
    try:
        act()
    except InputError as error:
        sentence = str(error)
        assert sentence.isprintable() and 10 < len(sentence) < 4_100, seed
        assert sentence[-1] in ".?", (seed, sentence)
        return "refused"
    except Exception as error:
        raise AssertionError(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}") from error
    return "read"


def swept(path: Path) -> None:
    """Read a sweep file, and plan it unless it has many points."""
    spec = read(path)
    if sum(map(len, spec.designs)) <= MOST_POINTS:
        plan(spec)


def sweep_files(folder: Path, seeds: range) -> Counter[str]:
    """Read mutated copies of the examples."""
    files = sorted(EXAMPLES.glob("*.toml"))
    for table in EXAMPLES.glob("*.csv"):
        (folder / table.name).write_bytes(table.read_bytes())
    found: Counter[str] = Counter()
    path = folder / "sweep.toml"
    for seed in seeds:
        path.write_bytes(mutated(files[seed % len(files)].read_bytes(), seed))
        found[outcome(lambda: swept(path), seed)] += 1
    return found


def tables_of_points(folder: Path, seeds: range) -> Counter[str]:
    """Read damaged Parquet tables of points."""
    columns = {
        name: [v or "never" for v in c] if name == "activation" else c for name, c in POINTS.items()
    }
    columns["activation"] = [str(each) for each in columns["activation"]]
    dates = {
        **POINTS,
        "activation": [each or datetime.date(2012, 1, 2) for each in POINTS["activation"]],
    }
    kinds = (
        parquet(columns),
        parquet(columns, compression="none", use_dictionary=False, write_page_checksum=True),
        parquet(dates, compression="zstd", data_page_version="2.0"),
        parquet({**columns, "community_trust": [[0.3]] * 120}),
    )
    found: Counter[str] = Counter()
    path = folder / "design.parquet"
    for seed in seeds:
        path.write_bytes(damaged(kinds[seed % len(kinds)], seed))
        design = {"kind": "table", "file": path.name}
        found[outcome(lambda d=design: read_design(d, None, folder), seed)] += 1
    return found


def tables_of_places(folder: Path, seeds: range) -> Counter[str]:
    """Build places from mutated CSV files and damaged Parquet files."""
    text, binary = csv(PLACES), (parquet(PLACES), parquet(PLACES, compression="none"))
    found: Counter[str] = Counter()
    for seed in seeds:
        if seed % 4:
            path, content = folder / "places.csv", mutated(text, seed)
        else:
            path, content = folder / "places.parquet", damaged(binary[seed // 4 % 2], seed)
        path.write_bytes(content)
        found[
            outcome(lambda p=path: build_places(Settings(places="table", table=str(p))), seed)
        ] += 1
    return found


CASES: Final = (
    pytest.param(sweep_files, 250, 3_000, id="sweep files"),
    pytest.param(tables_of_points, 200, 2_500, id="tables of points"),
    pytest.param(tables_of_places, 300, 5_000, id="tables of places"),
)


@pytest.mark.parametrize(("take", "few", "many"), CASES)
def test_inputs_that_are_nearly_right(
    tmp_path: Path, take: Callable[[Path, range], Counter[str]], few: int, many: int
) -> None:
    found = take(tmp_path, range(few))
    # Some are valid and some unreadable: both paths are exercised.
    assert found["read"] > few / 50 and found["refused"] > few / 10, found


@pytest.mark.verify
@pytest.mark.parametrize(("take", "few", "many"), CASES)
def test_many_inputs_that_are_nearly_right(
    tmp_path: Path, take: Callable[[Path, range], Counter[str]], few: int, many: int
) -> None:
    found = take(tmp_path, range(few, few + many))
    assert found["read"] > many / 50 and found["refused"] > many / 10, found


def test_a_damaged_page_with_its_checksum_gives_no_other_number(tmp_path: Path) -> None:
    columns = {name: POINTS[name] for name in ("community_trust", "population", "detainer_policy")}
    sound = parquet(columns, compression="none", write_page_checksum=True)
    footer = int.from_bytes(sound[-8:-4], "little") + 8
    path, refused = tmp_path / "design.parquet", 0
    path.write_bytes(sound)
    design = {"kind": "table", "file": path.name}
    right = read_design(design, None, tmp_path)
    for at in range(4, len(sound) - footer, 3):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << at % 8]) + sound[at + 1 :])
        try:
            assert read_design(design, None, tmp_path) == right, at
        except InputError:
            refused += 1
    assert refused > 50


SAID: Final = (
    *(["sweep", "", "--out", "x"], ["sweep", "s.toml", "--out", ""], ["run", "--scenario", ""]),
    *(["run", "--set", "population=500\nweeks=60"], ["run", "--set", "weeks=true"]),
    *(["run", "--set", "weeks=" + "9" * 100_000], ["run", "--set", "x" * 100_000 + "=1"]),
    *(
        ["run", "--set", "name=\x1b[31mred"],
        ["run", "--seed", "\uff11\uff12"],
        ["status", "a" * 300],
    ),
    *(
        ["run", "--table", "pipe.csv"],
        ["sweep", "pipe.toml", "--out", "x"],
        ["run", "--table", "."],
    ),
    *(
        ["sweep", "s.toml", "--out", "x", "--shard", "\uff11/\uff12"],
        ["\x1b]0;x\x07"],
        ["run", "--\u2028"],
    ),
    *(["sweep", "s.toml", "--out", "x", "--address", "a" * 300 + ":1"],),
    *(["cluster", "slurm", "s.toml", "--out", "x", "--time", "\uff11\uff12:00:00"],),
    *(["cluster", "slurm", "s.toml", "--out", "x", "--memory", "\uff16\uff14G"],),
    *(["estimate", "/dev/null"], ["verify", "pipe.toml"], ["figures", "s.toml"]),
)


@pytest.mark.parametrize("arguments", SAID, ids=lambda each: ascii(" ".join(each))[:40])
def test_a_mistake_on_the_command_line_is_one_sentence(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import os

    monkeypatch.chdir(tmp_path)
    for name in ("pipe.csv", "pipe.toml"):
        os.mkfifo(name)
    Path("s.toml").write_bytes((EXAMPLES / "demo.toml").read_bytes())
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (sentence,) = said.err.splitlines()
    assert sentence.isprintable() and 10 < len(sentence) < 4_100 and "scomm failed" not in sentence
