"""The store: its content, resuming it, and that no run is done or written twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scomm import InputError, Outcomes, Settings, Sweep, load
from scomm import run as run_model
from scomm.sweeps.execution.serial import serially
from scomm.sweeps.store.files import FAILURES, HASHES, RUNS, SPEC, replace_file, totals_name
from scomm.sweeps.store.reading import Store

Tree = Callable[[Path], dict[str, bytes]]


def test_a_store_holds_what_was_run(store: Store, spec_text: str, tree: Tree) -> None:
    assert set(tree(store.folder)) == {SPEC, RUNS, totals_name(0), HASHES}
    assert (store.folder / SPEC).read_text() == spec_text
    assert store.complete
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


def test_the_runs_are_in_canonical_order(store: Store) -> None:
    order = store.runs[["point", "arm", "replicate"]]
    assert order.equals(order.sort_values(["point", "arm", "replicate"], ignore_index=True))
    assert list(order["arm"].unique()) == list(store.spec.arms)


def test_the_hashes_are_those_of_the_files(store: Store, tree: Tree) -> None:
    files = tree(store.folder)
    header, _, listed = files.pop(HASHES).decode().partition("\n")
    assert header.endswith(f": {hashlib.sha256(listed.encode()).hexdigest()}")
    assert listed == "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )


def test_the_manifest_says_what_made_it(store: Store) -> None:
    manifest = json.loads((store.folder / "manifest.json").read_text())
    assert {"versions", "code", "platform", "random_scheme", "engine", "settings"} <= set(manifest)
    assert {"model", "python", "mesa", "numpy", "ray", "pyarrow"} <= set(manifest["versions"])
    assert set(manifest["code"][0]) == {"commit", "dirty", "model_source"}
    assert manifest["settings"]["population"] == 1000
    assert manifest["shard"] is None


def test_what_is_done_is_not_done_again(
    spec_text: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    sweep = Sweep.from_text(spec_text)
    first = tree(sweep.run(folder, backend="serial", progress=False).folder)

    def fail(*given: Any, **named: Any) -> None:
        raise AssertionError("a finished run was run again")

    again = Sweep.from_text(spec_text + "# a remark\n").run(
        folder, backend=serially(fail), progress=False
    )
    assert (again.runs["status"] == "done").all()
    assert tree(folder) == first


def test_a_failed_run_is_a_row_and_is_tried_again(
    spec_text: str, store: Store, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(settings: Any, seed: int, **named: Any) -> Outcomes:
        if settings.community_trust == 0.7 and settings.enrollment == "never":
            raise ValueError("out of\nluck")
        return run_model(settings, seed, **named)

    folder = tmp_path / "store"
    sweep = Sweep.from_text(spec_text)
    # Twice: a run that fails again is still there, and only once.
    for _ in range(2):
        broken = sweep.run(folder, backend=serially(sometimes), progress=False)
        failed = broken.runs[broken.runs["status"] == "failed"]
        assert len(failed) == 6
        assert set(failed["error"]) == {"ValueError: out of luck"}
        assert not set(failed["identity"]) & set(broken.totals["identity"])
        kept = broken.failures
        assert list(kept["identity"]) == list(failed["identity"])
        assert set(kept["stage"]) == {"simulation"}
        assert kept["traceback"].str.contains("in sometimes").all()
    whole = sweep.run(folder, backend="serial", progress=False)
    assert whole.failures.empty
    assert not (folder / FAILURES).exists()
    assert tree(folder) == tree(store.folder)


def test_arms_that_do_not_differ_share_their_rows(spec_text: str, tmp_path: Path) -> None:
    text = spec_text.replace('enrollment = "never"', "").replace("replicates = 3", "replicates = 1")
    same = Sweep.from_text(text).run(tmp_path / "store", backend="serial", progress=False)
    assert len(same.runs) == 8
    assert (same.runs["status"] == "done").all()
    assert same.totals["identity"].nunique() == 4


def test_other_settings_of_a_kind_than_numbers_are_columns_too(tmp_path: Path) -> None:
    text = """
    [sweep]
    name = "kinds"
    scenario = "county"
    replicates = 1
    seed = 1
    [settings]
    population = 1000
    weeks = 25
    burn_in_weeks = 2
    [vary]
    detainer_policy = ["all", "none"]
    residents_per_neighborhood = [500, 1000]
    dont_ask = [true, false]
    [arms]
    enrolled = { enrollment = "scheduled" }
    """
    runs = Sweep.from_text(text).run(tmp_path / "store", backend="serial", progress=False).runs
    assert (runs["status"] == "done").all()
    assert runs["detainer_policy"].tolist() == ["all"] * 4 + ["none"] * 4
    assert runs["residents_per_neighborhood"].dtype == "int64"
    assert runs["dont_ask"].dtype == "bool"


def test_a_folder_of_other_files_is_refused(spec_text: str, tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"holds 'thesis\.txt' but no sweep"):
        Sweep.from_text(spec_text).run(tmp_path, backend="serial", progress=False)
    assert set(tree(tmp_path)) == {"thesis.txt"}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"backend": "rey"}, "Did you mean 'ray'?"),
        ({"backend": "serial", "engine": "messa"}, "Did you mean 'mesa'?"),
        ({"backend": "serial", "threads": 0}, "The number of threads is 0"),
        ({"backend": "serial", "reuse": ["nowhere"]}, "nowhere"),
    ],
)
def test_what_cannot_be_is_said(
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
    with pytest.raises(InputError, match=r"is no store of a sweep that ran: it has no manifest"):
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
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"table": b"old"}


def test_no_setting_is_called_as_a_column_is(store: Store) -> None:
    """Varied settings stand beside these in one table."""
    columns = {*store.runs.columns, *store.estimates().columns}
    settings = {parameter.name for parameter in Settings.parameters()}
    assert columns & settings == {*store.spec.varied}
