"""Tests on real input: a list of activation dates by county, used as a table of a user.

The file is not part of the project. Its path is in SCOMM_ACTIVATION_TABLE; without it these tests
are skipped.
"""

import os
from datetime import date

import numpy as np
import pytest

from scomm import Settings, run
from scomm.model import events
from scomm.model.calendar import NEVER, date_of
from scomm.model.places.roll_out import ROLL_OUT
from scomm.sweeps.cli import main

PATH = os.environ.get("SCOMM_ACTIVATION_TABLE", "")
pytestmark = pytest.mark.skipif(not PATH, reason="SCOMM_ACTIVATION_TABLE names no file")

COUNTIES = 3143
# To the week after the last activation, 22 January 2013.
WEEKS = 225


@pytest.fixture(scope="module")
def outcomes():
    chosen = Settings(places="table", table=PATH, scale=0.0005, weeks=WEEKS, burn_in_weeks=20)
    return run(chosen, 1, events=True, threads=2)


def test_a_scaled_down_nation_of_real_dates_runs_through(outcomes):
    assert len(outcomes.places) == COUNTIES
    assert outcomes.total("prints", period="all") > 1000
    assert outcomes.total("matches", period="before") == 0
    assert outcomes.total("matches", period="after") > 0
    removed = sum(
        outcomes.total(f"removals_{level}", period="all")
        for level in ("none", "level1", "level2", "level3")
    )
    assert 0 < removed <= outcomes.total("custody", period="all")


def test_every_county_is_activated_in_the_week_of_its_date(outcomes):
    activated = outcomes.events[outcomes.events["kind"] == events.ACTIVATED]
    assert len(activated) == COUNTIES
    week = np.full(COUNTIES, NEVER)
    week[activated["jurisdiction"]] = activated["week"]
    assert np.array_equal(week, outcomes.places.scheduled_week)


def test_the_number_active_follows_the_published_curve(outcomes):
    """Counts are by day; the week of a date begins on the Monday before it."""
    start = date.fromisoformat(outcomes.settings.start)
    begun = np.array([date_of(int(w), start) for w in outcomes.places.scheduled_week])
    for day, jurisdictions, source in ROLL_OUT:
        if source == "Activation list":
            counted = int((begun <= day).sum())
            assert counted == pytest.approx(jurisdictions, rel=0.05, abs=3), day


def test_rows_left_out_are_told_by_line(outcomes):
    told = " ".join(outcomes.places.notices)
    for line in (89, 333, 1656, 2214):
        assert str(line) in told


def test_the_command_line_takes_the_table(capsys):
    status = main(["run", "--table", PATH, "--scale", "0.0001", "--set", "weeks=40", "--seed", "2"])
    printed = capsys.readouterr()
    assert status == 0
    assert "reporting rate" in printed.out
    assert "1656" in printed.err
