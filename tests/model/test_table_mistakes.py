"""Invalid tables: each mistake gives one sentence with the table and the line."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from scomm.model.errors import InputError
from scomm.model.places import Places, build_places
from scomm.model.settings import Settings

HEADER = (
    "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation"
)
TRAVIS = "Travis,Texas,1024266,0.335,0.06,0.05,2009-06-02"
SOUND = f"{HEADER}\n{TRAVIS}\nArlington,Virginia,207627,0.151,0.04,0.1,2010-04-01\n"


def read(folder: Path, content: str | bytes, name: str = "places.csv") -> Places:
    """Write a table and build the places from it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return build_places(Settings(places="table", table=str(path)))


def changed(column: str, cell: str) -> str:
    """Return the valid table with one cell of its first row changed."""
    cells = dict(zip(HEADER.split(","), TRAVIS.split(","), strict=True)) | {column: cell}
    return f"{','.join(cells)}\n{','.join(cells.values())}\n"


def without(column: str) -> str:
    """Return the valid table without one of its columns."""
    keep = [k for k, name in enumerate(HEADER.split(",")) if name != column]
    return "\n".join(
        ",".join(line.split(",")[k] for k in keep) for line in SOUND.strip().splitlines()
    )


MALFORMED = [
    ("", "is empty"),
    (" \n\n", "is empty"),
    (b"\xef\xbb\xbf", "is empty"),
    (HEADER, "has no rows"),
    ("county_fips,state_fips,activated\n1001,1,\n", "has no rows with a date"),
    (SOUND.replace("Travis", "Trávis").encode("latin-1"), "not UTF-8 text, on line 2"),
    (SOUND.encode("utf-16"), "not UTF-8 text, on line 1"),
    (SOUND.replace(",", ";"), "must separate its values by commas"),
    (SOUND.replace(",", "\t"), "must separate its values by commas"),
    (SOUND + '"Dallas,Texas', "from line 4 on as comma-separated values"),
    (SOUND + "x" * 140_000, "from line 4 on as comma-separated values"),
    (SOUND.replace("population", "popluation"), r"'popluation'.*did you mean 'population'"),
    (SOUND.replace("name,", "name,colour,", 1), "has a column 'colour', which is not known; known"),
    (SOUND.replace("name,", "name,,", 1), "has no name for its column 2"),
    (SOUND.replace("name,", "state,", 1), "has the column state twice"),
    ("code,county_fips,state,activation\n1,1,1,never\n", "has the column code twice"),
    (without("state"), "has no column state"),
    (without("activation"), "has no column activation"),
    (without("name"), "neither a column name nor a column code"),
    (without("population"), "has no column population: it needs all of"),
    (without("hispanic_share"), "has no column hispanic_share"),
    (without("undocumented_share"), "has no column undocumented_share"),
    (without("lawful_noncitizen_share"), "has no column lawful_noncitizen_share"),
    (SOUND + "Dallas,Texas\n", "line 4: has 2 values where the header has 7"),
    (SOUND + TRAVIS.replace("Travis", "Dallas") + ",1\n", "line 4: has 8 values"),
    (SOUND + "\n" + TRAVIS + "\n", "line 5: name 'Travis' in this state is already used by line 2"),
    (changed("name", ""), "line 2: name must not be empty"),
    (changed("state", " "), "line 2: state must not be empty"),
    (changed("population", ""), "line 2: population must not be empty"),
    (changed("population", "-5"), "population must be a whole number from 1 .* not '-5'"),
    (changed("population", "0"), "population must be a whole number from 1 .* not '0'"),
    (changed("population", "1e9"), "not '1e9'"),
    (changed("population", "1e400"), "not '1e400'"),
    (changed("population", "1.5"), "not '1.5'"),
    (changed("population", '"1,024,266"'), "in digits alone, not '1,024,266'"),
    (changed("population", "1__000"), "not '1__000'"),
    (changed("population", "_1000"), "not '_1000'"),
    (changed("population", "\uff19"), "not '\uff19'"),
    (changed("population", "400000001"), "not '400000001'"),
    (changed("population", "9" * 200), "not '9{80}...'"),
    (changed("hispanic_share", "1.01"), "hispanic_share must be a number from 0 to 1, not '1.01'"),
    (changed("hispanic_share", "-0.1"), "not '-0.1'"),
    (changed("hispanic_share", "nan"), "not 'nan'"),
    (changed("hispanic_share", "inf"), "not 'inf'"),
    (changed("hispanic_share", "33.5%"), "such as 0.25 for 25 %, not '33.5%'"),
    (changed("hispanic_share", "a third"), "not 'a third'"),
    (changed("hispanic_share", "0x1"), "not '0x1'"),
    (changed("undocumented_share", "0.96"), "must add up to at most 1, not 0.96 . 0.05"),
    (changed("activation", "6/2/2009"), "activation must be a date .* or never, not '6/2/2009'"),
    (changed("activation", "2009-02-29"), "not '2009-02-29'"),
    (changed("activation", "2008-10-05"), "before the start of the model, 2008-10-06"),
    (changed("activation", "soon"), "not 'soon'"),
    (
        changed("stance", "ask-out"),
        r"one of accepts, asks-out, not 'ask-out' \(did you mean 'asks-",
    ),
    (changed("detainer_policy", "some"), "one of all, serious, none, not 'some'"),
    (changed("results_received", "maybe"), "results_received must be true or false, not 'maybe'"),
    (changed("request", "2010"), "request must be a date"),
    (changed("pretextual_propensity", "2"), "pretextual_propensity must be a number from 0 to 1"),
    ("code,state,activation\n-1,1,never\n", "code must be a whole number from 0 to 4294967295"),
    ("code,state,activation\n4294967296,1,never\n", "not '4294967296'"),
    ("code,state,activation\n,1,never\n", "code must not be empty"),
    ("code,state,activation\n7,1,never\n07,1,never\n", "line 3: code 7 is already used by line 2"),
    (
        "code,state,activation,state_refuses\n1,A,never,never\n2,A,never,2010-06-01\n",
        "line 3: state_refuses is a policy of the whole state and must be as on line 2",
    ),
    (
        "code,state,activation,state_approves_optout\n1,A,never,yes\n2,A,never,no\n",
        "line 3: state_approves_optout is a policy of the whole state",
    ),
    # Two words with the same CRC-32, which therefore give the same code.
    ("name,state,activation\nplumless,A,never\nbuckeroo,A,never\n", "give a column code"),
]


