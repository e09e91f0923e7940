"""Neighborhoods: their number and sizes, Hispanic residents and order of propensity."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from scomm.model.compiling.jit import kernel
from scomm.model.places import Places
from scomm.model.randomness import NEIGHBORHOOD, draw
from scomm.model.settings import Settings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Neighborhoods:
    """The neighborhoods of all jurisdictions; arrays have one element per neighborhood.

    ``first_of`` has one element per jurisdiction, and a last one with the total.
    """

    first_of: Ints  # the jurisdiction's first neighborhood
    jurisdiction: Ints
    number: Ints  # within the jurisdiction, as in the keys of draws
    first: Ints  # its first resident, numbered within the jurisdiction
    residents: Ints
    hispanic: Ints  # Hispanic residents, who come first
    hispanic_before: Ints  # Hispanic residents of the jurisdiction's earlier neighborhoods
    step: Ints  # of its order of propensity
    shift: Ints


@dataclass(frozen=True)
class Neighborhood:
    """One neighborhood, for an agent; see ``Neighborhoods`` for the fields."""

    number: int
    first: int
    residents: int
    hispanic: int
    hispanic_before: int
    step: int
    shift: int
    undocumented_share: float

    @property
    def other(self) -> int:
        """Residents who are not Hispanic."""
        return self.residents - self.hispanic


def build_neighborhoods(settings: Settings, places: Places, seed: int) -> Neighborhoods:
    """Build the neighborhoods of all jurisdictions, of about the size given by the settings.

    Hispanic shares are quantiles of a Beta distribution with the jurisdiction's share as its mean,
    scaled to preserve the jurisdiction's total.

    Args:
        settings: The settings of the run.
        places: The jurisdictions.
        seed: The world seed.

    Returns:
        The neighborhoods, by jurisdiction.
    """
    size = settings.residents_per_neighborhood
    count = np.maximum((places.population + size // 2) // size, 1)
    first_of = np.concatenate(([0], np.cumsum(count)))
    jurisdiction = np.repeat(np.arange(len(count)), count)
    number = np.arange(first_of[-1]) - first_of[jurisdiction]
    edge = number * places.population[jurisdiction] // count[jurisdiction]
    next_edge = (number + 1) * places.population[jurisdiction] // count[jurisdiction]
    residents = next_edge - edge

    draws = _neighborhood_draws(
        seed, places.code.astype(np.int64)[jurisdiction], number.astype(np.int64)
    )
    share = places.mix[:, :3].sum(axis=1)
    shares = _shares(share, jurisdiction, first_of, residents, settings.segregation, draws[:, 0])
    hispanic = np.minimum((shares * residents + draws[:, 1]).astype(np.int64), residents)
    running = np.cumsum(hispanic) - hispanic
    step = np.array(
        [_step(int(n), u) for n, u in zip(residents, draws[:, 2], strict=True)], dtype=np.int64
    )
    return Neighborhoods(
        first_of=first_of.astype(np.int64),
        jurisdiction=jurisdiction.astype(np.int64),
        number=number.astype(np.int64),
        first=edge.astype(np.int64),
        residents=residents.astype(np.int64),
        hispanic=hispanic,
        hispanic_before=running - running[first_of[jurisdiction]],
        step=step,
        shift=(draws[:, 3] * residents).astype(np.int64),
    )


def _shares(
    share: Floats,
    jurisdiction: Ints,
    first_of: Ints,
    residents: Ints,
    concentration: float,
    u: Floats,
) -> Floats:
    """Compute neighborhoods' Hispanic shares that add up to the jurisdiction's residents."""
    mean = np.clip(share, 1e-9, 1.0 - 1e-9)[jurisdiction]
    shares = betaincinv(mean * concentration, (1.0 - mean) * concentration, u)
    wanted = share * np.add.reduceat(residents, first_of[:-1])
    for _ in range(60):
        total = np.add.reduceat(shares * residents, first_of[:-1])
        ratio = np.divide(wanted, total, out=np.ones_like(wanted), where=total > 0.0)
        before, shares = shares, np.clip(shares * ratio[jurisdiction], 0.0, 1.0)
        if np.array_equal(before, shares):
            break
    one = (np.diff(first_of) == 1)[jurisdiction]
    return np.asarray(np.where(one, share[jurisdiction], shares), dtype=np.float64)


def _step(residents: int, u: float) -> int:
    """Return a number coprime to ``residents``, at about the fraction ``u`` of it."""
    step = max(1, int(u * residents))
    while math.gcd(step, residents) != 1:
        step += 1
    return step


@kernel
def _neighborhood_draws(seed: int, code: Ints, number: Ints) -> Floats:
    out = np.empty((len(code), 4))
    for i in range(len(code)):
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = draw(
            seed, NEIGHBORHOOD, 0, number[i], code[i], 0, 0
        )
    return out
