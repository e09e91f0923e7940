"""Every figure: which sweeps it can show, what it finds of a known answer, and its files."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scomm import InputError, Settings, Sweep, load, run
from scomm.model.version import MODEL_FOLDER
from scomm.sweeps.cli import main
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.estimation.sensitivity import elementary_effects, first_and_total
from scomm.sweeps.figures import (
    effect_and_level,
    effect_by_point,
    pairing,
    pipeline_flows,
    profile,
    recorded_and_actual,
    screening,
    share_by_policy,
    side_by_side,
    sobol_indices,
    spread_of_counties,
    uncertainty,
)
from scomm.sweeps.figures.asked import Asked, Unfit
from scomm.sweeps.figures.draw import Files, draw
from scomm.sweeps.figures.kinds import FIGURES
from scomm.sweeps.figures.measured import title_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store
from scomm.sweeps.sweep_file import SweepSpec, parse, read
from tests.sweeps.fabricated import Fabricated, fabricated

EXAMPLES = MODEL_FOLDER.parent / "sweeps" / "examples"
# Which figures the estimates of each example sweep allow. Two figures need its runs.
ALLOWED = {
    "changed-rule": {"effect_and_level", "recorded_and_actual", "pairing", "pipeline_flows"},
    "counties": {"pairing", "pipeline_flows", "effect_by_point", "side_by_side"},
    "demo": {"effect_and_share", "effect_and_level", "recorded_and_actual", "pairing"},
    "detainers": {
        *("effect_and_level", "recorded_and_actual", "effect_by_point", "pairing"),
        "share_by_policy",
    },
    "event-study": {"effect_by_point", "event_study", "pairing", "pipeline_flows", "side_by_side"},
    "fiscal-years": {"pipeline_flows", "roll_out"},
    "headline": {"effect_and_share", "effect_by_point", "pairing", "share_by_policy"},
    "non-criminal-share": {"effect_by_setting", "uncertainty", "pairing"},
    "opting-out": {"effect_by_point", "pairing", "side_by_side"},
    "profile": {"pairing", "profile"},
    "places": {"effect_by_point", "pairing", "pipeline_flows", "side_by_side"},
    "policies": {"effect_by_point", "pairing"},
    "screening": {"effect_by_setting", "screening", "pairing"},
    "sensitivity": {"effect_by_setting", "sobol_indices", "pairing"},
    "uncertainty": {"effect_by_setting", "uncertainty", "pairing"},
}

# One arm and eight names.
NAMES = """
[sweep]
name = "names"
scenario = "county"
replicates = 2
seed = 1

[vary]
name = ["A", "B", "C", "D", "E", "F", "G", "H"]

