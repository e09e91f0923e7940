"""Compiling: once on a machine, outside the package, and where the user's folder is no use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scomm import Settings, run
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
    """A home that cannot be written, as on many clusters' nodes."""
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


def test_code_for_another_processor_is_compiled_anew(small_county: Settings) -> None:
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
    run(small_county.replace(places="nation", scale=0.0005, jurisdictions=20), 1, threads=2)
    assert len(list(Path(CACHE_FOLDER).glob("*/run.finish_week*.nbc"))) == 1
