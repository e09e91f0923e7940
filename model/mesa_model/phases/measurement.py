"""The panel: at the end of each month, the trust and perceived risk of residents in the community.

In a jurisdiction of more than 1,000 residents every so many-th of them is measured, the same ones
all along, and each stands for as many. Awareness enters with its probability, which is known, not
with its draw.
"""

from __future__ import annotations

from scomm.model import measures
from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.randomness import WEEK_ZERO


def measure_panel(jurisdiction: Jurisdiction) -> None:
    """Add the panel's trust, perceived risk and who heard of a removal within a year."""
    tally, week = jurisdiction.model.tally, jurisdiction.model.week
    stride = measures.panel_stride(len(jurisdiction.residents))
    for resident in jurisdiction.residents[::stride]:
        if not resident.in_community:
            continue
        group = resident.group
        aware = resident.probability_aware(week)
        trust, risk = resident.trust(week, aware), resident.perceived_risk(week, aware)
        tally.count(jurisdiction, group, measures.PANEL_RESIDENTS, stride)
        tally.expect(jurisdiction, group, measures.PANEL_TRUST, trust, stride)
        tally.expect(jurisdiction, group, measures.PANEL_RISK, risk, stride)
        if resident.heard > 0 and week + WEEK_ZERO - resident.heard < measures.YEAR:
            tally.count(jurisdiction, group, measures.PANEL_HEARD, stride)
