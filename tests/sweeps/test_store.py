"""The store: whole or absent, gone on with, and never mixed with another sweep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from model import InputError, Outcomes
from model import run as run_model
from sweeps import Sweep, execute, load
from sweeps.store import PATCH, RUNS, SPEC, TOTALS, Store, replace_file


def tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_store_holds_what_was_run(store: Store, spec_text: str) -> None:
    assert set(tree(store.folder)) - {PATCH} == {SPEC, "manifest.json", RUNS, TOTALS}
    assert (store.folder / SPEC).read_text() == spec_text
    assert list(store.runs.columns) == [
        *("identity", "point", "arm", "replicate", "seed"),
        *("pretextual_propensity", "community_trust", "status", "error"),
    ]
    assert (store.runs["status"] == "done").all()
    assert (store.runs["error"] == "").all()
    assert len(store.runs) == 24
    # Two places, two periods, six groups.
    assert (store.totals["identity"].value_counts() == 24).all()
    assert list(store.totals["identity"].drop_duplicates()) == list(store.runs["identity"])


def test_the_manifest_says_what_made_it(store: Store) -> None:
    manifest = json.loads((store.folder / "manifest.json").read_text())
    assert {"versions", "code", "platform", "random_scheme", "engine", "settings"} <= set(manifest)
    assert {"model", "python", "mesa", "numpy", "ray", "pyarrow"} <= set(manifest["versions"])
    assert set(manifest["code"][0]) == {"commit", "dirty", "model_source"}
    assert manifest["settings"]["population"] == 1000


def test_what_is_done_is_not_done_again(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    sweep = Sweep.from_text(spec_text)
    first = tree(sweep.run(folder, backend="serial", progress=False).folder)

    def fail(*given: Any, **named: Any) -> None:
        raise AssertionError("a finished run was run again")

    monkeypatch.setattr(execute, "run", fail)
    again = Sweep.from_text(spec_text + "# a remark\n").run(
        folder, backend="serial", progress=False
    )
    assert (again.runs["status"] == "done").all()
    assert tree(folder) == first


def test_other_code_of_the_same_version_is_said(
    spec_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep = Sweep.from_text(spec_text.replace("replicates = 3", "replicates = 1"))
    sweep.run(tmp_path / "store", backend="serial")
    assert "other code" not in capsys.readouterr().err
    path = tmp_path / "store" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["code"][0]["model_source"] = "something else"
    path.write_text(json.dumps(manifest))
    sweep.run(tmp_path / "store", backend="serial")
    assert "were made by other code of the same version" in capsys.readouterr().err
    assert len(json.loads(path.read_text())["code"]) == 2


def test_what_was_measured_otherwise_is_measured_again(
    spec_text: str, store: Store, tmp_path: Path
) -> None:
    sweep = Sweep.from_text(spec_text)
    path = sweep.run(tmp_path / "store", backend="serial", progress=False).folder / TOTALS
    pq.write_table(pq.read_table(path).drop_columns(["encounters"]), path)
    sweep.run(tmp_path / "store", backend="serial", progress=False)
    assert path.read_bytes() == (store.folder / TOTALS).read_bytes()


def test_a_failed_run_is_a_row_and_is_tried_again(
    spec_text: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(settings: Any, seed: int, **named: Any) -> Outcomes:
        if settings.community_trust == 0.7 and settings.enrollment == "never":
            raise ValueError("out of\nluck")
        return run_model(settings, seed, **named)

    folder = tmp_path / "store"
    sweep = Sweep.from_text(spec_text)
    with monkeypatch.context() as patched:
        patched.setattr(execute, "run", sometimes)
        broken = sweep.run(folder, backend="serial", progress=False)
    failed = broken.runs[broken.runs["status"] == "failed"]
    assert len(failed) == 6
    assert set(failed["error"]) == {"ValueError: out of luck"}
    assert not set(failed["identity"]) & set(broken.totals["identity"])
    sweep.run(folder, backend="serial", progress=False)
    for name in (RUNS, TOTALS):
        assert (folder / name).read_bytes() == (store.folder / name).read_bytes()


def test_an_interrupted_sweep_keeps_what_it_has(
    spec_text: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0

    def interrupted(settings: Any, seed: int, **named: Any) -> Outcomes:
        nonlocal done
        done += 1
        if done > 5:
            raise KeyboardInterrupt
        return run_model(settings, seed, **named)

    folder = tmp_path / "store"
    sweep = Sweep.from_text(spec_text)
    with monkeypatch.context() as patched:
        patched.setattr(execute, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sweep.run(folder, backend="serial", progress=False)
    statuses = load(folder).runs["status"].value_counts()
    assert statuses.to_dict() == {"waiting": 19, "done": 5}
    sweep.run(folder, backend="serial", progress=False)
    assert (folder / TOTALS).read_bytes() == (store.folder / TOTALS).read_bytes()


def test_arms_that_do_not_differ_share_their_rows(spec_text: str, tmp_path: Path) -> None:
    text = spec_text.replace('enrollment = "never"', "").replace("replicates = 3", "replicates = 1")
    same = Sweep.from_text(text).run(tmp_path / "store", backend="serial", progress=False)
    assert len(same.runs) == 8
    assert same.totals["identity"].nunique() == 4


def test_another_sweep_is_refused(spec_text: str, store: Store) -> None:
    before = tree(store.folder)
    other = Sweep.from_text(spec_text.replace("replicates = 3", "replicates = 2"))
    with pytest.raises(InputError, match="holds another sweep"):
        other.run(store.folder, backend="serial", progress=False)
    assert tree(store.folder) == before


def test_a_folder_of_other_files_is_refused(spec_text: str, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"holds 'thesis\.txt' but no sweep"):
        Sweep.from_text(spec_text).run(tmp_path, backend="serial", progress=False)
    assert set(tree(tmp_path)) == {"thesis.txt"}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"backend": "rey"}, "Did you mean 'ray'?"),
        ({"backend": "ray", "workers": 0}, "The number of workers is 0"),
        ({"backend": "serial", "engine": "messa"}, "Did you mean 'mesa'?"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(
    spec_text: str, tmp_path: Path, asked: dict[str, Any], named: str
) -> None:
    with pytest.raises(InputError) as caught:
        Sweep.from_text(spec_text).run(tmp_path / "store", progress=False, **asked)
    assert named in str(caught.value)
    assert not (tmp_path / "store").exists()


def test_a_folder_that_cannot_be_written(spec_text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written: Not a directory"):
        Sweep.from_text(spec_text).run(tmp_path / "file" / "store", backend="serial")


def test_no_store_to_load(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no sweep\.toml"):
        load(tmp_path)


def test_a_write_that_fails_leaves_what_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table"
    replace_file(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")
    assert tree(tmp_path) == {"table": b"old"}
