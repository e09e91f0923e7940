"""Keyed perfect matchings: who of a set is whose partner, worked out when asked for.

Number the set, send each number through a keyed permutation, flip the last bit, send it back: that
pairs everybody with somebody, both ways. The permutation, on the fewest bits that hold the set, is
of the kind of Kensler's (Correlated multi-jittered sampling, 2013): rounds of adding a key,
multiplying by an odd number and xoring the upper half of the bits into the lower, each of which can
be undone. It is walked along its cycle until it lands inside the set.

Partners are asked for by the batch: a processor works out several side by side.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from scomm.model.compiling.jit import rule, woven
from scomm.model.compiling.lanes import LANES
from scomm.model.randomness import TIE, words

NO_TIE: Final = -1

#: Questions: which set (the number of its first resident in the jurisdiction, and which sort of tie
#: it is), which of its matchings, whose partner, and out of how many; and the answer. What is
#: between ``size`` and ``partner`` is worked out on the way, in 32 bits: a register holds twice as
#: many of those as of 64, and multiplies them at once.
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

# What is added to the two keys that serve a second time.
_SECOND: Final = 0x9E3779B9

# Says what is so, that nothing is ever shifted by 32 bits or more: then 32 bits are enough.
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
    """Write the ``n``-th question; ``shape`` is ``shape_of(size)``, and a size is 1 or more."""
    batch, lane = questions[n // LANES], n % LANES
    batch.first[lane] = first
    batch.kind[lane] = kind
    batch.k[lane] = k
    batch.number[lane] = number
    batch.size[lane] = size
    batch.mask[lane], batch.half[lane] = shape


@rule
def answer(questions: Any, n: int) -> int:
    """Return whose partner was asked for in the ``n``-th question, or ``NO_TIE``.

    Where a set's size is odd, one number has no partner.
    """
    return int(questions[n // LANES].partner[n % LANES])


@rule
def shape_of(size: int) -> tuple[int, int]:
    """Return the mask of the fewest bits, 1 or more, that hold numbers below ``size``, and half.

    Half is how many bits half of them are, rounded up.
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
    """Return a word of which the low bits, all that counts in a small set, depend on all bits."""
    return np.int64(word ^ (word >> np.uint64(15)))


@rule
def find_partners(seed: int, code: int, questions: Any, count: int) -> None:
    """Answer the first ``count`` questions, all of the jurisdiction with that code."""
    for k in range((count + LANES - 1) // LANES):
        batch = questions[k]
        for n in range(count - k * LANES, LANES):
            # Nobody asked: a set of which the only member is found at once.
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
    """Permute each number until it lands inside its set."""
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
    """Take each to its partner; who has none is left with ``NO_TIE`` for its number."""
    for n in range(LANES):
        other = batch.partner[n] ^ 1
        alone = other >= batch.size[n]
        batch.number[n] = NO_TIE if alone else 0
        batch.partner[n] = 0 if alone else other


@woven
def _walk_back(batch: Any) -> None:
    """Undo the permutation until each lands inside its set."""
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
