"""The display of settings and outcomes."""

import math

import pytest

from scomm import Settings, run, scenario
from scomm.model.outcomes import Outcomes

CHANGED = Settings(
    name="A & <B>", weeks=60, population=500, community_trust=0.7, activation="2009-02-02"
)


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return run(CHANGED, 1, events=True)


@pytest.mark.parametrize("settings", [Settings(), CHANGED, scenario("travis"), scenario("nation")])
def test_settings_are_written_as_what_makes_them(settings):
    text = repr(settings)
    assert eval(text, {"Settings": Settings, "inf": math.inf}) == settings
    assert str(settings) == text
    assert repr(Settings()) == "Settings()"


def test_settings_name_only_what_differs_from_the_defaults():
    assert CHANGED.changes() == {
        "weeks": 60,
        "population": 500,
        "name": "A & <B>",
        "activation": "2009-02-02",
        "community_trust": 0.7,
    }
    page = CHANGED._repr_html_()
    assert f"5 of {len(Settings.parameters())} differ" in page
    assert page.count("<tr>") == 1 + 5
    assert "A &amp; &lt;B&gt;" in page and "<B>" not in page
    assert "<table>" not in Settings()._repr_html_()


def test_outcomes_are_shown_in_a_line(outcomes):
    text = repr(outcomes)
    assert text.startswith("<Outcomes of seed 1: 14 months, 1 jurisdictions, 500 residents, ")
    assert repr(CHANGED) in text and "\n" not in text


def test_the_summary_says_what_the_methods_say(outcomes):
    table = outcomes.summary().set_index(["estimand", "class", "group"])
    assert len(table) == len(outcomes.summary())
    for period in ("before", "after"):
        rate = table.loc[("reporting_rate", "all", "hispanic"), period]
        assert rate == pytest.approx(100 * outcomes.reporting_rate("hispanic", period=period))
        everybody = table.loc[("reporting_rate", "all", "all"), period]
        assert everybody == pytest.approx(100 * outcomes.reporting_rate(period=period))
        trust = table.loc[("trust", "all", "other"), period]
        assert trust == pytest.approx(outcomes.trust("other", period=period))
    assert table.loc[("reporting_rate", "all", "hispanic"), "unit"] == "% of victimizations"


def test_the_summary_is_what_a_notebook_shows(outcomes):
    page = outcomes._repr_html_()
    assert page.count("<tr>") == 1 + len(outcomes.summary())
    assert "<td>–</td>" in page  # nobody is removed by a match before activation
    assert "nan" not in page
