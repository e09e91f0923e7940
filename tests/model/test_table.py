"""A user's table of jurisdictions: CSV and Parquet, full or of dates alone, valid or not."""

from __future__ import annotations

import datetime
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from scomm.model.calendar import NEVER, date_of
from scomm.model.groups import select
from scomm.model.places import Places, build_places
from scomm.model.places.roll_out import ROLL_OUT
from scomm.model.settings import Settings

START = datetime.date(2008, 10, 6)
HEADER = (
    "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation"
)
TRAVIS = "Travis,Texas,1024266,0.335,0.06,0.05,2009-06-02"
SOUND = f"{HEADER}\n{TRAVIS}\nArlington,Virginia,207627,0.151,0.04,0.1,2010-04-01\n"


def read(folder: Path, content: str | bytes, name: str = "places.csv", **changes: Any) -> Places:
    """Write a table and build the places from it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return build_places(Settings(places="table", table=str(path), **changes))


# Valid tables


def test_a_full_table_is_read_as_it_stands(tmp_path: Path) -> None:
    places = read(tmp_path, SOUND)
    assert places.name == ("Travis", "Arlington")
    assert places.state_names == ("Texas", "Virginia")
    assert places.state.tolist() == [0, 1]
    assert places.population.tolist() == [1_024_266, 207_627]
    assert places.code.tolist() == [
        zlib.crc32(b"Texas\nTravis"),
        zlib.crc32(b"Virginia\nArlington"),
    ]
    # 2 June 2009 is 239 days, 34 weeks and a day, after the start; 1 April 2010 is 542 days.
    assert places.scheduled_week.tolist() == [34, 77]
    assert places.mix[:, select("hispanic")].sum(axis=1).tolist() == pytest.approx([0.335, 0.151])
    undocumented = places.mix[:, select("undocumented")].sum(axis=1)
    assert undocumented.tolist() == pytest.approx([0.06, 0.04])
    # 0.335 x 0.175 against 0.665 x 0.0091: 90.64 % of Travis's undocumented are Hispanic.
    assert places.mix[0, 2] == pytest.approx(0.06 * 0.058625 / (0.058625 + 0.0060515))
    assert places.notices == ()


def test_a_byte_order_mark_windows_lines_quotes_and_blank_lines_are_understood(
    tmp_path: Path,
) -> None:
    lines = SOUND.replace("Travis,", '" Travis, the county ",').replace("\n", "\r\n")
    places = read(tmp_path, b"\xef\xbb\xbf" + f"{lines}\r\n\r\n".encode())
    assert places.name == ("Travis, the county", "Arlington")


def test_columns_may_stand_in_any_order_and_a_code_keys_the_place(tmp_path: Path) -> None:
    places = read(
        tmp_path,
        "activation,code,lawful_noncitizen_share,undocumented_share,hispanic_share,population,state\n"
        "2009-06-02,48453,0.05,0.06,0.335,1024266,Texas\n,06075,0.1,0.05,0.151,805235,California\n",
    )
    assert places.code.tolist() == [48453, 6075]
    assert places.name == ("48453", "06075")
    assert places.scheduled_week.tolist() == [34, NEVER]  # a date left empty means never


def test_the_order_of_rows_changes_no_place_but_its_position(tmp_path: Path) -> None:
    header, *rows = SOUND.splitlines()
    one, two = read(tmp_path, SOUND), read(tmp_path, "\n".join([header, *rows[::-1]]))
    for name in ("code", "population", "mix", "scheduled_week"):
        assert np.array_equal(getattr(one, name), getattr(two, name)[::-1]), name


@pytest.mark.parametrize(
    ("column", "cells", "field", "expected"),
    [
        ("stance", ("asks-out", ""), "stance", [1, 0]),
        ("request", ("2010-09-28", "never"), "request_week", [103, NEVER]),
        ("special_status", ("true", "no"), "special_status", [1, 0]),
        ("detainer_policy", ("none", "serious"), "detainer_policy", [2, 1]),
        ("before_disposition_share", ("0.9", ""), "before_disposition_share", [0.9, 0.4]),
        ("pretextual_propensity", ("", "1"), "pretextual_propensity", [0.6, 1.0]),
        ("results_received", ("False", "TRUE"), "results_received", [0, 1]),
        ("jail_287g", ("yes", "0"), "jail_287g", [1, 0]),
        ("status_inquiry", ("1", ""), "status_inquiry", [1, 0]),
        ("dont_ask", ("", "1"), "dont_ask", [0, 1]),
        ("felony_referral_only", ("true", ""), "felony_referral_only", [1, 0]),
        ("state_refuses", ("2011-05-04", ""), "state_refuses_week", [134, NEVER]),
        ("state_approves_optout", ("yes", ""), "state_approves_optout", [1, 0]),
    ],
)
def test_a_column_overrides_a_policy_and_an_empty_cell_leaves_the_settings(
    tmp_path: Path, column: str, cells: tuple[str, str], field: str, expected: list[float]
) -> None:
    header, *rows = SOUND.splitlines()
    table = "\n".join(
        [f"{header},{column}", *(f"{row},{cell}" for row, cell in zip(rows, cells, strict=True))]
    )
    places = read(tmp_path, table, pretextual_propensity=0.6, before_disposition_share=0.4)
    assert getattr(places, field).tolist() == expected


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "code": [48453, 51013, 6075],
            "name": ["Travis", "Arlington", None],
            "state": ["Texas", "Virginia", "California"],
            "population": [1_024_266.0, 207_627.0, 805_235.0],
            "hispanic_share": [0.335, 0.151, 0.151],
            "undocumented_share": [0.06, 0.04, 0.0],
            "lawful_noncitizen_share": [0.05, 0.1, 0.0],
            "activation": pd.to_datetime(pd.Series(["2009-06-02", "2010-04-01", None])),
            "jail_287g": [True, False, None],
            "stance": ["accepts", None, "asks-out"],
        }
    )
    frame[frame["code"] > 0].to_parquet(tmp_path / "p.parquet")
    frame.to_csv(tmp_path / "p.csv", index=False)
    one, two = (
        build_places(Settings(places="table", table=str(tmp_path / name)))
        for name in ("p.parquet", "p.csv")
    )
    assert one.name == ("Travis", "Arlington", "06075")
    assert one.scheduled_week.tolist() == [34, 77, NEVER]
    assert one.jail_287g.tolist() == [1, 0, 0]
    for field, value in vars(one).items():
        assert np.array_equal(value, getattr(two, field)), field


def test_parquet_dates_may_be_days_or_text(tmp_path: Path) -> None:
    for day in ("2009-06-02", datetime.date(2009, 6, 2)):
        frame = pd.DataFrame({"county_fips": [48453], "state_fips": [48], "activated": [day]})
        frame.to_parquet(tmp_path / "p.parquet")
        places = build_places(Settings(places="table", table=str(tmp_path / "p.parquet")))
        assert places.scheduled_week.tolist() == [34]


def test_scale_applies_to_a_table(tmp_path: Path) -> None:
    places = read(tmp_path, SOUND, scale=0.00005)
    assert places.population.tolist() == [51, 20]
    assert "1 of them were raised to the least of 20" in places.notices[0]


# Dates alone

DATES = (
    "county_fips,state_fips,activated,state_complete\n"
    "1003,1,2011-04-26,2013-01-22\n"
    "48201,48,2008-10-27,2010-09-28\n"
    "2231,2,,\n"
    "1001,1,2011-04-26,2013-01-22\n"
    "1005,1,never,2013-01-22\n"
)


def test_dates_alone_are_joined_to_a_made_up_nation_by_rank(tmp_path: Path) -> None:
    places = read(tmp_path, DATES)
    nation = build_places(Settings(places="synthetic-nation", jurisdictions=4))
    assert places.code.tolist() == [1003, 48201, 1001, 1005]
    assert places.name[0] == "01003"
    assert places.state_names == ("1", "48")
    assert places.scheduled_week.tolist() == [133, 3, 133, NEVER]
    # Harris was first; of two in one week the lower code comes first; never comes last.
    rank = [2, 0, 1, 3]
    assert np.array_equal(places.population, nation.population[rank])
    assert np.array_equal(places.mix, nation.mix[rank])


def test_dates_alone_are_announced_and_rows_without_a_date_named(tmp_path: Path) -> None:
    joined, left_out = read(tmp_path, DATES).notices
    assert "4 jurisdictions were given the populations and mixes" in joined
    assert "no date on line 4: left out" in left_out
    many = DATES + "".join(f"{code},5,,\n" for code in range(5001, 5008))
    assert "line 4, 7, 8, 9, 10 and 3 more" in read(tmp_path, many).notices[1]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(5)))
def test_dates_alone_mean_the_same_in_any_order(tmp_path: Path, order: list[int]) -> None:
    header, *rows = DATES.splitlines()
    one = read(tmp_path, DATES)
    two = read(tmp_path, "\n".join([header, *(rows[k] for k in order)]))
    for name in ("population", "scheduled_week", "mix"):
        left = dict(zip(one.code.tolist(), getattr(one, name).tolist(), strict=True))
        right = dict(zip(two.code.tolist(), getattr(two, name).tolist(), strict=True))
        assert left == right


# The real list of activation dates, if the user has it


@pytest.fixture(scope="module")
def real() -> Places:
    path = os.environ.get("SCOMM_ACTIVATION_TABLE")
    if not path:
        pytest.skip("SCOMM_ACTIVATION_TABLE names no list of activation dates")
    return build_places(Settings(places="table", table=path, scale=0.01))


def test_the_real_list_loads_and_rows_without_a_date_are_named(real: Places) -> None:
    assert len(real) == 3_143
    assert len(real.state_names) == 51
    assert real.notices[1].endswith(
        "left out; write never to keep a jurisdiction that is not activated."
    )
    assert "no date on line" in real.notices[1]


@pytest.mark.parametrize(("day", "count", "source"), ROLL_OUT)
def test_the_real_list_agrees_with_the_built_in_curve(
    real: Places, day: datetime.date, count: int, source: str
) -> None:
    # By week: a knot in the middle of a week can miss activations in the first days of that week.
    week = (day - START).days // 7
    active_before, active_after = (int((real.scheduled_week < w).sum()) for w in (week, week + 1))
    within = 5 if source == "IPC 2010" else 0
    assert active_before - within <= count <= active_after + within


@pytest.mark.parametrize(
    ("code", "day"),
    [
        (48_201, "2008-10-27"),  # Harris TX
        (51_013, "2010-04-01"),  # Arlington VA
        (6_085, "2010-05-04"),  # Santa Clara CA
        (6_075, "2010-06-08"),  # San Francisco CA
        (11_001, "2012-06-05"),  # Washington DC
        (17_031, "2013-01-22"),  # Cook IL
    ],
)
def test_dates_of_known_places(real: Places, code: int, day: str) -> None:
    (week,) = real.scheduled_week[real.code == code]
    assert date_of(int(week), START) <= datetime.date.fromisoformat(day)
    assert datetime.date.fromisoformat(day) < date_of(int(week) + 1, START)
