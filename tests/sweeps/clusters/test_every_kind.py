"""Checks of every kind of cluster: help, valid shell code, the runs in the header, a file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scomm.sweeps.cli import main

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Capture = pytest.CaptureFixture[str]

KINDS = ("slurm", "slurm-array", "kuberay", "job-submit")

# Left out: a value that looks like an expression in quotes, which is the point of quoting it; and a
# function that only a trap calls.
SHELLCHECK = [
    *(str(Path(sys.executable).with_name("shellcheck")), "--exclude=SC2016,SC2317,SC2329", "-"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_help_with_an_example(kind: str, capsys: Capture) -> None:
    assert main(["cluster", kind, "--help"]) == 0
    assert f"Example: scomm cluster {kind}" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "kuberay"])
def test_a_shell_file_is_sound(
    kind: str, spec: Path, tmp_path: Path, asked: Asked, rendered: Rendered
) -> None:
    wheel = tmp_path / "scomm-0.3.0-py3-none-any.whl"
    wheel.touch()
    more = {
        "slurm": ["--container", "docker://a.example/b", "--interface", "ib0"],
        "slurm-array": ["--cores", "4", "--at-once", "2"],
        "job-submit": ["--wheel", str(wheel)],
    }
    for command in (asked(kind, spec), asked(kind, spec, *more[kind])):
        text = rendered(*command)
        for checker in (["bash", "-n"], SHELLCHECK):
            done = subprocess.run(checker, input=text, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_runs_are_counted_in_the_header(
    kind: str, spec: Path, table_spec: Path, asked: Asked, rendered: Rendered
) -> None:
    fixed = rendered(*asked(kind, spec))
    assert "# 4 points × 2 arms × 3 replicates = 24 runs" in fixed
    more = ["--shards", "2"] if kind == "slurm-array" else []
    adaptive = rendered(*asked(kind, table_spec, *more))
    assert "# 2 points × 2 arms × 20 to 400 replicates = 80 to 1,600 runs" in adaptive


def test_a_file_is_written_with_how_to_submit_it(
    spec: Path, tmp_path: Path, capsys: Capture, asked: Asked, rendered: Rendered
) -> None:
    path = tmp_path / "my job.sbatch"
    text = rendered(*asked("slurm", spec))
    assert f"sbatch '{path}'" in rendered(*asked("slurm", spec, "--write", str(path)))
    assert path.read_text(encoding="utf-8") == text
    assert main(asked("slurm", spec, "--write", str(tmp_path / "absent" / "job"))) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_the_sweep_is_found_before_it_queues(
    kind: str, spec: Path, capsys: Capture, asked: Asked
) -> None:
    spec.write_text(spec.read_text().replace("[0.3, 0.7]", "[0.3, 1.7]"))
    assert main(asked(kind, spec)) == 2
    captured = capsys.readouterr()
    assert "community_trust" in captured.err
    assert captured.out == ""
