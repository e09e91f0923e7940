"""The figure of a store: the same bytes each time, and only of a sweep that it can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from model import InputError
from sweeps import Sweep
from sweeps.figures.effect_and_share import draw
from sweeps.store import Store


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    first, second = (draw(store, tmp_path / name) for name in ("one", "two"))
    assert [path.name for path in first] == ["effect_and_share.png", "effect_and_share.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_it_names_units_replicates_and_the_assumption(store: Store, tmp_path: Path) -> None:
    picture = draw(store, tmp_path)[1].read_text()
    # Text is drawn as outlines, whose words stand beside them as comments.
    for words in (
        "enrolled − never, percentage points",
        "% of removals",
        "community trust (0–1)",
        "3 paired replicates",
        "step in perceived risk at enrollment is an assumption",
    ):
        assert words in picture
    assert "<dc:date>" not in picture


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("pretextual_propensity =", "before_disposition_share =", "varies before_disposition"),
        ("[vary]", "[vary]\nprofiling = [0.1, 0.2]", "nothing else"),
        ("[0.3, 0.7]", "{ from = 0.1, to = 0.8, steps = 8 }", "can tell 7 values of community"),
    ],
)
@pytest.mark.usefixtures("fabricated")
def test_a_sweep_that_it_cannot_show(
    spec_text: str, tmp_path: Path, right: str, wrong: str, named: str
) -> None:
    other = Sweep.from_text(spec_text.replace(right, wrong)).run(tmp_path / "store")
    with pytest.raises(InputError) as caught:
        draw(other, tmp_path / "figures")
    assert named in str(caught.value)
    assert not (tmp_path / "figures").exists()


def test_a_folder_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        draw(store, tmp_path / "file" / "figures")
