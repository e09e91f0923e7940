"""The Containerfile: what it copies, pins and runs as; its steps, run without a container."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

from scomm.sweeps.clusters import site

ROOT = Path(__file__).parents[3]
FILE = ROOT / "sweeps" / "clusters" / "Containerfile"


MAKE_FOLDERS = "install --directory --owner=1000 --group=100 "


class Step(NamedTuple):
    """An instruction of the file, such as RUN, and what follows it."""

    name: str
    rest: str


def steps() -> list[Step]:
    lines = FILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [Step(*line.split(" ", 1)) for line in lines if line and not line.startswith("#")]


def copied(rest: str) -> tuple[list[str], str]:
    """Return the sources and the destination of a COPY."""
    *sources, destination = [each for each in rest.split() if not each.startswith("--")]
    return sources, destination


def test_ray_and_python_are_those_that_were_tested() -> None:
    (start,) = [each.rest for each in steps() if each.name == "FROM"]
    pinned = (ROOT / "constraints.txt").read_text()
    ray = re.search(r"^ray==(\S+)$", pinned, re.MULTILINE)
    assert ray is not None
    assert start == f"docker.io/rayproject/ray:{ray[1]}-py312"
    assert "under Python 3.11 and 3.12" in pinned
    (install,) = [each.rest for each in steps() if each.rest.startswith("pip install")]
    assert "--constraint constraints.txt" in install


def test_it_runs_scomm_as_the_user_of_the_pods() -> None:
    *before, user = [each.rest for each in steps() if each.name == "USER"]
    pod = site.USER
    assert (before, user) == (["root"], f"{pod['runAsUser']}:{pod['runAsGroup']}")
    first, *others = [each.rest for each in steps() if each.name in ("USER", "RUN")][1:]
    assert first.startswith(MAKE_FOLDERS), "root makes folders for the user, and does nothing else"
    assert others[0] == user
    assert json.loads(next(each.rest for each in steps() if each.name == "ENTRYPOINT")) == ["scomm"]


def test_what_it_copies_is_there() -> None:
    there = {source for each in steps() if each.name == "COPY" for source in copied(each.rest)[0]}
    assert all((ROOT / each).exists() for each in there)
    # What the wheel is made of: its folders, and the files that its metadata name.
    metadata = (ROOT / "pyproject.toml").read_text()
    for name in ("README.md", "LICENSE"):
        assert (name in metadata) <= (name in there)
    assert {"pyproject.toml", "constraints.txt", "model", "sweeps", "scomm"} <= there


@pytest.mark.verify
def test_its_steps_give_a_program_whose_model_is_compiled(tmp_path: Path) -> None:
    """Run the steps in an environment that has this one's packages, as Ray's image has some."""
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    inside = next(environment.glob("lib/python*/site-packages"))
    (inside / "those-of-the-image.pth").write_text(sysconfig.get_path("purelib"))
    image = tmp_path / "image"
    variables = {
        "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
        "HOME": str(image),
    }
    variables |= {name: os.environ[name] for name in ("PIP_CONFIG_FILE",) if name in os.environ}
    here = PurePosixPath("/")

    def at(path: str | PurePosixPath) -> Path:
        return image / (here / path).relative_to("/")

    for name, rest in steps():
        if name == "WORKDIR":
            here = PurePosixPath(rest)
            assert at(here).is_dir(), "else root makes it"
        elif name == "COPY":
            sources, destination = copied(rest)
            for source in sources:
                path = ROOT / source
                to = at(destination)
                if path.is_dir():
                    shutil.copytree(path, to, symlinks=True, ignore=_made)
                else:
                    shutil.copy(path, to)
        elif name == "ENV":
            key, value = rest.split("=", 1)
            variables[key] = str(at(value))
        elif name == "RUN" and rest.startswith(MAKE_FOLDERS):
            for folder in rest.removeprefix(MAKE_FOLDERS).split():
                at(folder).mkdir(parents=True)
        elif name == "RUN":
            subprocess.run(["sh", "-euc", rest], cwd=at(here), env=variables, check=True)
    shown = (
        "import scomm; from scomm.model.compiling import jit; "
        "print(scomm.__file__, jit.CACHE_FOLDER, jit.is_cold())"
    )
    python = str(environment / "bin" / "python")
    done = subprocess.run(
        [python, "-c", shown], cwd=at(here), env=variables, check=True, capture_output=True
    )
    module, cache, cold = done.stdout.decode().split()
    assert Path(module).is_relative_to(inside), "what was installed, not the sources"
    assert Path(cache).is_relative_to(at("/opt/scomm/cache"))
    assert cold == "False"
    entry = json.loads(next(each.rest for each in steps() if each.name == "ENTRYPOINT"))
    ended = subprocess.run([*entry, "--version"], env=variables, check=True, capture_output=True)
    assert ended.stdout.startswith(b"scomm ")


def _made(folder: str, names: list[str]) -> set[str]:
    return {each for each in names if each == "__pycache__"}
