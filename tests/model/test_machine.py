"""The resources of a job can be less than those of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scomm.model.machine import Groups, free_memory, processors

VERSION_1 = "3:cpu,cpuacct:/jobs/7\n2:memory:/jobs/7\n"
VERSION_2 = "0::/jobs/7\n"


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(f"{content}\n")


@pytest.mark.parametrize(
    ("listed", "mount", "limit_file", "usage_file", "returnable"),
    [
        (VERSION_2, "", "memory__max", "memory__current", "inactive_file"),
        (
            *(VERSION_1, "memory", "memory__limit_in_bytes", "memory__usage_in_bytes"),
            "total_inactive_file",
        ),
    ],
)
def test_the_least_memory_limit_of_the_groups_counts(
    tmp_path: Path, listed: str, mount: str, limit_file: str, usage_file: str, returnable: str
) -> None:
    (tmp_path / "own").write_text(listed)
    groups = Groups(tmp_path / "own", tmp_path)

    def limit(group: str, most: str, used: int, kept: int) -> None:
        files = {limit_file: most, usage_file: f"{used}"}
        write(tmp_path / mount / group, **files, memory__stat=f"anon 9\n{returnable} {kept}")

    limit("jobs/7", "max", 2000, 100)
    assert free_memory(groups) > 10**6
    limit("jobs", "5000", 2000, 100)
    assert free_memory(groups) == 3100
    limit("jobs/7", "3000", 2000, 100)
    assert free_memory(groups) == 1100


def test_the_least_share_of_processors_counts(tmp_path: Path) -> None:
    (tmp_path / "own").write_text(VERSION_2)
    groups = Groups(tmp_path / "own", tmp_path)
    mine = processors(Groups(tmp_path / "none"))
    write(tmp_path / "jobs/7", cpu__max="max 100000")
    assert processors(groups) == mine
    write(tmp_path / "jobs", cpu__max="20000 100000")
    assert processors(groups) == 1
    write(tmp_path / "jobs", cpu__max=f"{mine * 200000} 100000")
    assert processors(groups) == mine


@pytest.mark.parametrize(("quota", "expected"), [("-1", None), ("50000", 1)])
def test_the_older_files_of_processors(tmp_path: Path, quota: str, expected: int | None) -> None:
    (tmp_path / "own").write_text(VERSION_1)
    write(tmp_path / "cpu/jobs/7", cpu__cfs_quota_us=quota, cpu__cfs_period_us="100000")
    found = processors(Groups(tmp_path / "own", tmp_path))
    assert found == (expected or processors(Groups(tmp_path / "none")))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux has it")
def test_processors_that_the_process_may_not_run_on_do_not_count(tmp_path: Path) -> None:
    mine = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(mine)})
        assert processors(Groups(tmp_path / "none")) == 1
    finally:
        os.sched_setaffinity(0, mine)


def test_without_control_groups_the_machine_counts(tmp_path: Path) -> None:
    assert free_memory(Groups(tmp_path / "none")) > 10**6
