"""Keyed draws: every random number is a function of (seed, decision, subject, week, index).

The generator is Philox4x32-10 [Salmon 2011], a keyed bijection of a 128-bit counter. Nothing here
has state. A *block* is one counter and gives four uniforms; each uniform of a block is one named
decision, listed once in ``BLOCKS``. The counter is packed so that no two decisions share a number:

    word 0, word 1   the subject's two numbers, 32 bits each (see the block's ``subject``)
    word 2           the jurisdiction's code, 32 bits
    word 3           block (8 bits), week (12 bits), index (12 bits)

The seed is the key. A change in which number a decision gets makes a different world for the same
seed; such a change must also change ``SCHEME``, which is stored with every result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from scomm.model.compiling.jit import always, inlined, rule, woven
from scomm.model.compiling.uniform import unit

SCHEME: Final = "philox4x32-10/4"
LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True)
class Block:
    """Four decisions drawn with one counter; ``subject`` tells the content of words 0 and 1."""

    name: str
    subject: str
    decisions: tuple[str, ...]


BLOCKS: Final = (
    Block("world", "replicate, 0", ("seed, low half", "seed, high half")),
    Block(
        "neighborhood", "0, cell", ("Hispanic share", "rounding", "order of propensity", "shift")
    ),
    Block("household", "first slot, 0", ("size", "immigrant household or not")),
    Block("slot", "slot, 0", ("status within the household",)),
    Block(
        "resident",
        "slot, arrival",
        ("DHS record", "prior convictions", "kind of conviction", "known only to the FBI"),
    ),
    Block("awareness", "slot, arrival", ("when aware, if ever",)),
    Block("officer", "officer, 0", ("propensity for pretextual arrest",)),
    Block("jurisdiction", "0, 0", ("outcome of an opt-out request",)),
    Block(
        "tie", "first slot of the set, kind of tie", ("round 1", "round 2", "round 3", "round 4")
    ),
    Block(
        "counts",
        "0, cell",
        ("crimes against Hispanics", "crimes against others", "arrests for cause", "moves"),
    ),
    Block("excess counts", "0, cell", ("against Hispanics", "against others")),
    Block("crime", "number, cell", ("victim", "class", "offender acts", "offender")),
    Block("report", "number, cell", ("victim reports", "witness", "witness reports", "clearance")),
    Block("cause", "number, cell", ("offender", "officer")),
    Block("encounter", "number, cell", ("resident", "outcome", "taken for foreign", "officer")),
    Block("inquiry", "number, cell", ("status inquiry leads to arrest",)),
    Block(
        "move",
        "number // 4, cell",
        ("slot of the first of four moves", "of the second", "of the third", "of the fourth"),
    ),
    Block("arrest", "number, cell", ("order among arrests", "charge", "release", "disposition")),
    Block(
        "case", "number, cell", ("conviction", "detainer", "taken before disposition", "interview")
    ),
    Block("sentence", "number, cell", ("length", "aggravated", "prison, jail or neither")),
    Block("custody", "number, cell", ("removal", "time held", "order for a bed", "successor")),
    Block(
        "news",
        "subject of the news, path // 4",
        ("goes along the first of four paths", "the second", "the third", "the fourth"),
    ),
    Block("investigation", "number, cell", ("officer",)),
    Block(
        "encounter counts",
        "0, cell",
        ("of Hispanics", "of others", "profiled, of Hispanics", "profiled, of others"),
    ),
    Block("sample", "0, 0", ("shift of the systematic sample of counties",)),
    Block("practice", "practice, 0", ("deviation from the mean",)),
    Block("prints", "number, cell", ("taken electronically",)),
    Block(
        "order", "number, cell", ("ordered to appear", "weeks until due", "removal", "successor")
    ),
    Block("at large", "number, cell", ("arrested at large", "weeks until then")),
)

# A block's position in the list is its number in the counter: new blocks are appended.
(
    WORLD,
    NEIGHBORHOOD,
    HOUSEHOLD,
    SLOT,
    RESIDENT,
    AWARENESS,
    OFFICER,
    JURISDICTION,
    TIE,
    COUNTS,
    EXCESS_COUNTS,
    CRIME,
    REPORT,
    CAUSE,
    ENCOUNTER,
    INQUIRY,
    MOVE,
    ARREST,
    CASE,
    SENTENCE,
    CUSTODY,
    NEWS,
    INVESTIGATION,
    ENCOUNTER_COUNTS,
    SAMPLE,
    PRACTICE,
    PRINTS,
    ORDER,
    AT_LARGE,
) = (always(number) for number in range(len(BLOCKS)))

# Weeks before the start are negative; the counter holds week + WEEK_ZERO, so that the length of the
# burn-in does not change the draws of other weeks.
WEEK_ZERO: Final = 1024

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)

Word = int | np.uint64


@inlined
def philox(
    c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Compute the four 32-bit words of Philox4x32-10 for a counter and a key of 32-bit words."""
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key0, key1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        product0 = _MULTIPLIER_0 * x0
        product1 = _MULTIPLIER_1 * x2
        x0 = (product1 >> _HALF) ^ x1 ^ key0
        x1 = product1 & _MASK
        x2 = (product0 >> _HALF) ^ x3 ^ key1
        x3 = product0 & _MASK
        key0 = (key0 + _WEYL_0) & _MASK
        key1 = (key1 + _WEYL_1) & _MASK
    return x0, x1, x2, x3