[arms]
enrolled = { enrollment = "scheduled" }
"""


def answer(settings: Settings) -> float:
    """Return an effect that depends on some settings, far more on one of them."""
    return -4.0 * settings.pretextual_propensity - settings.community_trust - 0.5


def spec_of(name: str, points: int | None = None) -> SweepSpec:
    """Return an example sweep, its grid cut down where ``points`` is given."""
    path = EXAMPLES / f"{name}.toml"
    if points is None:
        return read(path)
    text = path.read_text(encoding="utf-8").replace("steps = 17", f"steps = {points}")
    return parse(text, str(path), EXAMPLES)


def example(name: str, folder: Path, points: int | None = None) -> Fabricated:
    """Return a fabricated store of an example sweep."""
    return fabricated(spec_of(name, points), folder, answer)


@pytest.mark.parametrize("name", ALLOWED)
def test_which_figures_an_example_allows(name: str, tmp_path: Path) -> None:
    store = example(name, tmp_path, 3 if name == "headline" else None)
    paths = draw(store, tmp_path / "out", files=Files(("svg",), data=True))
    assert {path.stem for path in paths} == ALLOWED[name]
    for path in paths:
        if path.suffix == ".svg":
            assert f"sweep {name}, store under way" in path.read_text()
        else:
            assert len(pd.read_csv(path)) > 0


def test_every_example_is_known_here() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.toml")} == {*ALLOWED}
    runs = {"fiscal_years", "spread_of_counties"}
    assert set.union(*ALLOWED.values()) == {*FIGURES} - runs


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_figure_refuses_what_it_cannot_show(name: str, tmp_path: Path) -> None:
    """One arm and eight names, which only a figure of levels could show."""
    store = fabricated(parse(NAMES, "names.toml"), tmp_path, answer)
    with pytest.raises(Unfit, match="'names'"):
        draw(store, tmp_path / "out", [name])
    assert not (tmp_path / "out").exists()


def test_a_store_that_no_figure_can_show_is_refused_with_every_reason(tmp_path: Path) -> None:
    store = fabricated(parse(NAMES, "names.toml"), tmp_path, answer)
    with pytest.raises(Unfit) as caught:
        draw(store, tmp_path / "out")
    for name in FIGURES:
        assert f"{name}: The figure needs" in str(caught.value)


def test_elementary_effects_are_those_of_a_linear_answer(tmp_path: Path) -> None:
    store = example("screening", tmp_path)
    table = screening.data(store).set_index("setting")
    # Over the whole range: 0.8 of the propensity, 0.8 of trust.
    assert table["mean"]["pretextual_propensity"] == pytest.approx(-3.2, abs=1e-9)
    assert table["mean_size"]["community_trust"] == pytest.approx(0.8, abs=1e-9)
    others = table.drop(["pretextual_propensity", "community_trust"])
    assert others["mean_size"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert table["deviation"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert table.index[0] == "pretextual_propensity"


def test_elementary_effects_of_a_product_deviate() -> None:
    cube = np.array([[0.0, 0.0], [0.5, 0.0], [0.5, 0.5], [0.5, 0.5], [0.5, 1.0], [1.0, 1.0]])
    found = elementary_effects(cube, cube[:, 0] * cube[:, 1])
    assert found.tolist() == [[0.0, 0.5], [1.0, 0.5]]


def test_sobol_indices_are_those_of_a_linear_answer(tmp_path: Path) -> None:
    table = sobol_indices.data(example("sensitivity", tmp_path)).set_index("setting")
    # The variance of a uniform number over a range is that range squared over 12: 3.2² to 0.8².
    share = 3.2**2 / (3.2**2 + 0.8**2)
    for setting, expected in (("pretextual_propensity", share), ("community_trust", 1.0 - share)):
        row = table.loc[setting]
        for kind in ("first", "total"):
            assert row[f"{kind}_low"] < expected < row[f"{kind}_high"]
            # 64 samples of a low-discrepancy sequence: no worse than a twentieth.
            assert row[kind] == pytest.approx(expected, abs=0.05)
    for kind in ("first", "total"):
        assert table.loc["news_risk", kind] == pytest.approx(0.0, abs=1e-12)


def test_sobol_indices_of_a_product_leave_something_to_both_together() -> None:
    """Of x y with x and y uniform over −1 to 1 neither carries anything alone."""
    side = np.array([-1.0, 1.0]) / math.sqrt(3.0)
    a = np.array([(x, y) for x in side for y in side for _ in range(4)])
    b = np.array([(x, y) for _ in range(4) for x in side for y in side])
    crossed = [np.stack([b[:, 0], a[:, 1]], axis=1), np.stack([a[:, 0], b[:, 1]], axis=1)]
    blocks = np.stack([each[:, 0] * each[:, 1] for each in (a, *crossed, b)], axis=1)
    first, total = first_and_total(blocks[None], np.ones((1, len(blocks))))[:, 0]
    assert first == pytest.approx([0.0, 0.0], abs=1e-12)
    assert total == pytest.approx([1.0, 1.0])


def test_uncertainty_shows_the_answers_in_order(tmp_path: Path) -> None:
    store = example("non-criminal-share", tmp_path)
    values = uncertainty.data(store)["effect"]
    assert values.is_monotonic_increasing and len(values) == 128
    store = fabricated(spec_of("uncertainty"), tmp_path, lambda s: -s.news_risk)
    figure = uncertainty.figure(store)
    lines = [line.get_xdata()[0] for line in figure.axes[1].lines]  # type: ignore[index]
    table = uncertainty.data(store)["effect"]
    assert lines[1:] == pytest.approx(table.quantile([0.05, 0.5, 0.95]).tolist())


def test_points_stand_by_policy_in_the_order_of_their_settings(tmp_path: Path) -> None:
    store = example("policies", tmp_path)
    figure = effect_by_point.figure(store)
    names = [text.get_text().replace("\n", " ") for text in figure.axes[0].get_yticklabels()]
    assert "dont ask: yes" in names and "results received: no" in names
    assert "detainer policy: serious" in names
    for _, rows in effect_by_point.data(store).groupby("row"):
        assert rows["community_trust"].is_monotonic_increasing


def test_the_effect_is_drawn_as_a_paired_difference(tmp_path: Path) -> None:
    table = effect_and_level.data(example("demo", tmp_path))
    assert (table["effect"] - (table["arm"] - table["reference"])).abs().max() < 1e-12
    # Narrower than the arms' own intervals, which overlap.
    assert (table["high"] - table["low"]).max() < (table["arm_high"] - table["arm_low"]).min()


def test_actual_and_recorded_crime_have_one_unit(tmp_path: Path) -> None:
    """100 resident-months are 100 / 12 resident-years."""
    store = example("demo", tmp_path)
    table = recorded_and_actual.data(store)
    actual = table[table["estimand"] == "victimization_rate"].reset_index()
    recorded = table[table["estimand"] == "recorded_crime"].reset_index()
    assert set(table["unit"]) == {"per 100,000 residents a year"}
    # Fabricated alike in their own units.
    assert (actual["effect"] / recorded["effect"]).to_numpy() == pytest.approx(12_000.0)
    assert (actual["arm_low"] / recorded["arm_low"]).to_numpy() == pytest.approx(12_000.0)


def test_a_gain_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    gains = pairing.data(example("demo", tmp_path))
    assert set(gains["pairing_gain"]) == {4.0 + point for point in range(15)}


def test_another_estimand_and_group(store: Store, tmp_path: Path) -> None:
    asked = Asked("recorded_crime.violent", "all")
    (path,) = draw(store, tmp_path, ["effect_and_level"], asked, Files(("svg",)))
    picture = path.read_text()
    assert "Recorded crime, violent" in picture
    assert "per 100,000 residents a year" in picture
    with pytest.raises(InputError, match="nobody"):
        draw(store, tmp_path, None, Asked(group="nobody"))


def test_titles_and_caption_are_left_out_and_letters_stay(store: Store, tmp_path: Path) -> None:
    asked, files = Asked(width=85.0, caption=False), Files(("svg",))
    for path in draw(store, tmp_path, None, asked, files):
        picture = path.read_text()
        assert "replicates" not in picture
        assert 'width="240.9' in picture  # points, as 85 mm are
        assert path.stem == "pairing" or "<!-- (a) -->" in picture


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_files_name_their_sweep_and_store_and_are_the_same_again(
    store: Store, tmp_path: Path, ending: str
) -> None:
    (first,), (second,) = (
        draw(store, tmp_path / name, ["effect_and_share"], files=Files((ending,)))
        for name in ("one", "two")
    )
    assert first.read_bytes() == second.read_bytes()
    assert b"sweep tiny, store " in first.read_bytes()


def test_a_style_of_the_user(store: Store, tmp_path: Path) -> None:
    style = tmp_path / "mine.mplstyle"
    style.write_text("axes.facecolor: 123456\n")
    files = Files(("svg",), style)
    (path,) = draw(store, tmp_path, ["effect_and_share"], files=files)
    assert "#123456" in path.read_text()
    with pytest.raises(InputError, match="is no style file"):
        draw(store, tmp_path, files=Files(style=tmp_path / "absent"))


def test_the_command(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--out", str(tmp_path), "--figure", "effect_and_share"]
    assert main(["figures", str(store.folder), *where, "--format", "pdf", "--data"]) == 0
    written = capsys.readouterr().out.split()
    assert [Path(path).name for path in written] == ["effect_and_share.pdf", "effect_and_share.csv"]
    assert main(["figures", "--list", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == [*FIGURES]
    for wrong, said in (
        (["--figure", "effect_and_shares"], "effect_and_share"),
        (["--format", "jpeg"], "png, svg, pdf"),
        (["--width", "85in"], "is no width"),
        (["--width", "5"], "is no width"),
        (["--estimand", "reporting_rat"], "reporting_rate"),
    ):
        assert main(["figures", str(store.folder), "--out", str(tmp_path), *wrong]) == 2
        assert said in capsys.readouterr().err
    assert main(["figures"]) == 2
    assert "No store is named" in capsys.readouterr().err


def test_estimates_to_be_pasted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    row = store.estimates(wanted=["reporting_rate.hispanic"]).iloc[0]
    text = f"{row['effect']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})".replace("-", "−")
    assert main(["estimate", str(store.folder), "--markdown"]) == 0
    first, _, *rows = capsys.readouterr().out.splitlines()
    assert "effect, enrolled − never, percentage points (95 % interval)" in first
    assert len(rows) == 4 and f"| {text} |" in rows[0]
    assert main(["estimate", str(store.folder), "--latex"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("\\begin{tabular}{rrrrr}\n\\toprule\n")
    assert text.replace("−", "$-$") in printed and r"95 \% interval" in printed
    assert main(["estimate", str(store.folder), "--csv"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out))
    pd.testing.assert_series_equal(table["effect"], store.estimates()["effect"], rtol=1e-12)
    assert main(["estimate", str(store.folder), "--csv", "--latex"]) == 2
    assert "give one of them" in capsys.readouterr().err


def test_named_estimands_to_be_pasted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["trust.hispanic", "level_share.1.all", "arrest_rate.pretext.undocumented"]
    asked = [
        "estimate",
        str(store.folder),
        *(part for name in names for part in ("--estimand", name)),
    ]
    assert main([*asked, "--markdown"]) == 0
    header, _, *rows = (line.split(" | ") for line in capsys.readouterr().out.splitlines())
    effect = "effect, enrolled − never, "
    assert [each.strip("| ") for each in header[2:]] == [
        "trust, Hispanic, never, mean over residents (95 % interval)",
        f"{effect}mean over residents (95 % interval)",
        # Nobody is removed after a match where nobody is enrolled, so there is no effect.
        "level share, 1, enrolled, % of removals (95 % interval)",
        "arrest rate, pretext, undocumented, never, per 100,000 residents a year (95 % interval)",
        f"{effect}per 100,000 residents a year (95 % interval)",
    ]
    arrests = store.estimates(wanted=names[2:]).sort_values("point")
    for row, value in zip(rows, arrests["effect"], strict=True):
        assert row[-1].startswith(f"{value:+,.2f} (".replace("-", "−"))
    assert main([*asked, "--latex"]) == 0
    assert capsys.readouterr().out.startswith("\\begin{tabular}{rrrrrrr}\n\\toprule\n")
    assert main([*asked, "--csv"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert set(table["estimand"]) == {"trust", "level_share", "arrest_rate"} and len(table) == 12
    assert main(["estimate", str(store.folder), "--all", "--latex"]) == 2
    assert "in place of --all" in capsys.readouterr().err


def test_a_condensed_store_that_keeps_only_some_estimates(store: Store, tmp_path: Path) -> None:
    small = condense(store, tmp_path / "small", ["reporting_rate.hispanic", "recorded_crime"])
    drawn = {path.stem for path in draw(small, tmp_path / "out")}
    assert drawn == {"effect_and_level", "pairing"}
    with pytest.raises(Unfit, match="Non criminal share"):
        draw(small, tmp_path / "out", ["effect_and_share"])
    with pytest.raises(Unfit, match="does not keep"):
        draw(small, tmp_path / "out", asked=Asked("trust", "hispanic"), names=["effect_and_level"])


def test_shares_by_policy_are_those_at_the_middle_value_of_trust(tmp_path: Path) -> None:
    table = share_by_policy.data(example("headline", tmp_path, 5))
    assert set(table["community_trust"]) == {0.5} and len(table) == 5 * 3
    figure = share_by_policy.figure(example("detainers", tmp_path))
    notes = [text.get_text() for text in figure.axes[0].texts]
    assert notes == ["nation, 26 %", "Travis County, 82 %"]


def test_flows_are_products_of_rates(tmp_path: Path) -> None:
    """In a fabricated store each rate is 40 % and the answer."""
    table = pipeline_flows.data(example("places", tmp_path))
    first = table[table["point"] == 0].set_index("step")
    settings = plan(spec_of("places")).settings(0, "enrolled")
    rate = 40.0 + answer(settings)
    assert first["per_100_matches"]["matches"] == 100.0
    assert first["per_100_matches"]["ICE custody"] == pytest.approx(rate)
    assert first["per_100_matches"]["removed"] == pytest.approx(rate * rate / 100.0)
    assert first["high"]["removed"] == pytest.approx(rate * (rate + 2.0) / 100.0)
    assert first["per_100_matches"]["Level 1"] == pytest.approx(rate**3 / 1e4)
    with pytest.raises(Unfit, match="at most 6 points"):
        pipeline_flows.data(example("demo", tmp_path))


def test_groups_of_residents_have_their_capitals() -> None:
    assert title_of(named("perceived_risk.hispanic")) == "Perceived risk, Hispanic"


def test_named_points_stand_in_their_order(tmp_path: Path) -> None:
    store = example("opting-out", tmp_path)
    figure = side_by_side.figure(store)
    names = [text.get_text().replace("\n", " ") for text in figure.axes[0].get_yticklabels()]
    assert names[0] == "takes part" and names[-1] == "state sends no prints"
    assert len(names) == 11
    table = side_by_side.data(store)
    assert {*table["estimand"]} == {"reporting_rate", "days_held_for_ice", "non_criminal_share"}


def test_each_world_of_a_spread_is_shown(spec_text: str, tmp_path: Path) -> None:
    text = spec_text.replace("replicates = 3", "replicates = 8").replace(
        "pretextual_propensity = { from = 0.0, to = 0.8, steps = 2 }\ncommunity_trust = [0.3, 0.7]",
        "spread_propensity = [0.0, 2.0]",
    )
    store = Sweep.from_text(text).run(tmp_path / "store", backend="serial", progress=False)
    table = spread_of_counties.data(store)
    assert table.groupby("line").size().to_dict() == {
        "spread propensity: 0": 8,
        "spread propensity: 2": 8,
    }
    # The effect of the store is that of all its worlds together, the mean of theirs by weight.
    for point, rows in table.groupby("point"):
        whole = store.estimates(wanted=["reporting_rate.hispanic"]).set_index("point")
        effect = float(whole.loc[point, "effect"])
        assert rows["effect"].min() < effect < rows["effect"].max()
    one = run(plan(store.spec).settings(1, "enrolled"), int(store.runs["seed"].iloc[0]))
    expected = 100.0 * one.non_criminal_share()
    found = table[(table["point"] == 1) & (table["replicate"] == 0)]["share"].item()
    assert found == pytest.approx(expected, nan_ok=True)
    (path,) = draw(store, tmp_path / "out", ["spread_of_counties"], files=Files(("svg",)))
    assert "% of worlds at or below" in path.read_text()
    with pytest.raises(Unfit, match="spread_… varies"):
        spread_of_counties.data(example("demo", tmp_path))


RESULTS = Path(__file__).parents[2] / "results"


def test_a_profile_has_the_quantiles_of_the_draws() -> None:
    store = load(RESULTS / "findings" / "fear")
    table = profile.data(store)
    assert table["draws"].eq(40).all() and len(table) == 5 * 3
    every = store.estimates(wanted=["reporting_rate.hispanic"])
    every = every[(every["class"] == "all") & (every["group"] == "hispanic")]
    one = every[(every["enrollment_risk_step"] == 0.2) & (every["learned_share"] == 1.0)]
    row = table[(table["enrollment_risk_step"] == 0.2) & (table["learned_share"] == 1.0)].iloc[0]
    assert row["median"] == pytest.approx(one["effect"].median())
    assert row["low"] == pytest.approx(one["effect"].quantile(0.025))
    assert row["low"] < row["low_50"] < row["median"] < row["high_50"] < row["high"]


def test_a_profile_shows_the_answers_that_are_kept_and_the_draws_own_values() -> None:
    store = load(RESULTS / "findings" / "propensity")
    drawn = profile.figure(store)
    titles = [axes.get_title(loc="left").replace("\n", " ") for axes in drawn.axes]
    assert titles == [
        "(a) Crime reporting by Hispanic victims",
        "(b) Non-criminal share of removals",
        "(c) Arrest rate, Hispanic",
    ]
    (bar,) = [line for line in drawn.axes[0].lines if line.get_linewidth() == 2.5]
    ends = np.asarray(bar.get_xdata(), float)
    assert 0.0 < ends[0] < 0.05 and 0.1 < ends[1] < 0.5
    alone = profile.figure(store, Asked(estimand="reporting_rate", group="hispanic", width=85.0))
    assert len(alone.axes) == 1


def test_a_profile_needs_draws_that_are_crossed() -> None:
    for name in ("headline", "findings/answers"):
        with pytest.raises(Unfit, match="has another design"):
            profile.data(load(RESULTS / name))
