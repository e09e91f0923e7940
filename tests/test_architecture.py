"""docs/architecture.md names phases, rules, files and layers that exist."""

from __future__ import annotations

import importlib
import re

from scomm.model.week import WEEK
from tests.test_tree import ORDERS, ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RULES = {path.stem for path in (ROOT / "model" / "rules").glob("*.py")} - {"__init__"}


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:model|sweeps|tests|docs)/[\w./]*)`", TEXT)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_life_of_a_removal_goes_through_phases_and_rules_that_exist() -> None:
    life = TEXT[TEXT.index("## The life of a removal") :]
    phases = [name for found in re.findall(r"\[([\w, ]+)\]  ", life) for name in found.split(", ")]
    assert len(phases) > 8
    assert {*phases} <= {phase.name for phase in WEEK}
    rules = re.findall(rf"\b({'|'.join(RULES)})\.(\w+)", life)
    assert len(rules) > 8
    for module, name in rules:
        assert hasattr(importlib.import_module(f"scomm.model.rules.{module}"), name), name


def test_the_picture_of_the_layers_is_in_the_order_that_the_tree_is_held_to() -> None:
    drawn = re.findall(r"(\w+)\[\"sweeps/(\w+)", TEXT)
    folders = [folder for _, folder in drawn]
    order = ORDERS["sweeps"].split()
    inside = [order.index(folder) for folder in folders if folder in order and folder != "figures"]
    assert inside == sorted(inside)
    assert len(inside) >= 8
