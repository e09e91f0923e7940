r"""Canonical spelling of the names of places and states, that of the Census.

Agencies differ in their use of capitals, spreadsheets drop the leading zero of a FIPS code, and
word processors change apostrophes. The draws of a place without a code are keyed by the names of
its state and itself, so they would depend on the spelling. ``canonical`` maps all spellings of a
name to one; official names of counties and states map to themselves. For example,
``canonical("PRINCE\u2019S ISLE  OF DEKALB")`` is ``"Prince's Isle of DeKalb"``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from scomm.model.errors import InputError, shown

_APOSTROPHES: Final = "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u2032`\u00b4"
_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_STRAIGHT: Final = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_QUOTES, '"'))
_NUMBER: Final = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Words that are capitalized only at the beginning of a name.
_SMALL: Final = frozenset(("and", "de", "du", "la", "of", "qui", "the"))
# Words with a capital in the middle, apart from those that begin with Mc.
_INNER: Final = {
    word.lower(): word
    for word in (
        "DeKalb",
        "DeSoto",
        "DeWitt",
        "DuPage",
        "LaGrange",
        "LaMoure",
        "LaPorte",
        "LaSalle",
    )
}
# Independent cities are written "Richmond city", to distinguish them from a county; others, such as
# Carson City, are not.
_INDEPENDENT: Final = re.compile(
    "(alexandria|baltimore|bristol|buena vista|charlottesville|chesapeake|colonial heights"
    "|covington|danville|emporia|fairfax|falls church|franklin|fredericksburg|galax|hampton"
    "|harrisonburg|hopewell|lexington|lynchburg|manassas|manassas park|martinsville|newport news"
    "|norfolk|norton|petersburg|poquoson|portsmouth|radford|richmond|roanoke|salem|st[.] louis"
    "|staunton|suffolk|virginia beach|waynesboro|williamsburg|winchester) city"
)


def tidy(text: str) -> str:
    """Normalize a name to composed characters and single spaces, without invisible characters.

    Raises InputError, with the predicate of a sentence, for control characters.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFKC", text)
    kept = "".join(each for each in composed if unicodedata.category(each) != "Cf")
    tidied = " ".join(kept.split())
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in tidied):
        raise InputError(f"must not have control characters, but is {shown(text)}")
    return tidied


@lru_cache(maxsize=16_384)
def canonical(text: str) -> str:
    """Convert a name to the canonical spelling, which is the key of its draws.

    Differences of case, composed characters, white space, apostrophes and quotes are removed, and
    so are leading zeros of a number and the decimals of a whole number (48.0).
    """
    name = tidy(text).translate(_STRAIGHT).strip("'\" ")
    if number := _NUMBER.fullmatch(name):
        return str(int(number[1]))
    name = name.lower()
    spelled = _WORD.sub(lambda word: _capitalized(word[0], word.start() == 0), name)
    return spelled[: -len("City")] + "city" if _INDEPENDENT.fullmatch(name) else spelled


@lru_cache(maxsize=1_024)
def canonical_state(text: str) -> str:
    """Convert a state's name with ``canonical``, or its FIPS code to two digits, such as 06."""
    state = canonical(text)
    return state.zfill(2) if state.isdecimal() else state


def _capitalized(word: str, first: bool) -> str:
    if word in _INNER:
        return _INNER[word]
    if word in _SMALL and not first:
        return word
    if word.startswith("mc") and len(word) > 3:
        return f"Mc{word[2:].capitalize()}"
    head, apostrophe, tail = word.partition("'")
    if apostrophe and len(head) == 1:  # O'Brien, but Queen Anne's
        return f"{head.upper()}'{tail.capitalize()}"
    return head.capitalize() + apostrophe + tail
