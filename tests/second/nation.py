"""The synthetic nation, the same for every seed (section 5.1)."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Any

import numpy as np
from scipy.special import expit, ndtri

COMPLETE = 3143
RESIDENTS = 308700000
HISPANIC_SHARE = 0.163
SIZE_SPREAD = 1.65
STATES = 51
HISPANIC_ON_SIZE = 0.55
HISPANIC_ON_BORDER = 0.8
HISPANIC_ON_REST = 1.2
HISPANIC_STATUS_SPREAD = 0.35
OTHER_STATUS_SPREAD = 0.5
OTHER_STATUS_ON_SIZE = 0.5
EARLY_ON_HISPANIC = 0.82
EARLY_ON_BORDER = 0.3
EARLY_ON_SIZE = 0.83
EARLY_ON_STATE = 1.5
EARLY_ON_REST = 0.8
TOGETHER_SHARE = 0.63
TRAITS = 6

ROLL_OUT = [
    ("2008-10-27", 1),
    ("2008-12-31", 14),
    ("2009-12-31", 105),
    ("2010-05-15", 180),
    ("2010-06-30", 404),
    ("2010-08-31", 577),
    ("2010-09-15", 617),
    ("2010-09-30", 661),
    ("2010-12-31", 895),
    ("2011-01-18", 973),
    ("2011-09-30", 1562),
    ("2011-12-31", 1994),
    ("2012-06-30", 3037),
    ("2013-01-22", 3143),
]


def uniform(trait: int, count: int) -> np.ndarray:
    """`uniform(trait, count)` of section 5.1."""
    g = 2.0
    for _ in range(64):
        g = (1 + g) ** (1 / (TRAITS + 1))
    return np.array([(0.5 + (k + 1) * g ** -(trait + 1)) % 1 for k in range(count)])


def normal(trait: int, count: int) -> np.ndarray:
    """`normal(trait, count)` of section 5.1."""
    return ndtri(np.clip(uniform(trait, count), 1e-9, 1 - 1e-9))


def quantiles(count: int) -> np.ndarray:
    """`quantiles(count)` of section 5.1, in ascending order."""
    return ndtri((np.arange(count) + 0.5) / count)


def fitted(x: np.ndarray, weights: np.ndarray, mean: float) -> np.ndarray:
    """`fitted(x, weights, mean)` of section 5.1, its constant found by bisection."""
    if mean == 0 or mean == 1:
        return np.full(len(x), float(mean))
    low, high = -100.0, 100.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return expit(middle + x)
        if np.average(expit(middle + x), weights=weights) < mean:
            low = middle
        else:
            high = middle


def populations(size: np.ndarray) -> np.ndarray:
    """Whole residents of each jurisdiction, before scaling (section 5.1)."""
    count = len(size)
    total = round(RESIDENTS * count / COMPLETE)
    exact = np.exp(SIZE_SPREAD * size) / np.sum(np.exp(SIZE_SPREAD * size)) * total
    population = np.floor(exact).astype(int)
    # Jurisdictions stand from the largest to the smallest, so a stable sort prefers the larger.
    by_loss = sorted(range(count), key=lambda k: -(exact[k] - population[k]))
    for k in by_loss[: total - int(population.sum())]:
        population[k] += 1
    return population


def status_shares(
    s: np.ndarray, weights: np.ndarray, undocumented_mean: float, lawful_mean: float
) -> tuple[np.ndarray, np.ndarray]:
    """Undocumented and lawful shares of an ethnicity, by jurisdiction (section 5.1)."""
    undocumented = fitted(s, weights, undocumented_mean)
    documented = 1 - undocumented
    if undocumented_mean == 1:
        return undocumented, np.zeros(len(s))
    share = min(1, lawful_mean / (1 - undocumented_mean))
    lawful = documented * fitted(s, weights * documented, share)
    return undocumented, lawful


def activation_day(k: int, count: int) -> date:
    """The day on which the k-th of the order is activated (section 5.1)."""
    cumulative = 1.0 if count == 1 else 1 + k * (COMPLETE - 1) / (count - 1)
    days = [date.fromisoformat(day).toordinal() for day, _ in ROLL_OUT]
    counts = [number for _, number in ROLL_OUT]
    return date.fromordinal(ceil(float(np.interp(cumulative, counts, days))))


def roll_out(order: list[int], state: list[int]) -> tuple[list[int], list[date]]:
    """The order of activation and its days, the last of each state put together (5.1)."""
    together = {}
    for one in set(state):
        there = [j for j in order if state[j] == one]
        together[one] = there[max(len(there) - int(TOGETHER_SHARE * len(there)), 1) - 1 :]
    changed = []
    for j in order:
        if j == together[state[j]][0]:
            changed += together[state[j]]
        elif j not in together[state[j]]:
            changed.append(j)
    days = [activation_day(k, len(order)) for k in range(len(order))]
    result = list(days)
    for places in together.values():
        first = changed.index(places[0])
        last = first + len(places) - 1
        for k in range(first, last + 1):
            result[k] = days[(first + last) // 2]
    return changed, result


def made_up_nation(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """Number, state, population, shares and day of activation, the earliest first (5.1)."""
    count = settings["jurisdictions"]
    size = quantiles(count)[::-1]
    population = populations(size)
    i = np.arange(STATES)
    w = 0.1 - np.log1p(-(i + 0.5) / STATES)
    bounds = np.cumsum(w) / np.sum(w)
    state = [min(int(np.sum(bounds <= u)), STATES - 1) for u in uniform(0, count)]
    border, early = np.empty(STATES), np.empty(STATES)
    border[np.argsort(uniform(5, STATES), kind="stable")] = quantiles(STATES)
    early[np.argsort(uniform(2, STATES), kind="stable")] = quantiles(STATES)
    log_odds = (
        HISPANIC_ON_SIZE * size
        + HISPANIC_ON_BORDER * border[state]
        + HISPANIC_ON_REST * normal(1, count)
    )
    hispanic = fitted(log_odds, population, HISPANIC_SHARE)
    hispanic_undocumented, hispanic_lawful = status_shares(
        HISPANIC_STATUS_SPREAD * normal(2, count),
        population * hispanic,
        settings["hispanic_undocumented_share"],
        settings["hispanic_lawful_share"],
    )
    other_undocumented, other_lawful = status_shares(
        OTHER_STATUS_ON_SIZE * size + OTHER_STATUS_SPREAD * normal(4, count),
        population * (1 - hispanic),
        settings["other_undocumented_share"],
        settings["other_lawful_share"],
    )
    spread = log_odds.std()
    # odd.md does not say what z is where all log odds are alike (one jurisdiction): 0 here.
    z = (log_odds - log_odds.mean()) / spread if spread > 0 else np.zeros(count)
    score = (
        EARLY_ON_HISPANIC * z
        + EARLY_ON_BORDER * border[state]
        + EARLY_ON_SIZE * size
        + EARLY_ON_STATE * early[state]
        + EARLY_ON_REST * normal(3, count)
    )
    order, days = roll_out(sorted(range(count), key=lambda j: -score[j]), state)
    return [
        {
            "code": j + 1,
            "state": f"State {state[j] + 1}",
            "population": int(population[j]),
            "hispanic": float(hispanic[j]),
            "hispanic_undocumented": float(hispanic_undocumented[j]),
            "hispanic_lawful": float(hispanic_lawful[j]),
            "other_undocumented": float(other_undocumented[j]),
            "other_lawful": float(other_lawful[j]),
            "activation": days[k],
        }
        for k, j in enumerate(order)
    ]
