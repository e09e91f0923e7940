"""The figure of the headline settings: lines or maps, and only what can be shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.contour import QuadContourSet

from scomm import InputError, Sweep
from scomm.sweeps.figures.draw import draw
from scomm.sweeps.figures.maps import maps
from scomm.sweeps.store.reading import Store
from tests.sweeps.answers import FAKE

NAMES = ["effect_and_share"]
Surface = Callable[[float, float], float]

# A third setting, beside those two of the tiny sweep.
THIRD = 'detainer_policy = ["serious", "none"]'


@pytest.fixture(scope="module")
def three(spec_text: str, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of a sweep of three settings, without removals at some points."""
    text = spec_text.replace("[arms]", f"{THIRD}\n[arms]")
    folder = tmp_path_factory.mktemp("three") / "store"
    return Sweep.from_text(text).run(folder, backend="serial", progress=False)


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    first, second = (draw(store, tmp_path / name, NAMES) for name in ("one", "two"))
    assert [path.name for path in first] == ["effect_and_share.png", "effect_and_share.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_it_names_units_replicates_and_the_assumption(store: Store, tmp_path: Path) -> None:
    picture = draw(store, tmp_path, NAMES)[1].read_text()
    # Text is drawn as outlines, with the words as comments beside them.
    for words in (
        "enrolled − never, percentage points",
        "% of removals",
        "community trust (0–1)",
        "3 paired replicates",
        "step in perceived risk at enrollment is an assumption",
    ):
        assert words in picture
    assert "<dc:date>" not in picture


def test_a_third_setting_has_a_map_for_each_value(three: Store, tmp_path: Path) -> None:
    first, second = (draw(three, tmp_path / name, NAMES) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    picture = first[1].read_text()
    for words in (
        *("detainer policy", "serious", "none", "propensity for", "community trust (0–1)"),
        *("percentage points", "% of", "mean probability that a warning", "3 paired replicates"),
        *("undefined: no removals", "step in perceived risk at enrollment is an assumption"),
    ):
        assert words in picture


def table_of_three() -> pd.DataFrame:
    """Return estimates over 3 × 3 × 2 values: an effect of −1 to −5, a share without removals."""
    rows = [
        {
            **{"pretextual_propensity": across, "community_trust": trust, "profiling": third},
            **{"estimand": estimand, "class": "all", "group": group, "replicates": 20},
            **{"effect": -effect, "low": -effect - 0.25, "high": -effect + 0.25},
            **{"arm": share, "arm_low": share, "arm_high": share},
        }
        for estimand, group, share in (
            ("reporting_rate", "hispanic", 50.0),
            ("non_criminal_share", "all", float("nan")),
        )
        for third in (0.25, 0.5)
        for across in (0.0, 0.4, 0.8)
        for trust in (0.1, 0.5, 0.9)
        for effect in (1.0 + 2.5 * across + 2.5 * (trust - 0.1),)
    ]
    return pd.DataFrame(rows)


def test_maps_share_scales_and_show_what_is_not_known() -> None:
    figure = maps(table_of_three(), ["enrolled", "never"], "profiling", [0.25, 0.5])
    *panels, first_bar, second_bar = figure.axes
    assert len(panels) == 4
    assert [axes.get_title("left") for axes in panels[:2]] == ["(a) 0.25", "(b) 0.5"]
    assert [axes.get_title("right") for axes in panels] == [
        *("± 0.25 points", "± 0.25 points", "", "")
    ]
    for axes in panels:
        assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx((-0.2, 1.0, -0.1, 1.1))
    for axes in panels[:2]:
        assert axes.collections[0].get_clim() == first_bar.get_ylim() == (-5.0, -1.0)
    labels = [bar.get_ylabel().replace("\n", " ") for bar in (first_bar, second_bar)]
    assert labels[0].startswith("Crime reporting by Hispanic victims: enrolled − never, percentage")
    assert "% of removals" in labels[1]
    for axes in panels[:2]:
        # Where each end of the intervals is −2, −3 and −4, and the contours themselves.
        assert [text.get_text() for text in axes.texts] == ["−4", "−3", "−2"]
        assert len(axes.collections) == 1 + 3
        for lines in axes.collections[1:]:
            assert isinstance(lines, QuadContourSet)
            assert lines.levels.tolist() == [-4.0, -3.0, -2.0]
    for axes in panels[2:]:
        (words,) = axes.texts
        assert words.get_text().startswith("undefined: no removals")


# Surfaces over the unit square, with half the width of their intervals: the contour at 1, and the
# area in which the interval holds 1.
SURFACES: list[tuple[Surface, Surface, float]] = [
    # A plane: the limits are 2 × 0.004 apart, from left to right.
    (lambda x, y: y + 0.4 * x + 0.3, lambda x, y: 0.004, 0.008),
    # A parabola, with intervals that widen from left to right.
    (lambda x, y: y + 0.5 * x**2 + 0.2, lambda x, y: 0.004 * (1.0 + x), 0.012),
    # A quarter of a circle: the limits are at radii whose squares are 0.8 ± 0.01.
    (lambda x, y: x**2 + y**2 + 0.2, lambda x, y: 0.01, math.pi / 4 * 0.02),
]


@pytest.mark.parametrize(("surface", "half", "area"), SURFACES)
def test_limits_beside_a_contour_enclose_what_the_intervals_hold(
    surface: Surface, half: Surface, area: float
) -> None:
    # Intervals far narrower than the steps of the grid, so that hardly any point's holds 1.
    places = np.linspace(0.0, 1.0, 8)
    rows = [
        {
            **{"pretextual_propensity": x, "community_trust": y, "profiling": 0.5},
            **{"estimand": estimand, "class": "all", "group": group, "replicates": 120},
            **{"effect": value, "low": value - margin, "high": value + margin},
            **{"arm": math.nan, "arm_low": math.nan, "arm_high": math.nan},
        }
        for estimand, group in (("reporting_rate", "hispanic"), ("non_criminal_share", "all"))
        for x in places
        for y in places
        for value, margin in ((surface(x, y), half(x, y)),)
    ]
    figure = maps(pd.DataFrame(rows), ["enrolled", "never"], "profiling", [0.5])
    lower, upper = figure.axes[0].collections[1:3]
    assert isinstance(lower, QuadContourSet) and isinstance(upper, QuadContourSet)
    found = _below(lower, 1.0) - _below(upper, 1.0)
    assert abs(found) == pytest.approx(area, rel=0.03)


def _below(lines: QuadContourSet, level: float) -> float:
    """Return the area between a line from left to right of the unit square and its lower edge."""
    (line,) = lines.allsegs[lines.levels.tolist().index(level)]
    ordered = line[np.argsort(line[:, 0], kind="stable")]
    return float(np.trapezoid(ordered[:, 1], ordered[:, 0]))


def test_maps_of_a_sweep_under_way_have_gaps() -> None:
    table = table_of_three()
    begun = table[(table["profiling"] == 0.25) & (table["community_trust"] == 0.1)]
    figure = maps(begun, ["enrolled", "never"], "profiling", [0.25, 0.5])
    assert [axes.texts[0].get_text() for axes in figure.axes[:2]] == ["−3 to −1", "not run yet"]


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        (
            "pretextual_propensity =",
            "before_disposition_share =",
            "varies before_disposition_share, community",
        ),
        ("community_trust =", "profiling =", "these two and one setting more; 'tiny' varies"),
        ("[vary]", f"[vary]\n{THIRD}\nprofiling = [0.1, 0.2]", "detainer_policy, profiling"),
        ("[0.3, 0.7]", "{ from = 0.1, to = 0.8, steps = 8 }", "can tell 7 values of community"),
        (
            "[vary]",
            "[vary]\nprofiling = { from = 0.1, to = 0.7, steps = 7 }",
            "can show 6 values of profiling side by side, but 'tiny' has 7",
        ),
        (
            "[vary]\npretextual_propensity = { from = 0.0, to = 0.8, steps = 2 }\n",
            "[[union]]\nvary = { pretextual_propensity = [0.1, 0.2], profiling = [0.1, 0.2] }\n"
            "[[union]]\n[union.vary]\n",
            "has no point for some of the combinations",
        ),
    ],
)
def test_a_sweep_that_it_cannot_show(
    spec_text: str, tmp_path: Path, right: str, wrong: str, named: str
) -> None:
    other = Sweep.from_text(spec_text.replace(right, wrong)).run(tmp_path / "store", backend=FAKE)
    with pytest.raises(InputError) as caught:
        draw(other, tmp_path / "figures", NAMES)
    assert named in str(caught.value)
    assert not (tmp_path / "figures").exists()


def test_a_folder_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        draw(store, tmp_path / "file" / "figures", NAMES)
