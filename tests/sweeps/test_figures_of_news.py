"""The figure of news: who hears of one removal, by distance, and the perceived risk it adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from scomm import InputError, run, scenario
from scomm.model.events import HEARD_REMOVAL
from scomm.model.outcomes import Outcomes
from scomm.sweeps.cli import main
from scomm.sweeps.figures import news_of_a_removal
from scomm.sweeps.figures.asked import Asked


def outcomes(**changes: object) -> Outcomes:
    """Run the typical county, with its event log."""
    return run(scenario("county").replace(**changes), seed=3, events=True)


def test_the_removal_of_which_most_heard_is_shown() -> None:
    found = outcomes()
    table = news_of_a_removal.data(found)
    log = found.events
    assert log is not None
    heard = log[log["kind"] == HEARD_REMOVAL]
    week, by = int(table["week"].iloc[0]), int(table["removed"].iloc[0])
    here = heard[(heard["week"] == week) & (heard["by"] == by)]
    assert sorted(table["slot"]) == sorted(here["who"].tolist())
    assert table["slot"].is_unique and len(table) > 10
    # Ties weigh half as much as the household, and their ties a quarter.
    risk = table.groupby("distance")["risk"].first()
    assert risk["ties"] == pytest.approx(risk["household"] / 2.0)
    assert risk["ties of ties"] == pytest.approx(risk["household"] / 4.0)


def test_a_path_that_carries_no_news_leaves_its_ring_empty() -> None:
    near = news_of_a_removal.data(outcomes(tie_of_tie_hears=0.0))
    assert {*near["distance"]} == {"household", "ties"}
    home = news_of_a_removal.data(outcomes(tie_of_tie_hears=0.0, tie_hears=0.0))
    assert {*home["distance"]} == {"household"}


def test_one_removal_is_chosen_and_drawn() -> None:
    found = outcomes()
    other = int(news_of_a_removal.data(found)["removed"].iloc[0])
    assert news_of_a_removal.data(found, other)["removed"].unique().tolist() == [other]
    figure = news_of_a_removal.figure(found, Asked(width=85.0), other)
    assert figure.get_size_inches()[0] == pytest.approx(85.0 / 25.4)
    assert len(figure.axes[1].lines) == 3
    start, end = (figure.axes[1].lines[0].get_ydata()[week] for week in (0, 52))  # type: ignore[index]
    assert end == pytest.approx(start / 2.0)


def test_without_a_log_or_listeners_it_is_refused() -> None:
    with pytest.raises(InputError, match="log"):
        news_of_a_removal.data(run(scenario("county"), seed=3))
    with pytest.raises(InputError, match="Nobody in the focal jurisdiction heard"):
        news_of_a_removal.data(outcomes(), removed=-5)


def test_the_command_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "news.svg"
    assert main(["trace", "--seed", "3", "--news", str(path), "--width", "85mm"]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert b"seed 3" in path.read_bytes()
    assert main(["trace", "--seed", "3", "--news", str(path), "--removed", "-5"]) == 2
    assert main(["trace", "--resident", "0:17", "--news", str(path)]) == 2
    assert main(["trace", "--resident", "0:17", "--width", "85mm"]) == 2
