"""Rival theories of fear and baselines of reporting: what each moves, and what it leaves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scomm import Outcomes
from scomm.model import events

# No news, nobody acts on what is feared, so that the theories are all that differs.
ALONE = {"news_risk": 0.0, "news_trust_loss": 0.0, "report_fear_weight": 0.0, "dont_ask_trust": 0.0}
THEORIES = ("fear-label", "fear-media", "fear-learned")


def arms(lab: SimpleNamespace, name: str, **changes: object) -> tuple[Outcomes, Outcomes]:
    settings = lab.small(name, **{**ALONE, "help_trust_gain": 0.0, **changes})
    return tuple(lab.simulate(settings.replace(enrollment=arm)) for arm in ("scheduled", "never"))


def rise(lab: SimpleNamespace, name: str, **changes: object) -> list[float]:
    """Return by how much enrollment raises perceived risk, by month since activation."""
    enrolled, never = (
        outcomes.monthly.query("group == 'hispanic_undocumented'")
        .groupby("month")[["panel_risk", "panel_residents"]]
        .sum()
        for outcomes in arms(lab, name, **changes)
    )
    of_each = enrolled.panel_risk / enrolled.panel_residents
    of_each -= never.panel_risk / never.panel_residents
    return [float(value) for value in of_each]


@pytest.mark.parametrize("name", THEORIES)
def test_no_theory_acts_before_activation(lab: SimpleNamespace, name: str) -> None:
    assert max(abs(value) for value in rise(lab, name)[:2]) < 1e-6


def test_the_label_stays_and_media_fade(lab: SimpleNamespace) -> None:
    quick = {"awareness_share": 1.0, "awareness_delay": 1.0}
    label, media = rise(lab, "fear-label", **quick), rise(lab, "fear-media", **quick)
    top = max(range(len(media)), key=media.__getitem__)
    assert label[-1] == pytest.approx(max(label), rel=0.05)
    assert media[-1] < 0.9 * media[top]
    assert all(m <= b + 1e-9 for m, b in zip(media, label, strict=True))


def test_detainers_refused_end_what_is_learned_and_leave_the_label(lab: SimpleNamespace) -> None:
    refused = {"detainer_policy": "none", "at_large_arrest": 0.0}
    for outcomes in arms(lab, "fear-learned", **refused):
        assert not lab.weeks(outcomes, events.HELD) and not lab.weeks(outcomes, events.REMOVED)
    assert max(map(abs, rise(lab, "fear-learned", **refused))) < 1e-6
    assert max(rise(lab, "fear-learned")) > 0.02
    # Everybody is aware at once, by whatever way, and the label does not ask what ICE does.
    quick = {"awareness_share": 1.0, "awareness_delay": 1.0}
    honored = rise(lab, "fear-label", **quick)
    assert rise(lab, "fear-label", **refused, **quick) == pytest.approx(honored, abs=0.01)


def test_baselines_move_hispanic_victims_only(lab: SimpleNamespace) -> None:
    names = ("baseline-0.69", "baseline-0.85", "county")
    before = [lab.simulate(lab.small(name, **lab.QUIET, witness_share_violent=0.0,
                                     witness_share_property=0.0)) for name in names]  # fmt: skip
    hispanic = [run.reporting_rate("hispanic", period="before") for run in before]
    other = [run.reporting_rate("other", period="before") for run in before]
    assert hispanic == sorted(hispanic) and hispanic[0] < hispanic[-1]
    assert other == pytest.approx([other[0]] * 3, rel=0.02)
