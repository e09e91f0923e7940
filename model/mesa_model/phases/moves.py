"""Moves: residents leave, and a newcomer of the same group takes each one's place."""

from __future__ import annotations

from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.randomness import MOVE as MOVE_BLOCK
from scomm.model.rules.opportunity import pick
from scomm.model.streams import MOVE


def move(jurisdiction: Jurisdiction) -> None:
    """Go through the week's moves; who is in jail, in ICE custody or removed does not move."""
    week = jurisdiction.model.week
    for cell, counts in zip(jurisdiction.neighborhoods, jurisdiction.opportunities, strict=True):
        for first in range(0, counts.moves, 4):
            draws = jurisdiction.model.draws(
                MOVE_BLOCK, first // 4, cell.number, jurisdiction.code, week, MOVE
            )
            for u in draws[: counts.moves - first]:
                resident = jurisdiction.residents[cell.first + pick(u, cell.residents)]
                if resident.in_community:
                    resident.replace(week)
