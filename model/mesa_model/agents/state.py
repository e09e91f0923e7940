"""A state: its agreement with DHS and its identification bureau, which sends prints to the FBI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from scomm.model.mesa_model.world import World


class State(mesa.Agent):
    """One state. The program rests on its agreement; no local one is needed [Truthout 2010]."""

    model: World

    def __init__(self, world: World, name: str, agreement_week: int, refuses_from: int) -> None:
        """Join the world.

        Args:
            world: The world.
            name: The state's name.
            agreement_week: Week of its agreement with DHS, before which nothing in it is activated.
            refuses_from: Week from which it forwards no prints, or NEVER.
        """
        super().__init__(world)
        self.name = name
        self.agreement_week = agreement_week
        self.refuses_from = refuses_from

    def forwards(self, week: int) -> bool:
        """True if the bureau sends prints to the FBI in ``week``.

        A state that refuses gets no criminal histories back either [Setting-the-record 2010].
        """
        return week < self.refuses_from
