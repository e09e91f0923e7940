"""How effects, sweeps, stores and posteriors show themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scomm import InputError, Settings, Sweep, effect, load, plot
from scomm.model.summary import HEADLINES
from scomm.sweeps.calibration.posterior import Posterior
from scomm.sweeps.effect import Effect
from scomm.sweeps.estimation.estimands import named, ratios
from scomm.sweeps.estimation.headlines import cells, gain, header, headline_ratios
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store


@pytest.fixture(scope="module")
def found(tiny: Settings) -> Effect:
    return effect(tiny, seed=3, replicates=3)


def test_ten_headlines_of_all_and_at_most_ten_of_others() -> None:
    assert len(HEADLINES) == 10
    assert [each.name for each in headline_ratios()] == [*HEADLINES]
    assert headline_ratios(ratios()) == headline_ratios()
    two = [named("trust.other"), named("officer_hours")]
    assert headline_ratios(two) == two
    others = [each for each in ratios() if each.name not in HEADLINES]
    assert headline_ratios(others) == others[:10]


def test_an_effect_shows_its_headlines_beside_their_levels(found: Effect) -> None:
    lines = repr(found).splitlines()
    assert "over 3 pairs of runs" in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:-1]] == [*HEADLINES]
    row = found.summary().iloc[0]
    assert f"{row['enrolled']:.2f} enrolled, {row['never']:.2f} never" in lines[1]
    assert f"and {len(found.table) - 10:,} more rows" in lines[-1]
    page = found._repr_html_()
    assert page.count("<tr>") == 1 + 10
    assert "nan" not in page and "inf" not in page.replace("infinite", "")


def test_a_summary_is_the_rows_of_the_table(found: Effect) -> None:
    summary = found.summary()
    key = ["estimand", "class", "group", "counting"]
    both = summary[[*key, "enrolled", "never", "effect", "low", "high"]]
    whole = found.table.merge(summary[key], on=key)
    pd.testing.assert_frame_equal(
        both.sort_values(key, ignore_index=True),
        whole[both.columns].sort_values(key, ignore_index=True),
    )


def test_an_undefined_effect_is_shown_with_the_interval_of_its_level() -> None:
    row = {
        **{"estimand": "level_share", "class": "1", "group": "all", "counting": "count"},
        **{"unit": "%", "a": 20.0, "a_low": 10.0, "a_high": 30.0, "b": np.nan},
        **{"b_low": np.nan, "b_high": np.nan, "effect": np.nan, "low": np.nan, "high": np.nan},
        **{"pairing_gain": np.nan, "note": "undefined"},
    }
    shown = dict(zip(header(("a", "b")), cells(row, ("a", "b")), strict=True))
    assert (shown["a"], shown["b"], shown["effect"]) == ("20.00 (10.00 to 30.00)", "–", "–")
    alone = dict(zip(header(("a",), alone=True), cells(row, ("a", "a"), alone=True), strict=True))
    assert (alone["a"], alone["95 %\ninterval"]) == ("20.00", "10.00 to 30.00")
    assert (gain(3.41), gain(21.4), gain(np.inf), gain(np.nan)) == ("3.4", "21", "infinite", "–")


def test_both_arms_by_month_are_drawn(found: Effect) -> None:
    figure = found.plot()
    assert len(figure.axes) == 2 * 3
    upper, lower = found.plot(["trust.hispanic"]).axes
    months = found.monthly(["trust.hispanic"])
    for axes, column, place in ((upper, "enrolled", 0), (upper, "never", 1), (lower, "effect", 0)):
        np.testing.assert_array_equal(axes.lines[place].get_xdata(), months["month"])
        np.testing.assert_array_equal(axes.lines[place].get_ydata(), months[column])
    with pytest.raises(InputError, match="a figure shows 1 to 6"):
        found.plot(HEADLINES)


def test_labelled_by_month(found: Effect) -> None:
    labelled = found.to_xarray(["trust.hispanic", "reporting_rate"])
    months = found.monthly(["trust.hispanic"]).set_index("month")
    picked = labelled["effect"].sel(part="in all", estimand="trust.hispanic", counting="count")
    np.testing.assert_array_equal(picked.to_numpy(), months["effect"].to_numpy())
    assert str(labelled["unit"].sel(estimand="reporting_rate").item()) == "% of victimizations"


def test_a_sweep_says_how_many_runs_it_has(spec_text: str) -> None:
    sweep = Sweep.from_text(spec_text)
    assert "4 points, 24 runs" in repr(sweep)
    page = sweep._repr_html_()
    assert page.count("<tr>") == 1 + len(sweep.spec.varied)


def test_a_store_says_how_far_it_is(spec_text: str, store: Store, tmp_path: Path) -> None:
    assert "4 points, 24 of 24 runs done>" in repr(store)
    assert store._repr_html_().count("<tr>") == 1 + 2
    small = condense(store, tmp_path / "small", HEADLINES)
    assert "estimates alone of 4 points, 3 replicates done" in repr(small)
    assert repr(load(tmp_path / "small")) == repr(small)
    summary = store.summary()
    assert len(summary) == 4 * 10
    pd.testing.assert_frame_equal(summary, small.summary())
    labelled = store.to_xarray(wanted=["trust.hispanic"])
    assert {*store.varied} < {*labelled["effect"].dims}
    assert labelled["effect"].size == 4
    one = store.estimates(wanted=["trust.hispanic"]).iloc[2]
    at = {name: one[name] for name in store.varied}
    assert labelled["effect"].sel(at).item() == one["effect"]


def test_a_figure_of_a_store_is_that_of_the_shell(store: Store) -> None:
    figure = plot(store)
    named_one = plot(store, "effect_and_share")
    assert len(figure.axes) == len(named_one.axes) > 1
    labels = [axes.get_title(loc="left") for axes in named_one.axes]
    assert labels == [axes.get_title(loc="left") for axes in figure.axes]
    with pytest.raises(InputError, match="Did you mean 'pairing'"):
        plot(store, "paring")
    with pytest.raises(InputError, match="keeps months"):
        plot(store, "event_study")


def test_a_store_that_cannot_be_counted_still_shows_itself(store: Store, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in store.folder.iterdir():
        if path.is_file():
            (broken / path.name).write_bytes(path.read_bytes())
    (broken / "runs.parquet").write_bytes(b"")
    assert "is damaged" in repr(load(broken))


def test_a_posterior_shows_intervals_and_shares() -> None:
    draws = pd.DataFrame({"learned_share": np.linspace(0, 1, 101), "fear": ["a"] * 76 + ["b"] * 25})
    posterior = Posterior(draws, {"runs": 384, "targets": "0123456789abcdef"})
    assert repr(posterior) == (
        "<Posterior: 101 draws of 2 settings; runs 384, targets 0123456789ab>"
    )
    number, choice = posterior.summary().to_dict("records")
    assert number["median"] == pytest.approx(0.5)
    assert number["low"] == pytest.approx(0.025, abs=0.01)
    assert choice["shares"] == "a 75 %, b 25 %"
    assert posterior._repr_html_().count("<tr>") == 1 + 2
