"""The figure of targets: each with what prior and posterior predict, relative to the target."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scomm.model.errors import InputError
from scomm.sweeps.cli import main
from scomm.sweeps.figures.asked import Asked
from scomm.sweeps.figures.targets import COLUMNS, draw_targets, figure, read_predicted

ROWS = [
    ("1", "share of all", "share", 0.25, 0.05, 0.5, 0.25, 0.75, 0.3, 0.2, 0.4),
    (
        "2a",
        "people removed",
        "people",
        2000.0,
        100.0,
        1000.0,
        500.0,
        3000.0,
        2200.0,
        1900.0,
        2500.0,
    ),
]


@pytest.fixture
def predicted(tmp_path: Path) -> Path:
    path = tmp_path / "targets.csv"
    pd.DataFrame(ROWS, columns=list(COLUMNS)).to_csv(path, index=False)
    return path


def test_a_row_shows_target_prior_and_posterior_relative_to_the_target(predicted: Path) -> None:
    drawn = figure(read_predicted(predicted), Asked(width=85.0))
    (axes,) = drawn.axes
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == [
        "share of all: 25\N{NO-BREAK SPACE}%",
        "people removed: 2,000",
    ]
    boxes = [(each.get_x(), each.get_x() + each.get_width()) for each in axes.patches]  # type: ignore[attr-defined]
    assert np.allclose(
        boxes, [(1 - 1.96 * 0.2, 1 + 1.96 * 0.2), (1 - 1.96 * 0.05, 1 + 1.96 * 0.05)]
    )
    marks = [each[0].get_xdata().tolist() for each in axes.containers[1:]]  # type: ignore[index, union-attr]
    assert np.allclose(marks, [[2.0, 0.5], [1.2, 1.1]])
    ends = [each[2][0].get_segments() for each in axes.containers[1:]]  # type: ignore[index, union-attr]
    assert np.allclose([segment[:, 0] for segment in ends[0]], [[1.0, 3.0], [0.25, 1.5]])
    assert np.allclose([segment[:, 0] for segment in ends[1]], [[0.8, 1.6], [0.95, 1.25]])


def test_the_same_bytes_with_the_hash_of_the_table(predicted: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    assert main(["targets", "--predicted", str(predicted), "--figure", str(first)]) == 0
    draw_targets(predicted, second)
    assert first.read_bytes() == second.read_bytes()
    assert b"targets.csv " in first.read_bytes()


def test_what_is_no_table_of_targets_is_refused(predicted: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lacks prior, prior_low"):
        path = tmp_path / "other.csv"
        path.write_text("target,quantity,unit,value,error,posterior\n1,a,share,0.5,0.1,0.5\n")
        read_predicted(path)
    with pytest.raises(InputError, match="no table of targets"):
        path.write_bytes(b"")
        read_predicted(path)
    with pytest.raises(InputError, match=r"must end in \.png, \.svg or \.pdf"):
        draw_targets(predicted, tmp_path / "figure.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_predicted(tmp_path / "none.csv")
    assert main(["targets", "--figure", str(tmp_path / "figure.png")]) == 2
