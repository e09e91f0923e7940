"""Figures by time: windows between ends of runs, the event study, fiscal years, the roll-out."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from matplotlib.path import Path as Outline

from scomm import InputError, Sweep, run
from scomm.model.events import ARRESTED_CAUSE
from scomm.model.places.counties import ACTIVATED
from scomm.model.version import MODEL_FOLDER
from scomm.sweeps.figures import boundaries, event_study, fiscal_years, roll_out, windows
from scomm.sweeps.figures.asked import Asked, Unfit
from scomm.sweeps.figures.draw import Files, draw
from scomm.sweeps.figures.windows import lines
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store
from scomm.sweeps.sweep_file import parse, read
from tests.sweeps.fabricated import fabricated

EXAMPLES = MODEL_FOLDER.parent / "sweeps" / "examples"
ENDS = [8, 21, 34, 47, 60]

SPEC = """
[sweep]
name = "ends"
scenario = "county"
replicates = 3
seed = 20101122

[settings]
population = 1000
burn_in_weeks = 20
activation = 2009-03-02

[vary]
learned_share = [0.0, 1.0]
weeks = [8, 21, 34, 47, 60]

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of a sweep whose runs end at five dates, the second of them that of activation."""
    folder: Path = tmp_path_factory.mktemp("ends") / "store"
    return Sweep.from_text(SPEC).run(folder, backend="serial", progress=False)


def test_windows_are_what_happened_between_two_ends(ends: Store) -> None:
    """The event log of the longest run counts the same arrests, week by week."""
    (first, second) = lines(ends, ["arrests_cause"])
    assert (first.name, second.name) == ("learned share: 0", "learned share: 1")
    assert first.weeks.tolist() == [[0, 8, 21, 34, 47], ENDS]
    planned = plan(ends.spec)
    longest = ENDS.index(60)
    seeds = ends.runs.groupby("replicate")["seed"].first()
    for replicate, seed in seeds.items():
        log = run(planned.settings(longest, "enrolled"), int(seed), events=True).events
        assert log is not None
        arrests = log["week"][log["kind"] == ARRESTED_CAUSE]
        edges = [0, *ENDS]
        expected, _ = np.histogram(arrests[arrests >= 0], bins=edges)
        # The last edge of a histogram belongs to the last bin, but no run has a week 60.
        found = first.first[replicate].sum(axis=(1, 2))
        assert found.tolist() == expected.tolist() and found.sum() > 0


def test_the_effect_begins_with_activation(ends: Store) -> None:
    table = event_study.data(ends)
    assert len(table) == 2 * len(ENDS)
    before = table["quarter"] < 0.0
    assert table["quarter"].round(6).tolist()[1:3] == [-0.5, 0.5]
    assert (table.loc[before, "effect"] == 0.0).all()
    # A label works at once; what is to be learned takes its time.
    assert (table.loc[[2, 3, 4, 9], "effect"] < 0.0).all()
    assert table.loc[2, "begin"] == datetime.date(2009, 3, 2)
    assert (table["effect"] - (table["arm"] - table["reference"])).abs().max() < 1e-9


def test_the_event_study_is_drawn(ends: Store, tmp_path: Path) -> None:
    for width in (85.0, 190.0):
        asked = Asked(width=width)
        (path,) = draw(ends, tmp_path, ["event_study"], asked, Files(("svg",)))
        picture = path.read_text()
        for words in ("quarters since activation", "learned share: 1", "3 paired replicates"):
            assert words in picture


def test_what_has_no_windows_is_refused(ends: Store, store: Store, tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="varies weeks, and its runs; 'tiny' varies"):
        event_study.data(store)
    with pytest.raises(Unfit, match="not means of the panel"):
        event_study.data(ends, Asked("trust"))
    text = SPEC.replace("2009-03-02", "2009-03-09")
    late = fabricated(parse(text, "late.toml"), tmp_path, lambda settings: 0.0)
    with pytest.raises(Unfit, match="first week of a month, such as 2010-06-07"):
        windows.lines(Store(late.folder, late.spec, {}), ["arrests_cause"])
    small = condense(ends, tmp_path / "small", ["reporting_rate.hispanic"])
    with pytest.raises(Unfit, match="keeps no runs"):
        event_study.data(small)
    with pytest.raises(Unfit, match="within 7 days of 30 September"):
        fiscal_years.data(ends)


def test_removals_by_fiscal_year_add_up(tmp_path: Path) -> None:
    text = SPEC.replace("[8, 21, 34, 47, 60]", "[51, 103]").replace("[0.0, 1.0]", "[0.5]")
    text = text.replace("population = 1000", "population = 4000")
    store = Sweep.from_text(text).run(tmp_path / "store", backend="serial", progress=False)
    table = fiscal_years.data(store)
    assert table["fiscal_year"].tolist() == [2009, 2010]
    totals = store.totals[store.totals["places"] == "focal"]
    last = store.runs.query("arm == 'enrolled' and weeks == 103")["identity"]
    removed = totals[totals["identity"].isin(last)].filter(regex="^expected_removals_")
    assert table["removals"].sum() == pytest.approx(removed.to_numpy().sum() / 3)
    assert table["removals"].sum() > 0.0
    assert table["share"].between(0.0, 100.0).all()
    (path,) = draw(store, tmp_path / "out", ["fiscal_years"], files=Files(("svg",)))
    assert "removals in the fiscal year" in path.read_text()


def test_the_roll_out_is_that_of_the_counties(tmp_path: Path) -> None:
    store = fabricated(read(EXAMPLES / "fiscal-years.toml"), tmp_path, lambda settings: 0.0)
    assert windows.places_of(store) == "all"
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
