"""Compilation: once per machine, outside the package, and without a usable cache folder."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core.caching import IndexDataCacheFile

from scomm import Settings, run
from scomm.model.compiling.cache import cache_folder, kept, private_folder
from scomm.model.compiling.jit import CACHE_FOLDER, is_cold
from scomm.model.version import MODEL_FOLDER

PROGRAM = """
from scomm import Settings, run
print(run(Settings(population=200, weeks=20, burn_in_weeks=4), 1).total("prints", period="all"))
"""


def start(cache: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    environment.pop("NUMBA_CACHE_DIR", None)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.verify
def test_sixteen_processes_at_once_compile_once(tmp_path: Path) -> None:
    expected = run(Settings(population=200, weeks=20, burn_in_weeks=4), 1).total(
        "prints", period="all"
    )
    running = [start(tmp_path) for _ in range(16)]
    for process in running:
        said, trouble = process.communicate()
        assert process.returncode == 0, trouble
        assert float(said) == expected
    kept = list(tmp_path.rglob("run.whole_weeks*.nbc"))
    assert len(kept) == 1, "one process compiled, the others waited for it"


def test_nothing_is_written_into_the_package() -> None:
    package = MODEL_FOLDER
    run(Settings(population=20, weeks=1, burn_in_weeks=1), 1)
    assert not [*package.rglob("*.nbi"), *package.rglob("*.nbc")]


def test_without_a_cache_of_the_user_s_the_temporary_folder_serves(tmp_path: Path) -> None:
    """A home directory that is not writable, as on the nodes of many clusters."""
    (tmp_path / "file").write_text("no folder can be made in a file")
    look = "from scomm.model.compiling.jit import CACHE_FOLDER; print(CACHE_FOLDER)"
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path / "file"),
        "TMPDIR": str(tmp_path),
    }
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_a_folder_that_others_can_write_is_not_read(tmp_path: Path) -> None:
    """Numba unpickles files of the folder, so writing to it means running code."""
    assert private_folder(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700
    assert private_folder(tmp_path / "mine"), "also the second time"
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "file").write_text("")
    for name in ("open", "link", "file", "file/inside"):
        assert not private_folder(tmp_path / name), name


@pytest.mark.parametrize("planted", ["link", "open", "inside"])
def test_a_folder_planted_in_the_shared_temporary_one_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shared, theirs = tmp_path / f"scomm-{os.getuid()}", tmp_path / "theirs"
    theirs.mkdir()
    if planted == "link":
        shared.symlink_to(theirs)
    else:
        shared.mkdir(mode=0o700)
        (shared / "code").mkdir()
        (shared if planted == "open" else shared / "code").chmod(0o777)
    folder = cache_folder("code")
    assert folder is not None
    assert folder.parent == tmp_path
    assert folder.name.startswith("scomm-")
    assert folder != shared
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(theirs.iterdir()) == []


def test_without_a_home_or_any_folder_code_is_compiled_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    assert cache_folder("code") is None
    assert kept(lambda: None, None) is None


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("trouble", ["full", "cut"])
def test_a_cache_that_is_full_or_damaged_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def compiled() -> Any:
        made: Any = numba.njit(double)
        made._cache = kept(double, tmp_path)
        return made

    assert compiled()(4) == 8
    (index,) = tmp_path.rglob("*.nbi")
    if trouble == "full":

        def full(*given: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        index.unlink()
        monkeypatch.setattr(IndexDataCacheFile, "save", full)
    else:
        index.write_bytes(index.read_bytes()[:30])
    again = compiled()
    assert again(4) == 8
    assert not again.stats.cache_hits
    if trouble == "cut":
        third = compiled()
        assert third(4) == 8
        assert third.stats.cache_hits, "what was cut off was made again"


def test_code_for_another_processor_is_compiled_again(small_county: Settings) -> None:
    run(small_county, 1)
    assert not is_cold()
    look = "from scomm.model.compiling.jit import is_cold; print(is_cold())"
    environment = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    done = subprocess.run(
        [sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"


def test_several_threads_need_no_further_compiling(small_county: Settings) -> None:
    run(small_county, 1)
    run(
        small_county.replace(places="synthetic-nation", scale=0.0005, jurisdictions=20),
        1,
        threads=2,
    )
    assert CACHE_FOLDER is not None
    assert len(list(CACHE_FOLDER.glob("*/run.finish_week*.nbc"))) == 1
