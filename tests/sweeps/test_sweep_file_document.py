"""docs/sweep_file.md: each of its examples is valid as a part of a file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scomm.sweeps.designs import KINDS
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.sweep_file import parse

TEXT = (Path(__file__).parents[2] / "docs" / "sweep_file.md").read_text(encoding="utf-8")
EXAMPLES = Path(__file__).parents[2] / "sweeps" / "examples"
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
(TABLE,) = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
REST = {
    "[sweep]": '[sweep]\nname = "a"\nscenario = "county"\nreplicates = 1\nseed = 1\n',
    "[vary]": "[vary]\nprofiling = [0.0]\n",
    "[arms]": '[arms]\none = { enrollment = "scheduled" }\nother = { enrollment = "never" }\n',
}


@pytest.mark.parametrize("block", BLOCKS)
def test_an_example_in_the_document_is_right(block: str, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(TABLE, encoding="utf-8")
    shutil.copy(EXAMPLES / "trust_alone.py", tmp_path)
    has_points = "[[union]]" in block or '"table"' in block or "vary =" in block
    missing = [
        rest
        for name, rest in REST.items()
        if name not in block and not (name == "[vary]" and has_points)
    ]
    # A key outside of every table comes before the first table of a TOML file.
    parts = [*missing, block] if block.startswith(("[", "#")) else [block, *missing]
    assert len(plan(parse("\n".join(parts), folder=tmp_path))) > 0


def test_the_document_names_every_design() -> None:
    for kind in KINDS:
        assert f'| `"{kind}"` |' in TEXT