@inlined
def words(
    seed: int, block: int, a: int, b: int, code: int, week: int, index: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Draw the four 32-bit words of one block; the module's docstring gives the packing."""
    key = np.uint64(seed)
    last = (
        (np.uint64(block) << np.uint64(24))
        | (np.uint64(week + WEEK_ZERO) << np.uint64(12))
        | np.uint64(index)
    )
    return philox(
        np.uint64(a) & _MASK, np.uint64(b) & _MASK, np.uint64(code), last, key & _MASK, key >> _HALF
    )


@woven
def uniforms(
    seed: int, block: int, a: int, b: int, code: int, week: int, index: int
) -> tuple[float, float, float, float]:
    """Draw a block's four uniforms, for a vectorized loop; otherwise the same as ``draw``."""
    w0, w1, w2, w3 = words(seed, block, a, b, code, week, index)
    return unit(w0), unit(w1), unit(w2), unit(w3)


@rule
def draw(
    seed: int, block: int, a: int, b: int, code: int, week: int, index: int
) -> tuple[float, float, float, float]:
    """Draw a block's four uniforms, each strictly between 0 and 1.

    Args:
        seed: The world seed.
        block: Number of the block, such as ``CRIME``.
        a: Word 0, the first number of the subject.
        b: Word 1, the second number of the subject.
        code: The jurisdiction's code, 0 to 2**32 - 1.
        week: Week counted from the start, -1024 to 3071.
        index: 0 to 4095.

    Returns:
        Four floats, in the order of the block's ``decisions``.
    """
    return uniforms(seed, block, a, b, code, week, index)


def world_seed(sweep_seed: int, replicate: int) -> int:
    """Derive a replicate's world seed from the sweep's seed and the replicate's number alone."""
    low, high, _, _ = words(sweep_seed, WORLD, replicate, 0, 0, 0, 0)
    return (int(high) << 32 | int(low)) & 0x7FFFFFFFFFFFFFFF


class Draws:
    """The draws of one world, for the Mesa execution.

    With ``audit`` the draws are recorded and drawing a block twice raises AssertionError, so a run
    under audit shows that no number is used twice.
    """

    def __init__(self, seed: int, *, audit: bool = False) -> None:
        self.seed = seed
        self.asked: set[tuple[int, ...]] | None = set() if audit else None

    def __call__(
        self, block: int, a: int, b: int, code: int, week: int = 0, index: int = 0
    ) -> tuple[float, float, float, float]:
        """Draw the four uniforms of a block, each strictly between 0 and 1."""
        if self.asked is not None:
            counter = (block, a, b, code, week, index)
            if counter in self.asked:
                raise AssertionError(f"block {BLOCKS[block].name!r} was drawn twice: {counter}")
            self.asked.add(counter)
        return draw(self.seed, block, a, b, code, week, index)
