"""Ends of commands: incomplete merges, one arm alone, an obstructing log, a full disk."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from scomm import InputError, Sweep, load
from scomm.sweeps.cli import main
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store import condensed
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.verify import verify
from tests.sweeps.answers import FAKE

Capture = pytest.CaptureFixture[str]
WANTED = ["reporting_rate.hispanic", "non_criminal_share"]


def test_a_merge_of_too_few_shards_says_so_by_its_status(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    sweep = Sweep.from_text(spec_text)
    shards = [str(tmp_path / str(k)) for k in (1, 2)]
    for k, folder in enumerate(shards, start=1):
        sweep.run(folder, backend=FAKE, shard=Shard(k, 2), progress=False)
    out = str(tmp_path / "merged")
    assert main(["merge", shards[0], "--out", out]) == 3
    assert "12 of 24 runs are in none of the stores" in capsys.readouterr().err
    assert main(["merge", shards[0], "--out", out, "--allow-partial"]) == 0
    assert main(["merge", shards[0], "--out", out, "--json"]) == 3
    assert not json.loads(capsys.readouterr().out.split("estimate " + out)[-1])["complete"]
    assert main(["merge", *shards, "--out", out]) == 0


def test_a_sweep_of_one_arm_has_levels_and_no_contrast(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    alone = spec_text.replace('never = { enrollment = "never" }', "")
    store = Sweep.from_text(alone).run(tmp_path / "alone", backend=FAKE, progress=False)
    both = Sweep.from_text(spec_text).run(tmp_path / "both", backend=FAKE, progress=False)
    found, expected = (each.estimates(wanted=WANTED) for each in (store, both))
    for name in ("point", "estimand", "arm", "arm_low", "arm_high", "replicates"):
        assert found[name].equals(expected[name]), name
    for name in ("reference", "effect", "low", "high", "odds_ratio", "pairing_gain"):
        assert found[name].isna().all(), name
    assert set(found["note"]) == {""}
    small = tmp_path / "small"
    assert condense(store, small, WANTED).estimates().equals(found)
    assert len(load(small).estimates()) == len(found)
    for folder in (store.folder, small):
        assert main(["estimate", str(folder)]) == 0
        printed = capsys.readouterr().out
        assert "enrolled" in printed
        assert "effect," not in printed
        assert main(["figures", str(folder), "--out", str(tmp_path / "figures")]) == 0
    assert math.isfinite(found["arm"].iloc[0])


@pytest.mark.parametrize("log", ["log", "sweep.log", "slurm-41.out", "stderr"])
def test_a_new_folder_with_a_log_in_it_is_taken(spec_text: str, tmp_path: Path, log: str) -> None:
    (tmp_path / log).write_text("starting\n")
    sweep = Sweep.from_text(spec_text)
    assert sweep.run(tmp_path, backend=FAKE, progress=False).complete
    assert (tmp_path / log).read_text() == "starting\n"
    small = tmp_path / "small"
    small.mkdir()
    (small / log).write_text("starting\n")
    assert len(condense(load(tmp_path), small, WANTED).estimates()) > 0  # type: ignore[arg-type]


@pytest.mark.parametrize("when", ["estimates", "points", "files", "hashes", "manifest"])
def test_condensing_that_was_broken_off_can_be_repeated(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    store = Sweep.from_text(spec_text).run(tmp_path / "store", backend=FAKE, progress=False)
    small = tmp_path / "small"
    steps = {"files": "put_files", "hashes": "write_hashes", "manifest": "replace_file"}
    name = steps.get(when, "_write")
    right = getattr(condensed, name)

    def full(*given: object) -> None:
        if when != "points" or "points" in str(given[0]):
            raise OSError(28, "No space left on device")
        right(*given)

    with monkeypatch.context() as patched, pytest.raises(InputError, match="No space left"):
        patched.setattr(condensed, name, full)
        condense(store, small, WANTED)
    with pytest.raises(InputError, match="is no store of a sweep that ran"):
        load(small)
    again = condense(store, small, WANTED)
    assert again.estimates().equals(store.estimates(wanted=WANTED))
    assert verify(small, 0).wrong == []
    with pytest.raises(InputError, match="is not empty"):
        condense(store, small, WANTED)


def test_figures_do_not_follow_a_link_in_a_store(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    folder = Sweep.from_text(spec_text).run(tmp_path / "s", backend=FAKE, progress=False).folder
    (tmp_path / "mine").mkdir()
    (folder / "figures").symlink_to(tmp_path / "mine")
    assert main(["figures", str(folder)]) == 2
    assert "is a link" in capsys.readouterr().err
    assert list((tmp_path / "mine").iterdir()) == []
