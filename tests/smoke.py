"""Build the wheel, install it into an empty environment, and run every command there.

Run as a program (`make smoke`): `python tests/smoke.py [--oldest] [--constraints FILE] [FOLDER]`.
It needs only Python's standard library and pip with access to packages. With ``--oldest`` the
lowest versions that pyproject.toml allows are installed; otherwise those that pip chooses, or those
of a constraints file. FOLDER, by default build/smoke, is recreated; the wheel stays in it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]

TINY = (
    *("--set", "population=500", "--set", "weeks=30", "--set", "burn_in_weeks=5"),
    *("--set", "activation=2008-12-01"),
)
SWEEP = """
[sweep]
name = "smoke"
scenario = "county"
replicates = 4
seed = 1

[settings]
population = 500
weeks = 30
burn_in_weeks = 5
activation = 2008-12-01

[vary]
pretextual_propensity = [0.0, 0.8]
community_trust = [0.3, 0.7]

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""

# All commands, each with a word of its output. They run in this order, in one empty folder.
COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("scomm ", ("--version",)),
    ("Example", ("--help",)),
    ("community_trust", ("parameters",)),
    ("san-francisco", ("scenarios",)),
    ("demo", ("examples",)),
    ("[vary]", ("examples", "demo")),
    ("reporting rate", ("run", *TINY)),
    ("reporting rate", ("run", *TINY, "--engine", "mesa")),
    ("reporting rate", ("run", "--scenario", "nation", "--set", "weeks=5", "--scale", "0.001",
                        "--set", "burn_in_weeks=1", "--set", "jurisdictions=50")),
    ("reporting", ("effect", *TINY, "--replicates", "4")),
    ("points", ("sweep", "sweep.toml", "--out", "store", "--dry-run")),
    ("", ("sweep", "sweep.toml", "--out", "store", "--workers", "1", "--backend", "ray")),
    ("16", ("status", "store")),
    ("", ("verify", "store")),
    ("reporting", ("estimate", "store")),
    ("effect_and_share", ("figures", "store")),
    ("", ("sweep", "sweep.toml", "--out", "first", "--shard", "1/2", "--backend", "serial")),
    ("", ("sweep", "sweep.toml", "--out", "second", "--shard", "2/2", "--backend", "serial")),
    ("", ("merge", "first", "second", "--out", "merged")),
    ("", ("condense", "merged", "--out", "condensed")),
    ("", ("trace", *TINY, "--compare", "never")),
    ("distance", ("targets", "--scale", "0.004", "--replicates", "1")),
    ("elicited", ("priors",)),
    # They need more than the wheel's own dependencies, or a file beside them.
    ("Example", ("calibrate", "--help")),
    ("Example", ("coverage", "--help")),
    ("Example", ("predict", "--help")),
    ("Example", ("sensitivity", "--help")),
    ("Example", ("twin", "--help")),
    ("", ("cluster", "slurm", "sweep.toml", "--out", "cluster")),
)  # fmt: skip


def lowest(pyproject: Path) -> list[str]:
    """Pin the dependencies of pyproject.toml to their lower bounds, such as "numba==0.61.2"."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    bounds = [re.match(r"([\w.-]+)>=([\w.]+)", each) for each in project["dependencies"]]
    return [f"{found[1]}=={found[2]}" for found in bounds if found is not None]


def call(command: Sequence[str | Path], folder: Path, environment: dict[str, str]) -> str:
    """Run a command and return its output. Raises SystemExit with all output if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        said = f"{done.stdout}\n{done.stderr}"
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said}")
    return done.stdout


def build(folder: Path, environment: dict[str, str]) -> Path:
    """Build the wheel of this checkout into a folder and return its path."""
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder)
    call((*pip, ROOT), folder, environment)
    (wheel,) = folder.glob("*.whl")
    return wheel


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, install, and run every command. Raises SystemExit at the first that fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--oldest", action="store_true", help="the lowest versions allowed")
    parser.add_argument("--constraints", type=Path, help="a file of versions for pip")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "smoke")
    chosen = parser.parse_args(arguments)
    folder = chosen.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    work = folder / "empty"
    work.mkdir()
    # An environment independent of this checkout, with a separate cache of compiled code.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["XDG_CACHE_HOME"] = str(folder / "cache")
    environment.pop("NUMBA_CACHE_DIR", None)

    wheel = build(folder, environment)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pinned = lowest(ROOT / "pyproject.toml") if chosen.oldest else []
    if chosen.constraints is not None:
        pinned += ["--constraint", str(chosen.constraints.resolve())]
    call((python, "-m", "pip", "install", "--quiet", wheel, *pinned), work, environment)

    (work / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    for expected, command in COMMANDS:
        printed = call((folder / "venv" / "bin" / "scomm", *command), work, environment)
        if expected not in printed:
            raise SystemExit(f"scomm {' '.join(command)} did not print {expected!r}:\n{printed}")
        print(f"scomm {' '.join(command)}", flush=True)
    table = json.loads(call((python, "-m", "pip", "list", "--format", "json"), work, environment))
    print("with " + ", ".join(f"{each['name']} {each['version']}" for each in table))


if __name__ == "__main__":
    main()
