"""The commands and code of README.md run as written."""

import re
import shlex
from pathlib import Path

import pytest

from scomm.sweeps.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.startswith("scomm")
]
# Not run here: `make demo` runs them or creates their input, and `scomm targets`,
# `scomm calibrate` and `scomm sensitivity` on an example take long.
LONG = (
    *("sweep", "status", "verify", "estimate", "figures", "targets", "calibrate", "sensitivity"),
    *("coverage", "predict"),
)


def test_the_python_runs(capsys):
    (code,) = [block for language, block in BLOCKS if language == "python"]
    exec(compile(code, "README.md", "exec"), {})
    assert "reporting_rate" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_runs_or_at_least_is_known(arguments, capsys):
    shown = [arguments[0], "--help"] if arguments[0] in LONG or "nation" in arguments else arguments
    assert main(shown) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("arguments", [each for each in COMMANDS if "nation" in each], ids=" ".join)
def test_the_commands_on_the_nation_run_at_a_hundredth_over_a_few_weeks(arguments, capsys):
    given = [*arguments, "--set", "weeks=6", "--set", "burn_in_weeks=0"]
    if "--scale" in given:
        given[given.index("--scale") + 1] = "0.01"
    assert main(given) == 0
    assert "reporting rate" in capsys.readouterr().out


def test_every_file_that_it_names_is_there():
    root = Path(__file__).parents[1]
    for name in re.findall(r"\]\(([^)#]+)[^)]*\)", README):
        assert (root / name).exists(), name
    for name in re.findall(r"`((?:model|sweeps|results|tests|docs)/[\w./]*)`", README):
        assert (root / name).exists() or name.startswith("results/demo"), name
