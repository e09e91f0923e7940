"""Figures by time: the event study, fiscal years, the roll-out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.path import Path as Outline

from scomm import InputError, Sweep, run
from scomm.model.estimands import REMOVALS
from scomm.model.places.counties import ACTIVATED
from scomm.model.version import MODEL_FOLDER
from scomm.sweeps.figures import boundaries, event_study, fiscal_years, roll_out
from scomm.sweeps.figures.asked import Asked, Unfit
from scomm.sweeps.figures.draw import Files, draw
from scomm.sweeps.figures.measured import places_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store
from scomm.sweeps.sweep_file import parse, read
from tests.sweeps.fabricated import fabricated

EXAMPLES = MODEL_FOLDER.parent / "sweeps" / "examples"

SPEC = """
[sweep]
name = "by-month"
scenario = "county"
replicates = 3
seed = 20101122
months = true

[settings]
population = 1000
weeks = 110
burn_in_weeks = 20
activation = 2009-03-02

[vary]
learned_share = [0.0, 1.0]

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of a sweep that keeps months: two years, activation in the sixth month."""
    folder: Path = tmp_path_factory.mktemp("monthly") / "store"
    return Sweep.from_text(SPEC).run(folder, backend="serial", progress=False)


def test_the_effect_begins_with_activation(monthly: Store, tmp_path: Path) -> None:
    table = event_study.data(monthly)
    assert table["line"].unique().tolist() == ["learned share: 0", "learned share: 1"]
    assert len(table) == 2 * 26 and table["month"].min() == -5
    before = table["month"] < 0
    assert (table.loc[before, "effect"] == 0.0).all()
    # A label works at once, and whatever is to be learned is learned within two years.
    late = table[table["month"] >= 12].groupby("line")["effect"].mean()
    label = table[(table["line"] == "learned share: 0") & ~before]
    assert (late < 0.0).all() and label["effect"].iloc[1:4].mean() < 0.0
    first = label.iloc[0]
    assert first["month"] == 0 and str(first["calendar_month"]) == "2009-03"
    # A condensed store keeps what the figure shows.
    small = condense(monthly, tmp_path / "small", ["reporting_rate.hispanic"])
    pd.testing.assert_frame_equal(event_study.data(small), table, check_exact=True)


def test_the_event_study_is_drawn(monthly: Store, tmp_path: Path) -> None:
    for width, estimand in ((85.0, None), (190.0, "trust")):
        asked = Asked(estimand=estimand, group="hispanic", width=width)
        (path,) = draw(monthly, tmp_path, ["event_study"], asked, Files(("svg",)))
        picture = path.read_text()
        for words in ("months since activation", "learned share: 1", "3 paired replicates"):
            assert words in picture


def test_what_has_no_months_is_refused(monthly: Store, store: Store, tmp_path: Path) -> None:
    with pytest.raises(Unfit, match=r"keeps months \(months = true\), and 'tiny' does not"):
        event_study.data(store)
    with pytest.raises(Unfit, match="'tiny' keeps no months"):
        fiscal_years.data(store)
    small = condense(monthly, tmp_path / "small", ["reporting_rate.hispanic"])
    with pytest.raises(Unfit, match="keeps no runs"):
        fiscal_years.data(small)
    with pytest.raises(Unfit, match="does not keep what is asked for"):
        event_study.data(small, Asked("trust"))
    arm = SPEC.replace('never = { enrollment = "never" }\n', "")
    with pytest.raises(Unfit, match="has one"):
        event_study.data(fabricated(parse(arm, "arm.toml"), tmp_path, lambda settings: 0.0))
    many = SPEC.replace("[0.0, 1.0]", "{ from = 0.0, to = 1.0, steps = 8 }")
    with pytest.raises(Unfit, match="can tell 7 lines apart, but 'by-month' has 8"):
        event_study.data(fabricated(parse(many, "many.toml"), tmp_path, lambda settings: 0.0))


def test_fiscal_years_are_those_of_the_runs(monthly: Store, tmp_path: Path) -> None:
    """Against the outcomes of the same runs, summed by fiscal year."""
    table = fiscal_years.data(monthly)
    # The run ends in December 2010, so fiscal year 2011 is not whole.
    assert table["fiscal_year"].tolist() == [2009, 2010] * 2
    settings = plan(monthly.spec).settings(1, "enrolled")
    seeds = monthly.runs.groupby("replicate")["seed"].first()
    outcomes = [run(settings, seed=int(seed)) for seed in seeds]
    for year in (2009, 2010):
        row = table[(table["point"] == 1) & (table["fiscal_year"] == year)].iloc[0]
        none, all_of = (
            sum(
                each.total(name, period=f"FY{year}", counting="probability")
                for each in outcomes
                for name in names
            )
            for names in (REMOVALS[:1], REMOVALS)
        )
        assert row["removals"] == pytest.approx(all_of / 3) and all_of > 0.0
        assert row["share"] == pytest.approx(100.0 * none / all_of)
        assert row["removals_low"] <= row["removals"] <= row["removals_high"]
    (path,) = draw(monthly, tmp_path / "out", ["fiscal_years"], files=Files(("svg",)))
    assert "removals in the fiscal year" in path.read_text()


def test_the_roll_out_is_that_of_the_counties(tmp_path: Path) -> None:
    store = fabricated(read(EXAMPLES / "fiscal-years.toml"), tmp_path, lambda settings: 0.0)
    assert places_of(store) == "all"
    table = roll_out.data(store)
    listed = table[table["source"] == "Activation list"]
    for day, jurisdictions, states in ACTIVATED:
        row = listed[listed["day"] <= day].iloc[-1]
        assert (row["jurisdictions"], row["states"]) == (jurisdictions, states)
    assert table["source"].tolist()[-3:] == ["IPC 2010", "Truthout 2010", "FCIR 2011"]
    assert table["jurisdictions"].tolist()[-3:] == [169, 574, 969]


def test_counties_fill_their_states() -> None:
    counties, states = boundaries.outlines("counties"), boundaries.outlines("states")
    assert (len(counties), len(states)) == (3142, 51)
    for code, state in states.items():
        inside = sum(_area(each) for key, each in counties.items() if key[:2] == code)
        assert inside == pytest.approx(_area(state), rel=1e-6)


def _area(outline: Outline) -> float:
    """Return the area of an outline, in which holes run against the outer rings."""
    total = 0.0
    for ring in outline.to_polygons(closed_only=False):
        x, y = np.array(ring).T
        total += float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2.0
    return abs(total)


def test_boundaries_that_are_damaged_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file.json").write_text("{}")
    monkeypatch.setattr(boundaries, "FILE", tmp_path / "file.json")
    with pytest.raises(InputError, match="counties-albers-10m"):
        boundaries.outlines.__wrapped__("counties")
