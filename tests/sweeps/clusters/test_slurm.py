"""SLURM: a job's directives, and the programs it starts, one Ray or an array of shards."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Scripted = Callable[[str], Any]


def test_a_slurm_job_asks_for_what_it_was_told(
    spec: Path, asked: Asked, rendered: Rendered
) -> None:
    told = ["--nodes", "4", "--cores", "48", "--memory", "64G", "--time", "1-06:00:00"]
    more = ["--partition", "long,short", "--account", "crime-lab", "--sbatch=--constraint=[a|b]"]
    text = rendered(*asked("slurm", spec, *told, *more))
    found = [line.removeprefix("#SBATCH ") for line in text.splitlines() if "#SBATCH" in line]
    for wanted in (
        *("--nodes=4", "--cpus-per-task=48", "--mem=64G", "--time=1-06:00:00", "--exclusive"),
        *("--partition=long,short", "--account=crime-lab", "--constraint=[a|b]"),
        *("--requeue", "--signal=B:USR1@180", "--open-mode=append"),
    ):
        assert found.count(wanted) == 1
    # SLURM reads directives up to the first command.
    commands = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert text.index(commands[0]) > text.rindex("#SBATCH")


def test_a_slurm_job_starts_one_ray_and_runs_the_sweep_there(
    spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    job = script(rendered(*asked("slurm", spec, "--setup", setup)))
    status, _, errors = job.run()
    assert (status, errors) == (0, "")
    asked_address, started = job.calls("srun")
    assert asked_address[-3:] == ["getent", "ahostsv4", "n1"]
    assert "--nodelist=n2" in asked_address
    assert started[0] == "--cpu-bind=none"
    (start,) = job.calls("ray")
    *options, environment = start
    assert options[: options.index("--")] == [
        *("symmetric-run", "--num-cpus=8", "--address", "10.0.0.1:20041", "--min-nodes", "2"),
        "--dashboard-host=127.0.0.1",
    ]
    assert environment["RAY_AUTH_MODE"] == "token"
    assert len(environment["RAY_AUTH_TOKEN"]) == 64
    store = str(spec.parent / "the store")
    ((_, sweep_file, *more),) = job.calls("scomm")
    assert sweep_file.endswith("/sweep.toml")
    assert more == ["--out", store, "--address", "auto"]
    assert job.run(STATUS="1")[0] == 1
    status, _, errors = job.run(STATUS="no ray")
    assert status == 1
    assert "Ray did not start" in errors


def test_a_dashboard_is_open_only_if_asked(spec: Path, asked: Asked, rendered: Rendered) -> None:
    assert "dashboard_host=127.0.0.1\n" in rendered(*asked("slurm", spec))
    open_one = rendered(*asked("slurm", spec, "--dashboard-host", "0.0.0.0"))
    assert "dashboard_host=0.0.0.0\n" in open_one


def test_an_array_is_submitted_with_the_merge_behind_it(
    spec: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    job = script(rendered(*asked("slurm-array", spec, "--at-once", "2")))
    status, said, errors = job.run()
    assert (status, errors) == (0, "")
    assert "Job 41 runs 3 shards; job 42 merges them" in said
    shards, merge = job.calls("sbatch")
    assert "--array=1-3%2" in shards
    assert shards[-2:] == [str(job.path), "shard"]
    assert "--dependency=afterany:41" in merge
    assert merge[-2:] == [str(job.path), "merge"]


@pytest.mark.parametrize("cores", [1, 4])
def test_a_task_runs_its_shard_and_the_merge_takes_all(
    cores: int, spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    command = asked("slurm-array", spec, "--cores", str(cores), "--setup", setup)
    job = script(rendered(*command))
    assert job.run("shard", SLURM_CPUS_PER_TASK=str(cores))[0] == 0
    assert job.run("merge")[0] == 0
    shard, merge = job.calls("scomm")
    store = spec.parent / "the store"
    execution = ["--backend", "serial"] if cores == 1 else ["--backend", "ray", "--workers", "4"]
    assert shard[0] == "sweep"
    assert shard[1].endswith("/sweep.toml")
    assert shard[2:] == ["--out", f"{store}/shard-3", "--shard", "3/3", *execution]
    assert merge == [
        "merge",
        *(f"{store}/shard-{k}" for k in (1, 2, 3)),
        "--out",
        f"{store}/merged",
    ]
    assert job.run("shards")[0] == 2


def test_a_script_without_scomm_says_so(
    spec: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    command = asked("slurm-array", spec, "--setup", "export PATH=/usr/bin:/bin")
    status, _, errors = script(rendered(*command)).run("shard")
    assert status == 2
    assert "scomm is no file on PATH" in errors


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_shell_function_named_scomm_is_refused(
    kind: str, spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    function = 'scomm() { command scomm "$@"; }'
    job = script(rendered(*asked(kind, spec, "--setup", setup, "--setup", function)))
    status, _, errors = job.run("shard")
    assert status == 2
    assert "scomm is a shell function, but must be a file on PATH" in errors
    assert job.calls("scomm") == []


def test_a_job_uses_the_cores_and_the_network_it_was_told(
    spec: Path, setup: str, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    told = ["--cores", "4", "--interface", "ib0", "--setup", setup]
    job = script(rendered(*asked("slurm", spec, *told)))
    assert job.run(SLURM_JOB_ID="123456")[0] == 0
    ((started, *_),) = job.calls("srun")
    assert started == "--cpus-per-task=4"
    ((_, cores, _, address, *_),) = job.calls("ray")
    # Two jobs on one node differ in the port.
    assert (cores, address) == ("--num-cpus=4", "10.9.0.7:23456")
    absent = script(rendered(*asked("slurm", spec, "--interface", "eth9", "--setup", setup)))
    status, _, errors = absent.run()
    assert status == 2
    assert "The interface eth9" in errors


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_container_runs_the_sweep_by_exec(
    kind: str,
    spec: Path,
    tmp_path: Path,
    setup: str,
    asked: Asked,
    rendered: Rendered,
    script: Scripted,
) -> None:
    image = tmp_path / "an image.sif"
    image.touch()
    job = script(rendered(*asked(kind, spec, "--container", str(image), "--setup", setup)))
    process = job.start("shard", IMAGE=str(image), SLOW="1")
    job.wait_for("scomm")
    # The sweep gets the signal, not the process around it.
    process.send_signal(signal.SIGUSR1)
    status, _, _ = job.end(process)
    assert status == 0
    assert job.calls("scomm")[-1][-1] == "interrupted"
    assert [call[0] for call in job.calls("scontrol")][-1] == "requeue"
    (given,) = job.calls("apptainer")
    assert given[0] == "exec"
    assert given[given.index("--bind") + 1] == str(spec.parent / "the store")
    assert image.parent in Path(given[given.index(str(image))]).parents


def test_a_container_without_apptainer_says_so(
    spec: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    image = "docker://registry.example/scomm:0.3.0"
    told = ["--container", image, "--setup", "export PATH=/usr/bin:/bin"]
    status, _, errors = script(rendered(*asked("slurm-array", spec, *told))).run("shard")
    assert status == 2
    assert "Neither apptainer nor singularity" in errors


def test_logs_go_into_the_folder_named(
    spec: Path, tmp_path: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    one = rendered(*asked("slurm", spec, "--logs", str(folder)))
    assert f"#SBATCH --output={folder}/scomm-tiny-%j.log" in one
    job = script(rendered(*asked("slurm-array", spec, "--logs", str(folder))))
    assert job.run()[0] == 0
    shards, merge = job.calls("sbatch")
    assert f"--output={folder}/scomm-tiny-%A_%a.log" in shards
    assert f"--output={folder}/scomm-tiny-%j.log" in merge
