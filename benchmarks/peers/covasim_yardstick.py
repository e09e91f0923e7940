"""Covasim's default simulation; a step, which is a day there, counts as a week."""

from __future__ import annotations

from typing import Any

import covasim

from benchmarks.peers.job import simulate_yardstick


def make(residents: int, steps: int, seed: int) -> Any:
    """Return a simulation, initialized."""
    simulation = covasim.Sim(pop_size=residents, n_days=steps - 1, rand_seed=seed, verbose=0)
    simulation.initialize()
    return simulation


if __name__ == "__main__":
    simulate_yardstick("covasim", make, lambda simulation: simulation.run())
