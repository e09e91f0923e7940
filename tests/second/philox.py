"""Random numbers as a function of seed, decision, subject, week and index (section A)."""

from __future__ import annotations

from .constants import BLOCKS, WEEK_ZERO

TWO_32 = 2**32


def philox4x32_10(counter: list[int], key: list[int]) -> list[int]:
    """Ten rounds of Philox4x32 (section A): four words from a counter and a key."""
    x0, x1, x2, x3 = counter
    key0, key1 = key
    for _ in range(10):
        hi0, lo0 = divmod(0xD2511F53 * x0, TWO_32)
        hi1, lo1 = divmod(0xCD9E8D57 * x2, TWO_32)
        x0, x1, x2, x3 = hi1 ^ x1 ^ key0, lo1, hi0 ^ x3 ^ key1, lo0
        key0 = (key0 + 0x9E3779B9) % TWO_32
        key1 = (key1 + 0xBB67AE85) % TWO_32
    return [x0, x1, x2, x3]


def words(
    seed: int, code: int, block: str, a: int, b: int, week: int = 0, index: int = 0
) -> list[int]:
    """The four words of a block (section A), for the jurisdiction with this code."""
    counter = [
        a % TWO_32,
        b % TWO_32,
        code,
        BLOCKS[block] << 24 | (week + WEEK_ZERO) << 12 | index,
    ]
    key = [seed % TWO_32, seed // TWO_32]
    return philox4x32_10(counter, key)


def uniforms(
    seed: int, code: int, block: str, a: int, b: int, week: int = 0, index: int = 0
) -> list[float]:
    """The four uniforms of a block (section A), strictly between 0 and 1."""
    return [(word + 0.5) * 2**-32 for word in words(seed, code, block, a, b, week, index)]


def seed_of_replicate(seed: int, replicate: int) -> int:
    """The seed of a replicate's world in a sweep (section A, end)."""
    word0, word1, _, _ = words(seed, 0, "world", replicate, 0)
    return (word1 << 32 | word0) & (2**63 - 1)