@pytest.mark.parametrize(("content", "said"), MALFORMED)
def test_a_malformed_table_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path, content)
    sentence = str(caught.value)
    assert sentence.startswith(f"The table {tmp_path / 'places.csv'} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 800


def test_the_first_five_lines_are_named_and_the_others_counted(tmp_path: Path) -> None:
    row = "{},Texas,-1,2,0.1,0.1,2009-06-02"
    table = "\n".join([HEADER, *(row.format(f"County {k}") for k in range(1_205))])
    with pytest.raises(InputError) as caught:
        read(tmp_path, table)
    sentence = str(caught.value)
    for line in range(2, 7):
        assert f"line {line}: population" in sentence
    assert "not '-1' and hispanic_share must be" in sentence
    assert "line 7" not in sentence
    assert sentence.endswith("and 1,200 more lines.")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.xlsx", b"PK", "ends in .csv or .parquet"),
        ("p", b"x", "ends in .csv or .parquet"),
        ("p.parquet", b"not a table", "cannot be read as Parquet"),
        ("p.parquet", b"PAR1" + bytes(40) + b"PAR1", "cannot be read as Parquet"),
        ("p.parquet", b"", "is empty"),
    ],
)
def test_files_of_another_kind_are_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, content, name)


def test_rows_of_parquet_are_counted_from_one(tmp_path: Path) -> None:
    frame = pd.DataFrame({"code": [1, 1], "state": ["A", "A"], "activation": ["never", "never"]})
    frame.to_parquet(tmp_path / "p.parquet")
    with pytest.raises(InputError, match="row 2: code 1 is already used by row 1"):
        build_places(Settings(places="table", table=str(tmp_path / "p.parquet")))


@pytest.mark.parametrize("path", ["nowhere.csv", "folder.csv", "pipe.csv"])
def test_files_that_cannot_be_opened_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="cannot be read: "):
        build_places(Settings(places="table", table=str(tmp_path / path)))


def test_a_path_with_a_null_character_is_refused() -> None:
    with pytest.raises(InputError, match=r"table is 'nul\\x00l.csv'; it must be one line of text"):
        Settings(places="table", table="nul\0l.csv")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
def test_whatever_a_file_holds_the_answer_is_places_or_a_sentence(
    tmp_path: Path, content: bytes
) -> None:
    for start in (b"", f"{HEADER}\n".encode(), f"{HEADER}\n{TRAVIS}".encode()):
        for name in ("p.csv", "p.parquet"):
            try:
                places = read(tmp_path, start + content, name)
            except InputError:
                continue
            assert np.allclose(places.mix.sum(axis=1), 1.0)
