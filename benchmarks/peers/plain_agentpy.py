"""The county in agentpy: every resident is activated every week, in random order."""

from __future__ import annotations

import agentpy

from benchmarks.peers.job import simulate_county
from benchmarks.peers.resident import ResidentRules
from benchmarks.peers.society import SocietyRules
from benchmarks.peers.town import Town


class Resident(ResidentRules, agentpy.Agent):
    """One resident."""

    def setup(self, slot: int) -> None:
        """Become the resident of a slot."""
        self.begin(slot)


class Society(SocietyRules, agentpy.Model):
    """The county; its parameters are the town, the seed and the number of weeks."""

    def setup(self) -> None:
        """Fill the county."""
        self.settle(self.p.town, lambda slot: Resident(self, slot))
        self.everybody = agentpy.AgentList(self, self.residents)

    def step(self) -> None:
        """Simulate a week for all residents."""
        self.begin_week()
        self.everybody.shuffle().step()
        self.end_week()


def make(town: Town, seed: int) -> Society:
    """Return the county, filled."""
    society = Society({"town": town, "seed": seed, "steps": town.weeks})
    society.sim_setup()
    return society


def run(society: Society) -> None:
    """Simulate all weeks."""
    while society.running:
        society.sim_step()


if __name__ == "__main__":
    simulate_county(
        "agentpy", make, lambda society: lambda: run(society), lambda society: society.totals
    )
