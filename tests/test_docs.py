"""The documents' tables are those generated from the code, and the ODD covers all parameters."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from scomm import Settings
from scomm.model.places import build_places
from scomm.model.priors import CHOICE, read_priors
from scomm.model.scenarios import SCENARIOS
from scomm.model.sources import SOURCES

DOCS = Path(__file__).parents[1] / "docs"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES = load()


@pytest.mark.parametrize("path", TABLES.documents(), ids=lambda path: str(path.name))
def test_a_document_is_up_to_date(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert TABLES.rewritten(text) == text, f"{path.name} is out of date: run `make docs`"


def test_every_table_stands_in_a_document() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TABLES.documents()]
    missing = [n for n in TABLES.TABLES if not any(f"<!-- begin: {n} -->" in t for t in texts)]
    assert not missing


def prose(name: str) -> str:
    """Return a document without its generated tables and with normalized white space."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return " ".join(re.sub(r"<!-- begin: .*?<!-- end -->", "", text, flags=re.DOTALL).split())


# Not in a formula; the table of parameters documents their effect.
NO_FORMULA = {"table", "name", "state_name", "weeks"}
# The ODD has one word for a family of parameters, or names the policy in words.
IN_WORDS = {
    "detainer_policy": "detainer policy",
    "dont_ask": "don't ask",
    "felony_referral_only": "only felonies and violence are referred",
    "jail_287g": "287(g) agreement",
    "request": "request week",
    "results_received": "receives results",
    "special_status": "special status",
    "stance": "asks out",
    "state_approves_optout": "state's approval",
    "state_refuses": "week of refusal",
    "status_inquiry": "status inquiry",
}


def test_every_parameter_stands_in_the_text_of_the_odd() -> None:
    text = prose("odd.md")
    names = [parameter.name for parameter in Settings.parameters()]
    missing = [
        name
        for name in names
        if name not in NO_FORMULA
        and not name.startswith("foreign_")
        and not re.search(rf"\b{name}\b", text)
        and (name not in IN_WORDS or IN_WORDS[name] not in text)
    ]
    assert not missing


def test_the_lists_hold_everything() -> None:
    sources = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert [key for key in SOURCES if f"**[{key}]**" not in sources] == []
    scenarios = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    assert [name for name in SCENARIOS if f"## `{name}`" not in scenarios] == []


def test_the_sources_of_the_odd_exist() -> None:
    # [ICE 2011] or [FCIR 2011; IPC 2010], but not a link [text](target) or an index in a formula.
    named = re.findall(r"\[([A-Z][^\[\]]*?\d{4}[^\[\]]*?)\](?!\()", prose("odd.md"))
    keys = {key.rstrip(".") for each in named for key in each.split("; ")}
    assert keys
    assert keys - SOURCES.keys() == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!-- begin: parameter -->\n<!-- end -->\n", "no table is called 'parameter'"),
        ("<!-- begin: groups -->\n", "needs its own"),
        ("<!-- end -->\n", "needs its own"),
    ],
)
def test_a_wrong_marker_is_an_error(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TABLES.rewritten(text)


def test_a_table_is_put_between_its_markers_and_nothing_else_changes() -> None:
    before = "Above.\n\n<!-- begin: groups -->\nold\n<!-- end -->\n\nBelow.\n"
    after = TABLES.rewritten(before)
    assert after.startswith("Above.\n\n<!-- begin: groups -->\n\n| group | name |\n")
    assert after.endswith("\n\n<!-- end -->\n\nBelow.\n")
    assert "old" not in after
    assert TABLES.rewritten(after) == after


def test_a_bar_in_a_value_does_not_end_its_cell() -> None:
    assert TABLES.table(("a",), [("b|c",)]) == "| a |\n| --- |\n| b\\|c |\n"


def test_what_is_said_to_be_fitted_is_what_is_calibrated() -> None:
    text = (DOCS / "calibration.md").read_text(encoding="utf-8")
    table = text[text.index("fitted by hand |") : text.index("Travis County's scenario")]
    by_hand = set(re.findall(r"`(\w+)`", table))
    informed = {name for name, row in open_settings().iterrows() if row["spread_left"] < 0.85}
    choices = {each.name for each in read_priors().each if each.distribution == CHOICE}
    calibrated = {each.name for each in Settings.parameters() if each.status == "calibrated"}
    assert calibrated == by_hand | (informed - choices)
    assert not by_hand & informed


def test_default_settings_are_the_best_supported_point() -> None:
    found = open_settings()
    assert set(found.index) == set(read_priors().names)
    for prior in read_priors().each:
        if prior.distribution != CHOICE:
            best = float(found.loc[prior.name, "best"])
            assert prior.setting.value == float(f"{best:.2g}"), prior.name


def open_settings() -> pd.DataFrame:
    path = DOCS.parent / "results" / "posterior" / "settings.csv"
    return pd.read_csv(path).set_index("setting")


def test_files_that_documents_name_exist() -> None:
    root = DOCS.parent
    texts = [path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), root / "README.md")]
    named = {
        name for text in texts for name in re.findall(r"`((?:model|sweeps|tests)/[\w/.]+)`", text)
    }
    assert len(named) > 40
    assert [name for name in sorted(named) if not (root / name).exists()] == []


def test_the_tables_shown_to_users_are_read(tmp_path: Path) -> None:
    blocks = re.findall(r"```csv\n(.*?)```", (DOCS / "table.md").read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 2
    for block in blocks:
        path = tmp_path / "table.csv"
        path.write_text(block, encoding="utf-8")
        assert len(build_places(Settings(places="table", table=str(path)))) == 3


def test_the_predictions_are_those_that_were_dated() -> None:
    folder = DOCS.parent / "results" / "predictions"
    text = (folder / "README.md").read_text(encoding="utf-8")
    files = sorted(folder.glob("*.csv"))
    assert len(files) > 1
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        (row,) = re.findall(rf"^\| `{path.name}` .*$", text, re.MULTILINE)
        assert digest in row, f"{path.name} was changed after it was dated"
        assert re.search(r"\| 20[0-9]{2}-[0-9]{2}-[0-9]{2} \|", row)
