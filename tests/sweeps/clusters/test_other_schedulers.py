"""The recipes of docs/clusters.md for other schedulers: what can run here gives the same store."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scomm import Sweep

pytestmark = pytest.mark.verify

DOCUMENT = Path(__file__).parents[3] / "docs" / "clusters.md"
SHARDS = 2


def recipe(name: str, spec: Path, folder: Path) -> str:
    """Return the code below a name in the document, for two shards of a sweep."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.search(rf"\*\*{re.escape(name)}\*\*.*?```\w+\n(.*?)```", text, re.DOTALL)
    assert found is not None
    code = found[1].replace("SPEC", str(spec)).replace("DIR", str(folder))
    code = code.replace("{1..16}", "{1..2}").replace("range(1, 17)", "range(1, 3)")
    return code.replace("/16", f"/{SHARDS}")


@pytest.fixture
def spec(tmp_path: Path, spec_text: str) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(spec_text)
    return path


def check(spec: Path, merged: Path) -> None:
    """Compare the merged store with the same sweep in one piece."""
    alone = merged.parent / "alone"
    Sweep.from_file(spec).run(alone, backend="serial", progress=False)
    for path in alone.glob("*.parquet"):
        assert (merged / path.name).read_bytes() == path.read_bytes(), path.name


def shell(code: str, folder: Path, **more: str) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": f"{scripts}:{os.environ['PATH']}"} | more
    subprocess.run(["bash", "-euc", code], cwd=folder, env=environment, check=True, timeout=300)


def test_gnu_parallel(spec: Path, tmp_path: Path) -> None:
    if shutil.which("parallel") is None:
        pytest.skip("GNU parallel is not installed")
    shell(recipe("GNU parallel", spec, tmp_path / "out"), tmp_path)
    check(spec, tmp_path / "out" / "merged")


@pytest.mark.parametrize(("name", "index"), [("PBS", "PBS_ARRAY_INDEX"), ("LSF", "LSB_JOBINDEX")])
def test_the_script_of_an_array(name: str, index: str, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for shard in range(1, SHARDS + 1):
        shell(recipe(name, spec, out), tmp_path, **{index: str(shard)})
    shell(f"scomm merge {out}/shard-* --out {out}/merged", tmp_path)
    check(spec, out / "merged")


def test_snakemake(spec: Path, tmp_path: Path) -> None:
    if shutil.which("snakemake") is None:
        pytest.skip("Snakemake is not installed")
    (tmp_path / "Snakefile").write_text(recipe("Snakemake", spec, tmp_path / "out"))
    shell("snakemake --cores 1", tmp_path)
    check(spec, tmp_path / "out" / "merged")
