"""The readers of values: accepted and rejected values, and their form in messages."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
import pytest

from scomm import InputError, Settings
from scomm.model.errors import SHOWN, plain, shown
from scomm.model.reading.values import read_flag, read_number, read_text, read_whole, rounded

WHOLE = ["48", " 48 ", "48.0", "4.8e1", "4_8", "+48", 48, 48.0, Decimal("48"), np.int64(48), b"48"]


@pytest.mark.parametrize("given", WHOLE, ids=repr)
def test_a_whole_number_however_it_is_written(given: object) -> None:
    assert read_whole(given) == 48 and type(read_whole(given)) is int
    assert read_number(given) == 48.0 and type(read_number(given)) is float


NO_NUMBERS = [
    *(
        "",
        "x",
        "4 8",
        "4__8",
        "_48",
        "48_",
        "0x30",
        "\uff14\uff18",
        "\u0664\u0668",
        "nan",
        "1,000",
        "true",
        "9" * 5000,
    ),
    *(True, False, None, float("nan"), [48], {"a": 1}, datetime.date(2010, 1, 1), b"\xff"),
]


@pytest.mark.parametrize("given", NO_NUMBERS, ids=lambda each: repr(each)[:20])
def test_what_is_no_number_is_refused_in_a_short_sentence(given: object) -> None:
    for read in (read_whole, read_number):
        with pytest.raises(InputError, match="must be a") as caught:
            read(given)
        assert len(str(caught.value)) < 2 * SHOWN


@pytest.mark.parametrize("given", ["48.5", 48.5, "inf", float("inf"), 1e300, "1e300"])
def test_a_real_number_is_no_whole_one(given: object) -> None:
    with pytest.raises(InputError, match="must be a whole number"):
        read_whole(given)
    assert read_number(given) == float(str(given))


def test_zero_has_no_sign_and_numbers_twelve_digits() -> None:
    for given in (-0.0, "-0.0", "-0"):
        assert str(read_number(given)) == "0.0"
    assert rounded(0.1 + 0.2) == 0.3 and str(rounded(-0.0)) == "0.0"


@pytest.mark.parametrize("given", ["true", "TRUE", "Yes", "on", "1", "1.0", 1, 1.0, True, np.True_])
def test_yes(given: object) -> None:
    assert read_flag(given) is True


@pytest.mark.parametrize("given", ["false", "NO", "off", "0", "0.0", 0, 0.0, False])
def test_no(given: object) -> None:
    assert read_flag(given) is False


@pytest.mark.parametrize("given", ["", "maybe", 2, 0.5, None, [True], "y" * 100_000])
def test_neither_yes_nor_no(given: object) -> None:
    with pytest.raises(InputError, match="must be true or false"):
        read_flag(given)


def test_text_is_one_line_and_a_day_has_no_time() -> None:
    assert read_text(b"Do\xc3\xb1a Ana") == "Doña Ana"
    assert read_text(datetime.date(2010, 6, 7)) == "2010-06-07"
    assert read_text(datetime.datetime(2010, 6, 7)) == "2010-06-07"
    assert read_text(48.0) == "48"
    for given in ("a\nb", "a\x1b[31m", "a\u2028b", b"\xff", ["a"], True, datetime.datetime.max):
        with pytest.raises(InputError, match="must be"):
            read_text(given)


def test_settings_take_what_every_reader_takes() -> None:
    settings = Settings(weeks="60.0", community_trust="0.5", dont_ask="yes", population=b"1_000")
    assert (settings.weeks, settings.community_trust, settings.dont_ask) == (60, 0.5, True)
    assert settings.population == 1000
    day = settings.replace(activation=datetime.date(2010, 6, 7)).activation
    assert day == "2010-06-07" == settings.replace(activation="2010-06-07 00:00:00").activation
    assert Settings(profiling=-0.0).digest() == Settings(profiling=0.0).digest()
    with pytest.raises(InputError, match=r"weeks is True; it must be a whole number from 1"):
        Settings(weeks=True)


@pytest.mark.parametrize(
    "line_end", ["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "\u2029", "\x1b"]
)
def test_a_sentence_is_one_line_whatever_it_echoes(line_end: str) -> None:
    given = f"a{line_end}b"
    for text in (shown(given), plain(given), str(InputError(given)), shown([given])):
        assert text.isprintable() and len(text.splitlines()) == 1


def test_a_sentence_echoes_no_more_than_the_beginning() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    for given in ("x" * 100_000, list(range(100_000)), 10**5000, nested):
        assert len(shown(given)) < SHOWN + 10
    while nested:  # avoids a recursive deallocation of the same depth
        nested = nested.pop()  # type: ignore[assignment]
