"""A table of jurisdictions is part of the sweep: read once, kept, and known by its content."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scomm import InputError, Settings, Sweep, effect, load
from scomm.model.named_file import NamedFile
from scomm.model.places import build_places
from scomm.sweeps.cli import main
from scomm.sweeps.execution.backend import Backend
from scomm.sweeps.execution.serial import serial
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store.hashes import last, read_hashes, write_hashes
from scomm.sweeps.sweep import Interrupted
from scomm.sweeps.verify import verify
from tests.sweeps.answers import FAKE

HEADER = (
    "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation"
)
TABLE = f"{HEADER}\nNorth,Ohio,800,0.12,0.02,0.03,2009-02-02\n"
OTHER = TABLE.replace("0.12", "0.13")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def spec(spec_text: str, tmp_path: Path) -> Path:
    """A sweep over a table, in a separate folder."""
    folder = tmp_path / "study"
    folder.mkdir()
    text = spec_text.replace("population = 1000", 'places = "table"\ntable = "places.csv"')
    (folder / "own.toml").write_text(text)
    (folder / "places.csv").write_text(TABLE)
    return folder / "own.toml"


def swept(spec: Path, out: Path, backend: Backend = serial, **options: Any) -> Path:
    Sweep.from_file(spec).run(out, backend=backend, progress=False, **options)
    return out


def test_a_file_is_known_by_its_content() -> None:
    one, same, other = NamedFile("a", b"x"), NamedFile("b", b"x"), NamedFile("a", b"y")
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "a"
    copied = pickle.loads(pickle.dumps(other))
    assert (copied, str.__str__(copied), copied.content) == (other, "a", b"y")


def test_settings_read_once_do_not_follow_the_file(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(TABLE)
    settings = Settings(places="table", table=str(path)).with_files()
    digest = settings.digest()
    path.write_text(OTHER)
    assert settings.replace(weeks=100).replace(weeks=settings.weeks).digest() == digest
    assert Settings(places="table", table=str(path)).digest() != digest
    path.unlink()
    assert build_places(pickle.loads(pickle.dumps(settings))).name == ("North",)
    assert settings.digest() == digest


def test_the_paths_in_a_file_of_settings_begin_beside_it(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(TABLE)
    (tmp_path / "own.toml").write_text('places = "table"\ntable = "places.csv"')
    assert build_places(Settings.from_toml(tmp_path / "own.toml")).name == ("North",)
    (tmp_path / "places.csv").unlink()
    with pytest.raises(InputError, match=r"The table places\.csv cannot be read"):
        Settings.from_toml(tmp_path / "own.toml")


def test_where_a_table_lies_is_no_part_of_a_run(spec: Path) -> None:
    elsewhere = spec.with_name("absolute.toml")
    path = spec.parent / "places.csv"
    elsewhere.write_text(spec.read_text().replace('"places.csv"', json.dumps(str(path))))
    one, other = Sweep.from_file(spec), Sweep.from_file(elsewhere)
    assert one.spec == other.spec
    assert one.plan.identities(0, range(3)) == other.plan.identities(0, range(3))


def test_an_effect_reads_its_table_when_its_runs_are_planned(
    tmp_path: Path,
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(TABLE)
    settings = Settings(places="table", table=str(path), weeks=60, burn_in_weeks=10)
    expected = effect(settings, 1, 2).table

    def edited(tasks: Any, keep: Any) -> Any:
        path.write_text(OTHER)
        return serial(tasks, keep)

    path.write_text(TABLE)
    assert effect(settings, 1, 2, backend=edited).table.equals(expected)


def test_a_table_edited_while_the_sweep_runs_changes_nothing(
    spec: Path, tmp_path: Path, tree: Callable[[Path], Any]
) -> None:
    whole = tree(swept(spec, tmp_path / "whole"))

    def edited(tasks: Any, keep: Any) -> Any:
        for number, done in enumerate(serial(tasks, keep)):
            if number == 2:
                (spec.parent / "places.csv").write_text(OTHER)
            yield done

    assert tree(swept(spec, tmp_path / "edited", edited)) == whole


def test_a_changed_table_is_refused_and_nothing_is_dropped(
    spec: Path, tmp_path: Path, tree: Callable[[Path], Any], capsys: Capture
) -> None:
    out = swept(spec, tmp_path / "store", FAKE)
    before = tree(out)
    (spec.parent / "places.csv").write_text(OTHER)
    assert main(["sweep", str(spec), "--out", str(out)]) == 2
    assert "whose table places.csv has other content" in capsys.readouterr().err
    assert main(["sweep", str(spec), "--out", str(out), "--dry-run"]) == 2
    assert tree(out) == before
    (spec.parent / "places.csv").write_text(TABLE)
    assert swept(spec, out, FAKE) == out


def test_a_changed_table_in_a_list_is_refused(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    vary = 'places = ["table"]\ntable = ["a.csv", "b.csv"]\ncommunity_trust'
    text = spec_text.replace("population = 1000", "")
    spec = tmp_path / "own.toml"
    spec.write_text(text.replace("community_trust", vary))
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "b.csv").write_text(OTHER)
    store = load(swept(spec, tmp_path / "store", FAKE))
    assert set(store.runs["table"]) == {"a.csv", "b.csv"}
    (tmp_path / "b.csv").write_text(OTHER.replace("North", "Nord"))
    assert main(["sweep", str(spec), "--out", str(tmp_path / "store")]) == 2
    assert "whose table b.csv has other content" in capsys.readouterr().err
    (tmp_path / "b.csv").write_text(TABLE)
    assert main(["sweep", str(spec), "--out", str(tmp_path / "new")]) == 2
    assert "twice" in capsys.readouterr().err


def test_shards_of_two_states_of_a_table_do_not_merge(spec: Path, tmp_path: Path) -> None:
    one = swept(spec, tmp_path / "1", FAKE, shard=Shard(1, 2))
    (spec.parent / "places.csv").write_text(OTHER)
    other = swept(spec, tmp_path / "2", FAKE, shard=Shard(2, 2))
    with pytest.raises(
        InputError, match=r"table places\.csv has other content .* cannot be merged"
    ):
        merge([one, other], tmp_path / "merged", print)


def test_a_store_is_complete_without_the_table(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = swept(spec, tmp_path / "store")
    (spec.parent / "places.csv").unlink()
    monkeypatch.chdir(tmp_path)
    assert (out / "tables").is_dir()
    assert "tables/paths.json" in (out / "SHA256SUMS").read_text()
    assert verify(out, 5).wrong == []
    assert verify(out, 5).redone == 5
    assert len(load(out).estimates()) > 0
    small = tmp_path / "small"
    assert main(["condense", str(out), "--out", str(small)]) == 0
    assert verify(small, 0).wrong == []
    assert len(load(small).estimates()) > 0


@pytest.mark.parametrize("given", ["the store's", "the user's"])
def test_a_sweep_is_resumed_after_its_table_was_deleted(
    spec: Path, tmp_path: Path, tree: Callable[[Path], Any], given: str
) -> None:
    whole, out = tree(swept(spec, tmp_path / "whole")), tmp_path / "store"

    def interrupted(tasks: Any, keep: Any) -> Any:
        for number, done in enumerate(serial(tasks, keep)):
            if number == 5:
                raise KeyboardInterrupt
            yield done

    with pytest.raises(Interrupted):
        swept(spec, out, interrupted)
    (spec.parent / "places.csv").unlink()
    file = spec if given == "the user's" else out / "sweep.toml"
    assert main(["sweep", str(file), "--out", str(out), "--backend", "serial"]) == 0
    assert tree(out) == whole


def test_a_store_reads_no_table_outside_it(spec: Path, tmp_path: Path) -> None:
    """Also where an older scomm stored no copy: the file at the path may be another by now."""
    out = swept(spec, tmp_path / "store", FAKE, shard=Shard(1, 4))
    (out / "tables" / "paths.json").unlink()
    listed = last(read_hashes(out))
    write_hashes(out, {name: each for name, each in listed.items() if "tables" not in name})
    (out / "places.csv").write_text(OTHER)
    with pytest.raises(InputError, match=r"keeps no copy of the table places\.csv"):
        load(out)
