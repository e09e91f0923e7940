"""A state: its agreement with DHS and its identification bureau, which sends prints to the FBI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from scomm.model.mesa_model.world import World


class State(mesa.Agent):
    """One state. The program rests on its agreement; no local one is needed [Truthout 2010]."""

    model: World

    def __init__(self, world: World, name: str, refuses_from: int) -> None:
        """Join the world; ``refuses_from`` is the week from which the state refuses, or NEVER."""
        super().__init__(world)
        self.name = name
        self.refuses_from = refuses_from

    def forwards(self, week: int) -> bool:
        """Say whether the bureau sends prints to the FBI in ``week``.

        A state that refuses gets no criminal histories back either [Setting-the-record 2010].
        """
        return week < self.refuses_from
