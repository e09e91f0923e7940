"""A mistake in the options is one sentence on standard error, and status 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scomm.sweeps.cli import main

Asked = Callable[..., list[str]]
Capture = pytest.CaptureFixture[str]


MISTAKES = [
    ("slurm", ["--time", "12h"], "--time is '12h', but must be HH:MM:SS or D-HH:MM:SS"),
    ("slurm", ["--time", "1-24:00:00"], "--time is '1-24:00:00'"),
    ("slurm", ["--time", "00:04:59"], "must be 00:05:00 or more"),
    ("slurm", ["--nodes", "0"], "--nodes is 0"),
    ("slurm", ["--cores", "many"], "'many' is not a whole number"),
    ("slurm", ["--memory", "64 GB"], "--memory is '64 GB'"),
    ("slurm", ["--partition", "long; rm"], "--partition is 'long; rm'"),
    ("slurm", ["--account", "$(id)"], "--account is '$(id)'"),
    ("slurm", ["--sbatch", "--qos=a b"], "without spaces or quotes"),
    ("slurm", ["--sbatch", "--time=1"], "the file sets --time itself"),
    ("slurm", ["--setup", "a\nb"], "must be one line of text"),
    ("slurm", ["--restarts", "-1"], "--restarts is -1"),
    ("slurm", ["--dashboard-host", "a b"], "--dashboard-host is 'a b'"),
    ("slurm", ["--container", "absent.sif"], "there is no such file"),
    ("slurm", ["--container", "docker://a b"], "--container is 'docker://a b'"),
    ("slurm", ["--interface", "ib0; id"], "--interface is 'ib0; id'"),
    ("slurm", ["--logs", "absent"], "must be a folder that exists"),
    ("slurm-array", ["--logs", "a b"], "without spaces"),
    ("slurm", ["--out", "a\nb"], "--out is 'a\\nb'"),
    ("slurm-array", ["--shards", "5"], "a whole number from 1 to 4"),
    ("slurm-array", ["--at-once", "4"], "--at-once is 4"),
    ("kuberay", ["--out", "../x"], "--out is '../x'"),
    ("kuberay", ["--memory", "8"], "--memory is '8'"),
    ("kuberay", ["--values", "absent.toml"], "absent.toml cannot be read"),
    ("job-submit", ["--out", "store"], "must be an absolute path"),
    ("job-submit", ["--address", "ftp://x"], "--address is 'ftp://x'"),
    ("job-submit", ["--wheel", "absent.whl"], "--wheel is 'absent.whl'"),
]


@pytest.mark.parametrize(
    ("kind", "more", "named"), MISTAKES, ids=[f"{kind} {more[-1]!r}" for kind, more, _ in MISTAKES]
)
def test_a_mistake_is_one_sentence_and_status_2(
    kind: str,
    more: list[str],
    named: str,
    spec: Path,
    capsys: Capture,
    asked: Asked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # The checkout may be in a folder with a space in its name.
    assert main(asked(kind, spec, *more)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert named in captured.err
    assert len(captured.err.strip().splitlines()) == 1
