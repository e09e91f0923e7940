"""The targets file: what it says is what is compared, and mistakes in a user's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scomm.model.errors import InputError
from scomm.model.sources import SOURCES
from scomm.model.targets import read_targets

TARGET = """
[[target]]
number = "5"
quantity = "non-criminal share"
scenario = "nation"
unit = "share"
value = 0.26
error = 0.01
source = "ICE 2011"
estimands = ["non_criminal_share"]
last = "2010-06"
"""


def test_the_project_s_targets() -> None:
    found = {each.number: each for each in read_targets()}
    assert (found["4"].low, found["4"].high) == (43_900.0, 49_900.0)
    assert found["4a"].last_month == "2010-09" and found["13"].last_month == "2012-03"
    assert found["8"].last_month == ""
    assert found["5"].is_share and not found["4"].is_share
    assert (found["5"].group, found["5"].correlation) == ("levels", 0.5)
    for each in found.values():
        assert {key.rstrip(".") for key in each.source.split("; ")} <= SOURCES.keys()


def read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(text)
    read_targets(path)


def test_a_user_s_file_is_read(tmp_path: Path) -> None:
    read(tmp_path, TARGET)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('scenario = "nation"', 'scenario = "natoin"', "Did you mean 'nation'"),
        ("value = 0.26", "", "target 5 lacks the key 'value'"),
        ("value = 0.26", "value = 1.5", "must be a number from 0 to 1"),
        ("value = 0.26", 'value = "0.26"', "must be a number"),
        ("value = 0.26", "value = 0", "above 0"),
        ("error = 0.01", "error = 0.3", "must be a number from 0 to 0.26"),
        ("error = 0.01", "error = nan", "must be a number"),
        ('last = "2010-06"', 'last = "June 2010"', "is no month"),
        ('last = "2010-06"', 'period = "FY10"', "no period is called 'FY10'"),
        ('["non_criminal_share"]', '["non_criminal_shar"]', "Did you mean"),
        ('["non_criminal_share"]', "[]", "needs estimands"),
        ('["non_criminal_share"]', '"non_criminal_share"', "must be a list"),
        ('last = "2010-06"', 'measure = "removals"', "takes no estimands"),
        ('last = "2010-06"', 'measure = "removal"', "Did you mean 'removals'"),
        ('last = "2010-06"', 'group = "g"', "no correlation for the group 'g'"),
        ('last = "2010-06"', "lst = 1", "no key 'lst'"),
        ('number = "5"', "number = 5", "must be a text"),
        ("[[target]]", "[target]", "headed [[target]]"),
        ("[[target]]", "[[targets]]", "no table of a targets file"),
        ("[[target]]", f"{TARGET}[[target]]", "two targets have the number '5'"),
    ],
)
def test_mistakes(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in TARGET
    with pytest.raises(InputError) as caught:
        read(tmp_path, TARGET.replace(before, after))
    assert words in str(caught.value)
