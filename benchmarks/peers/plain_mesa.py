"""The county as a plain Mesa model: every resident is activated every week, in random order."""

from __future__ import annotations

import mesa

from benchmarks.peers.job import simulate_county
from benchmarks.peers.resident import ResidentRules
from benchmarks.peers.society import SocietyRules
from benchmarks.peers.town import Town


class Resident(ResidentRules, mesa.Agent):
    """One resident."""

    def __init__(self, society: Society, slot: int) -> None:
        """Become the resident of a slot."""
        super().__init__(society)
        self.begin(slot)


class Society(SocietyRules, mesa.Model):
    """The county."""

    def __init__(self, town: Town, seed: int) -> None:
        """Fill the county."""
        super().__init__(rng=seed)
        self.settle(town, lambda slot: Resident(self, slot))

    def step(self) -> None:
        """Simulate a week for all residents."""
        self.begin_week()
        self.agents.shuffle_do("step")
        self.end_week()

    def run(self) -> None:
        """Simulate all weeks."""
        for _ in range(self.town.weeks):
            self.step()


if __name__ == "__main__":
    simulate_county("mesa", Society, lambda society: society.run, lambda society: society.totals)
