"""Starsim's introductory model, an SIR disease on a random network; a step counts as a week."""

from __future__ import annotations

from typing import Any

import starsim

from benchmarks.peers.job import simulate_yardstick


def make(residents: int, steps: int, seed: int) -> Any:
    """Return a simulation, initialized."""
    simulation = starsim.Sim(
        n_agents=residents,
        diseases="sir",
        networks="random",
        dur=steps - 1,
        rand_seed=seed,
        verbose=0,
    )
    return simulation.init()


if __name__ == "__main__":
    simulate_yardstick("starsim", make, lambda simulation: simulation.run())
