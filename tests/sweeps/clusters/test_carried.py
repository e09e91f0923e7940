"""A job runs the sweep file and the tables that it was made from, embedded in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from scomm import Sweep
from scomm.sweeps.cli import main
from tests.sweeps.clusters.conftest import PLACES

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Scripted = Callable[[str], Any]


def edit(spec: Path) -> str:
    """Change the sweep file and its table, and return the original sweep file."""
    before = spec.read_text()
    spec.write_text(before.replace("replicates = 3", "replicates = 4"))
    (spec.parent / "my places.csv").unlink()
    return before


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_queued_job_runs_the_sweep_file_that_it_was_made_from(
    kind: str, places_spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    job = script(rendered(*asked(kind, places_spec, "--setup", setup)))
    before = edit(places_spec)
    assert job.run(*(["shard"] if kind == "slurm-array" else []), KEEP="yes")[0] == 0
    assert job.calls("scomm")[0][-1] == before


def unpacked(sent: dict[str, str], folder: Path) -> Sweep:
    for name, content in sent.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return Sweep.from_file(folder / "sweep.toml")


def test_a_job_of_ray_is_sent_with_the_table_of_places(
    places_spec: Path, tmp_path: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    planned = Sweep.from_file(places_spec)
    job = script(text := rendered(*asked("job-submit", places_spec)))
    assert '"my places.csv"' in text
    edit(places_spec)
    assert job.run()[0] == 0
    ((*_, sent),) = job.calls("ray")
    there = unpacked(sent, tmp_path / "there")
    assert there.spec == planned.spec
    assert there.plan.identities(0, range(2)) == planned.plan.identities(0, range(2))


def test_kuberay_mounts_the_table_of_places(
    places_spec: Path, tmp_path: Path, asked: Asked, rendered: Rendered
) -> None:
    planned = Sweep.from_file(places_spec)
    config_map, ray_job = yaml.safe_load_all(rendered(*asked("kuberay", places_spec)))
    head = ray_job["spec"]["rayClusterSpec"]["headGroupSpec"]["template"]["spec"]
    items = head["volumes"][0]["configMap"]["items"]
    sent = {each["path"]: config_map["data"][each["key"]] for each in items}
    assert PLACES in sent.values()
    assert unpacked(sent, tmp_path / "there").spec == planned.spec
    assert json.loads(sent["tables/paths.json"]).keys() == {"my places.csv"}


def test_files_too_large_for_a_script_are_refused(
    places_spec: Path, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    # Digits without a pattern, which compression only halves.
    digits = hashlib.shake_256(b"").hexdigest(3_000_000)
    with places_spec.open("a", encoding="utf-8") as file:
        file.write(f"# {digits}")
    assert main(asked("slurm", places_spec)) == 2
    assert "a script has room for 4,000,000" in capsys.readouterr().err
