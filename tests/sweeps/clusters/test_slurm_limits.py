"""SLURM jobs that are ended: requeued at their limit, not requeued if cancelled."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Scripted = Callable[[str], Any]


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
@pytest.mark.parametrize(("restarted", "requeued"), [(0, True), (5, False)])
def test_a_job_near_its_limit_interrupts_the_sweep_and_queues_again(
    kind: str,
    restarted: int,
    requeued: bool,
    spec: Path,
    setup: str,
    asked: Asked,
    rendered: Rendered,
    script: Scripted,
) -> None:
    command = asked(kind, spec, "--restarts", "5", "--setup", setup)
    job = script(rendered(*command))
    environment = {"SLOW": "1", "SLURM_RESTART_COUNT": str(restarted)}
    if kind == "slurm-array":
        environment |= {"SLURM_ARRAY_JOB_ID": "41"}
    process = job.start("shard", **environment)
    job.wait_for("scomm")
    process.send_signal(signal.SIGUSR1)
    status, _, _ = job.end(process)
    assert job.calls("scomm")[-1][-1] == "interrupted"
    # Job 41 would be the whole array.
    number = "41_3" if kind == "slurm-array" else "41"
    assert (["requeue", number] in job.calls("scontrol")) is requeued
    assert status == (0 if requeued else 130)


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
@pytest.mark.parametrize(("listed", "requeued"), [("runs.parquet", False), ("sweep.toml", True)])
def test_a_limit_after_the_last_run_queues_nothing(
    kind: str,
    listed: str,
    requeued: bool,
    spec: Path,
    setup: str,
    asked: Asked,
    rendered: Rendered,
    script: Scripted,
) -> None:
    store = spec.parent / "the store" / ("shard-3" if kind == "slurm-array" else "")
    store.mkdir(parents=True)
    (store / "SHA256SUMS").write_text(f"{'0' * 64}  {listed}\n")
    job = script(rendered(*asked(kind, spec, "--setup", setup)))
    process = job.start("shard", SLOW="1")
    job.wait_for("scomm")
    process.send_signal(signal.SIGUSR1)
    status, said, _ = job.end(process)
    assert status == 0
    assert ("all runs are done" in said) is not requeued
    assert ("requeue" in [call[0] for call in job.calls("scontrol")]) is requeued


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_job_that_is_cancelled_waits_for_the_sweep_and_does_not_queue(
    kind: str, spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    job = script(rendered(*asked(kind, spec, "--setup", setup)))
    process = job.start("shard", SLOW="1")
    job.wait_for("scomm")
    process.send_signal(signal.SIGTERM)
    assert process.poll() is None
    os.kill(job.calls("scomm")[0][-1], signal.SIGTERM)
    status, _, _ = job.end(process)
    assert [call[-1] for call in job.calls("scomm")][1:] == ["terminated"]
    assert "requeue" not in [call[0] for call in job.calls("scontrol")]
    assert status == 130


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_job_that_is_cancelled_at_its_limit_does_not_queue(
    kind: str, spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    job = script(rendered(*asked(kind, spec, "--setup", setup)))
    process = job.start("shard", SLOW="very")
    job.wait_for("scomm")
    process.send_signal(signal.SIGUSR1)
    job.wait_for("scomm", 2)
    process.send_signal(signal.SIGTERM)
    os.kill(job.calls("scomm")[0][-1], signal.SIGTERM)
    assert job.end(process)[0] == 130
    assert [call[-1] for call in job.calls("scomm")][1:] == ["interrupted", "terminated"]
    assert "requeue" not in [call[0] for call in job.calls("scontrol")]
