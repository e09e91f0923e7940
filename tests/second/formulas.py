"""Small formulas that several sections of odd.md use."""

from __future__ import annotations

from math import exp, log

from .constants import ONE


def clip(x: float, low: float, high: float) -> float:
    """x, held between low and high."""
    return max(low, min(x, high))


def pick(u: float, n: int) -> int:
    """One of n, each as likely (section 7, before 7.1)."""
    return min(int(u * n), n - 1)


def poisson(mean: float, u: float) -> int:
    """A Poisson number by inversion (section 7.2)."""
    term = exp(-mean)
    total = term
    count = 0
    while u >= total:
        count += 1
        term = term * (mean * (1 / count))
        total = total + term
        if count > mean and term < 1e-18:
            break
    return count


def weeks_until(mean: float, u: float) -> int:
    """A geometric wait of this mean, 1 week at least (section 7.9)."""
    if mean <= 1:
        return 1
    return 1 + int(log(1 - u) / log(1 - 1 / mean))


def shifted(q: float, d: float) -> float:
    """A probability moved by d in its log odds (section 5.7)."""
    if d == 0 or q <= 0 or q >= 1:
        return q
    return 1 / (1 + (1 - q) / q * exp(-d))


def fixed(x: float) -> int:
    """A real number as it enters a sum (section C)."""
    return int(x * ONE + 0.5)


def faded(excess: int, weeks: int, half_life: float) -> int:
    """`steps(e)` of section 7.4: an excess some weeks after it was last brought up to date."""
    if excess == 0 or weeks <= 0:
        return excess
    return int(excess * exp(-log(2) * weeks / half_life) + 0.5)
