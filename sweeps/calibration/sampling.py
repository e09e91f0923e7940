"""Samples of a posterior by emcee's ensemble of walkers, with its diagnostics by ArviZ.

Walkers move in normal scores of the priors, so that the prior is a standard normal and nothing is
bounded [Foreman-Mackey 2013]. Their generator starts from a state that is a hash of the seed alone.

Foreman-Mackey 2013: emcee: The MCMC Hammer, PASP 125:306.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError

Array = NDArray[np.float64]

_WORDS: Final = 624
_WALKERS_A_SETTING: Final = 4
_BURN_IN: Final = 0.5
"""Share of the steps that is thrown away."""


@dataclass(frozen=True)
class Sample:
    """Draws in the cube, float64[draw, setting], and R-hat and effective sizes by setting."""

    cube: Array
    log_likelihood: Array
    r_hat: Array
    effective: Array
    steps: int


def sample(
    log_likelihood: Callable[[Array], Array],
    start: Array,
    seed: int,
    steps: int,
    draws: int,
) -> Sample:
    """Sample the posterior of uniform priors on a cube.

    Args:
        log_likelihood: of points float64[point, setting] from 0 to 1: float64[point].
        start: points where walkers may begin, the likeliest first: float64[point, setting].
        seed: the sample depends on it and on the other arguments alone.
        steps: steps of each walker, half of which are thrown away.
        draws: number of draws returned, evenly spaced over what the walkers visited.

    Raises:
        InputError: if emcee or ArviZ is not installed.
    """
    emcee, arviz = _libraries()
    from scipy.special import ndtr, ndtri

    settings = start.shape[1]
    walkers = max(_WALKERS_A_SETTING * settings, 16)
    begin = ndtri(np.clip(start[np.arange(walkers) % len(start)], 1e-6, 1.0 - 1e-6))
    # Walkers must differ, so their first scores are spread a little.
    jitter = _uniforms(seed, walkers * settings).reshape(walkers, settings)
    begin = begin + 0.2 * ndtri(np.clip(jitter, 1e-6, 1.0 - 1e-6))

    def density(scores: Array) -> Array:
        return np.asarray(log_likelihood(ndtr(scores)) - 0.5 * (scores**2).sum(axis=1))

    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1)]
    moves.append((emcee.moves.StretchMove(), 0.2))
    sampler = emcee.EnsembleSampler(walkers, settings, density, moves=moves, vectorize=True)
    sampler.random_state = _state(seed)
    sampler.run_mcmc(begin, steps, progress=False)
    chain = sampler.get_chain(discard=int(steps * _BURN_IN))
    logs = sampler.get_log_prob(discard=int(steps * _BURN_IN)) + 0.5 * (chain**2).sum(axis=2)
    # ArviZ takes [chain, draw, setting].
    with warnings.catch_warnings():
        # It takes more walkers than steps for a mistake in the order of axes.
        warnings.simplefilter("ignore", UserWarning)
        found: Any = arviz.convert_to_dataset({"scores": np.swapaxes(chain, 0, 1)})
    flat, flat_logs = chain.reshape(-1, settings), logs.reshape(-1)
    every = np.linspace(0, len(flat) - 1, draws).astype(int)
    return Sample(
        cube=np.asarray(ndtr(flat[every])),
        log_likelihood=np.asarray(flat_logs[every]),
        r_hat=np.asarray(arviz.rhat(found)["scores"].values),
        effective=np.asarray(arviz.ess(found)["scores"].values),
        steps=steps,
    )


def _libraries() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            # ArviZ announces its next version at every import.
            warnings.simplefilter("ignore", FutureWarning)
            import arviz
        import emcee
    except ImportError as error:
        raise InputError(
            f"A posterior needs {error.name}; install it with: pip install 'scomm[inference]'."
        ) from None
    return emcee, arviz


def _uniforms(seed: int, count: int) -> Array:
    """Return numbers from 0 to 1 that are hashes of the seed and their position."""
    blocks = [
        hashlib.sha256(f"{seed}\nwalkers\n{block}".encode()).digest()
        for block in range(-(-count // 8))
    ]
    words = np.frombuffer(b"".join(blocks), dtype="<u4")[:count]
    return (words + 0.5) / 2.0**32


def _state(seed: int) -> tuple[str, NDArray[np.uint32], int, int, float]:
    """Return a state of emcee's generator, whose words are hashes of the seed."""
    words = (_uniforms(seed, _WORDS) * 2.0**32).astype(np.uint32)
    return ("MT19937", words, _WORDS, 0, 0.0)
