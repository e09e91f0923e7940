"""Keyed perfect matchings of a set, with partners computed on demand.

The members of the set are numbered. The partner of a number is found by a keyed permutation, a flip
of the last bit, and the inverse permutation, which is a symmetric pairing. The permutation, on the
fewest bits that hold the set, is similar to Kensler's (Correlated multi-jittered sampling, 2013):
invertible rounds of adding a key, multiplying by an odd number and xoring the upper half of the
bits into the lower. It is applied repeatedly until the result is a number of the set (cycle
walking).

Partners are computed in batches, which the compiler vectorizes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from scomm.model.compiling.jit import rule, woven
from scomm.model.compiling.lanes import LANES
from scomm.model.randomness import TIE, words

NO_TIE: Final = -1

#: A batch of queries. The arguments are the set (the number of its first resident in the
#: jurisdiction, and the kind of tie), the matching ``k``, the member's number and the size of the
#: set; the result is ``partner``. The fields between ``size`` and ``partner`` are intermediate
#: values, of 32 bits because a vector register holds twice as many of them as of 64.
QUESTIONS: Final = np.dtype(
    [(name, np.int64, (LANES,)) for name in ("first", "kind", "k")]
    + [
        (name, np.int32, (LANES,))
        for name in (
            "number", "size", "mask", "half", "key0", "key1", "key2", "key3", "partner",
        )
    ]
)  # fmt: skip

# Odd, and their inverses modulo 2**32.
_MULTIPLIERS: Final = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
_INVERSES: Final = tuple(pow(multiplier, -1, 1 << 32) for multiplier in _MULTIPLIERS)

# Added to the two keys that are used a second time.
_SECOND: Final = 0x9E3779B9

# A mask that never changes a shift; it shows the compiler that 32-bit arithmetic is sufficient.
_BELOW_32: Final = 31


@rule
def ask(
    questions: Any,
    n: int,
    first: int,
    kind: int,
    k: int,
    number: int,
    size: int,
    shape: tuple[int, int],
) -> None:
    """Write the ``n``-th query; ``shape`` is ``shape_of(size)``, and ``size`` is 1 or more."""
    batch, lane = questions[n // LANES], n % LANES
    batch.first[lane] = first
    batch.kind[lane] = kind
    batch.k[lane] = k
    batch.number[lane] = number
    batch.size[lane] = size
    batch.mask[lane], batch.half[lane] = shape


@rule
def answer(questions: Any, n: int) -> int:
    """Return the partner found for the ``n``-th query, or ``NO_TIE``.

    In a set of odd size one member has no partner.
    """
    return int(questions[n // LANES].partner[n % LANES])


@rule
def shape_of(size: int) -> tuple[int, int]:
    """Return the mask of the fewest bits, 1 or more, that hold numbers below ``size``.

    The second value is half the number of these bits, rounded up.
    """
    mask = bits = 1
    while mask < size - 1:
        mask = mask << 1 | 1
        bits += 1
    return mask, (bits + 1) >> 1


@woven
def _round(x: Any, key: Any, multiplier: int, half: Any, mask: Any) -> np.int32:
    x = np.int32((x + key) * multiplier & mask)
    return np.int32(x ^ (x >> (half & _BELOW_32)))


@woven
def _undone(x: Any, key: Any, inverse: int, half: Any, mask: Any) -> np.int32:
    return np.int32(((x ^ (x >> (half & _BELOW_32))) * inverse - key) & mask)


@woven
def _permuted(batch: Any, n: int) -> np.int32:
    half, mask = batch.half[n], batch.mask[n]
    x = _round(batch.partner[n], batch.key0[n], _MULTIPLIERS[0], half, mask)
    x = _round(x, batch.key1[n], _MULTIPLIERS[1], half, mask)
    x = _round(x, batch.key2[n], _MULTIPLIERS[2], half, mask)
    x = _round(x, batch.key3[n], _MULTIPLIERS[0], half, mask)
    x = _round(x, batch.key0[n] + _SECOND, _MULTIPLIERS[1], half, mask)
    return _round(x, batch.key1[n] + _SECOND, _MULTIPLIERS[2], half, mask)


@woven
def _unpermuted(batch: Any, n: int) -> np.int32:
    half, mask = batch.half[n], batch.mask[n]
    x = _undone(batch.partner[n], batch.key1[n] + _SECOND, _INVERSES[2], half, mask)
    x = _undone(x, batch.key0[n] + _SECOND, _INVERSES[1], half, mask)
    x = _undone(x, batch.key3[n], _INVERSES[0], half, mask)
    x = _undone(x, batch.key2[n], _INVERSES[2], half, mask)
    x = _undone(x, batch.key1[n], _INVERSES[1], half, mask)
    return _undone(x, batch.key0[n], _INVERSES[0], half, mask)


@woven
def _mixed(word: np.uint64) -> np.int64:
    """Mix a word so that its low bits, the only ones used in a small set, depend on the others."""
    return np.int64(word ^ (word >> np.uint64(15)))


@rule
def find_partners(seed: int, code: int, questions: Any, count: int) -> None:
    """Find the partners for the first ``count`` queries, all of the jurisdiction with ``code``."""
    for k in range((count + LANES - 1) // LANES):
        batch = questions[k]
        for n in range(count - k * LANES, LANES):
            # Fill unused lanes with a set of one member, which terminates immediately.
            batch.number[n] = 0
            batch.size[n] = 1
            batch.mask[n] = 0
        _draw_keys(seed, code, batch)
        _walk_there(batch)
        _cross(batch)
        _walk_back(batch)


@woven
def _draw_keys(seed: int, code: int, batch: Any) -> None:
    for n in range(LANES):
        w0, w1, w2, w3 = words(seed, TIE, batch.first[n], batch.kind[n], code, 0, batch.k[n])
        batch.key0[n] = _mixed(w0)
        batch.key1[n] = _mixed(w1)
        batch.key2[n] = _mixed(w2)
        batch.key3[n] = _mixed(w3)
        batch.partner[n] = batch.number[n]


@woven
def _walk_there(batch: Any) -> None:
    """Permute each number until it is in its set."""
    first = outside = 1
    while outside:
        outside = 0
        for n in range(LANES):
            again = _permuted(batch, n)
            walks = first | (batch.partner[n] >= batch.size[n])
            reached = again if walks else batch.partner[n]
            batch.partner[n] = reached
            outside |= reached >= batch.size[n]
        first = 0


@woven
def _cross(batch: Any) -> None:
    """Flip the last bit of each number; set ``number`` to ``NO_TIE`` if it has no partner."""
    for n in range(LANES):
        other = batch.partner[n] ^ 1
        alone = other >= batch.size[n]
        batch.number[n] = NO_TIE if alone else 0
        batch.partner[n] = 0 if alone else other


@woven
def _walk_back(batch: Any) -> None:
    """Apply the inverse permutation until each number is in its set."""
    first = outside = 1
    while outside:
        outside = 0
        for n in range(LANES):
            again = _unpermuted(batch, n)
            walks = first | (batch.partner[n] >= batch.size[n])
            reached = again if walks else batch.partner[n]
            batch.partner[n] = reached
            outside |= reached >= batch.size[n]
        first = 0
    for n in range(LANES):
        batch.partner[n] = NO_TIE if batch.number[n] == NO_TIE else batch.partner[n]
