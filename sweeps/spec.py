"""The sweep file: what to vary, in which arms, how often, from which seed.

A file is TOML with four tables::

    [sweep]     name, scenario, replicates (fixed), seed
    [settings]  changes to the scenario that hold in every run (may be left out)
    [vary]      setting -> a list of values, or { from, to, steps } (ends included); a grid of all
    [arms]      arm -> the changes that make it; the last arm is the one compared with

The form of the file is checked here; ``sweeps.plan`` checks what it asks of the model by building
every run's settings. Both happen before anything runs or is written.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from model.errors import InputError, nearest
from model.simulate import LARGEST_SEED

TABLES: Final = ("sweep", "settings", "vary", "arms")
KEYS: Final = ("name", "scenario", "replicates", "seed")
MOST_REPLICATES: Final = 1_000_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_RANGE = ("from", "to", "steps")


@dataclass(frozen=True)
class SweepSpec:
    """A validated sweep file. Two are equal if they ask for the same runs, whatever their text."""

    name: str
    scenario: str
    replicates: int
    seed: int
    settings: Mapping[str, object]
    vary: Mapping[str, tuple[object, ...]]
    arms: Mapping[str, Mapping[str, object]]
    text: str = field(compare=False, repr=False)


def read(path: str | Path) -> SweepSpec:
    """Read and validate a sweep file. Raises InputError for whatever is wrong with it."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"The sweep file {path} cannot be read: {reason}.") from None
    return parse(text, str(path))


def parse(text: str, where: str = "the sweep file") -> SweepSpec:
    """Validate the text of a sweep file; ``where`` names it in the sentence of an InputError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where} is not valid TOML: {error}.") from None
    try:
        return _spec(content, text)
    except InputError as error:
        raise InputError(f"In {where}: {error}") from None


def _spec(content: Mapping[str, Any], text: str) -> SweepSpec:
    for name, table in content.items():
        if name not in TABLES:
            raise InputError(
                f"{name!r} is not a table of a sweep file; the tables are {', '.join(TABLES)}."
                + nearest(name, TABLES)
            )
        if not isinstance(table, dict):
            raise InputError(f"{name!r} must be a table, [{name}], not the value {table!r}.")
    for name in ("sweep", "vary", "arms"):
        if not content.get(name):
            raise InputError(f"the table [{name}] is missing or empty; {_EXAMPLES[name]}.")
    head = content["sweep"]
    for key in head:
        if key not in KEYS:
            raise InputError(
                f"[sweep] has no key {key!r}; its keys are {', '.join(KEYS)}." + nearest(key, KEYS)
            )
    for key in KEYS:
        if key not in head:
            raise InputError(f"[sweep] lacks the key {key!r}; {_EXAMPLES['sweep']}.")
    settings = content.get("settings", {})
    vary = {name: _values(name, given) for name, given in content["vary"].items()}
    arms = {name: _arm(name, given) for name, given in content["arms"].items()}
    _each_setting_once(settings, vary, arms)
    return SweepSpec(
        name=_name("[sweep] name", head["name"]),
        scenario=_text("[sweep] scenario", head["scenario"]),
        replicates=_whole("[sweep] replicates", head["replicates"], 1, MOST_REPLICATES),
        seed=_whole("[sweep] seed", head["seed"], 0, LARGEST_SEED),
        settings={name: _scalar(f"[settings] {name}", given) for name, given in settings.items()},
        vary=vary,
        arms=arms,
        text=text,
    )


_EXAMPLES: Final = {
    "sweep": 'for example: [sweep] name = "demo", scenario = "county", replicates = 8, seed = 1',
    "vary": "for example: [vary] community_trust = [0.3, 0.5, 0.7]",
    "arms": 'for example: [arms] enrolled = { enrollment = "scheduled" }, '
    'never = { enrollment = "never" }',
}


def _text(where: str, given: object) -> str:
    if not isinstance(given, str) or not given:
        raise InputError(f"{where} is {given!r}, but must be a text that is not empty.")
    return given


def _name(where: str, given: object) -> str:
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise InputError(
            f"{where} is {given!r}, but must be made of letters, digits, '-' and '_', "
            "and begin with a letter or a digit."
        )
    return given


def _whole(where: str, given: object, low: int, high: int) -> int:
    # In Python, but not in TOML, true is also the number 1.
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise InputError(f"{where} is {given!r}, but must be a whole number from {low} to {high}.")
    return given


def _number(where: str, given: object) -> int | float:
    if not isinstance(given, int | float) or isinstance(given, bool) or not math.isfinite(given):
        raise InputError(f"{where} is {given!r}, but must be a number.")
    return given


def _scalar(where: str, given: object) -> object:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()  # Settings hold dates as text; TOML has dates of its own.
    if not isinstance(given, str | int | float):
        raise InputError(f"{where} is {given!r}, but must be one number, text, date or true/false.")
    return _number(where, given) if isinstance(given, float) else given


def _values(name: str, given: object) -> tuple[object, ...]:
    where = f"[vary] {name}"
    if isinstance(given, dict):
        return _range(where, given)
    if not isinstance(given, list) or not given:
        raise InputError(
            f"{where} is {given!r}, but must be a list of values such as [0.3, 0.5], "
            "or { from = 0.0, to = 0.8, steps = 5 }."
        )
    values = tuple(_scalar(where, value) for value in given)
    for number, value in enumerate(values):
        if value in values[:number]:
            raise InputError(f"{where} lists the value {value!r} twice; give each value once.")
    return values


def _range(where: str, given: Mapping[str, object]) -> tuple[object, ...]:
    for key in given:
        if key not in _RANGE:
            raise InputError(
                f"{where} has no key {key!r}; a range has from, to and steps."
                + nearest(key, _RANGE)
            )
    for key in _RANGE:
        if key not in given:
            raise InputError(f"{where} lacks {key!r}; a range has from, to and steps.")
    low, high = _number(f"{where}.from", given["from"]), _number(f"{where}.to", given["to"])
    steps = _whole(f"{where}.steps", given["steps"], 2, 10_000)
    if low >= high:
        raise InputError(f"{where} goes from {low} to {high}; 'from' must be below 'to'.")
    if isinstance(low, int) and isinstance(high, int) and (high - low) % (steps - 1) == 0:
        return tuple(range(low, high + 1, (high - low) // (steps - 1)))
    # Rounded, so that a step of a range and the same number in a list are one setting, one run.
    last = steps - 1
    return tuple(float(f"{(low * (last - k) + high * k) / last:.12g}") for k in range(steps))


def _arm(name: str, given: object) -> dict[str, object]:
    _name("the name of an arm", name)
    if not isinstance(given, dict):
        raise InputError(
            f"[arms] {name} is {given!r}, but must be a table of changes such as "
            '{ enrollment = "never" }.'
        )
    return {key: _scalar(f"[arms] {name}.{key}", value) for key, value in given.items()}


def _each_setting_once(
    settings: Mapping[str, object],
    vary: Mapping[str, object],
    arms: Mapping[str, Mapping[str, object]],
) -> None:
    for name in vary:
        if name in settings:
            raise InputError(f"{name!r} stands in both [settings] and [vary]; keep one of them.")
    for arm, changes in arms.items():
        for name in changes:
            if name in vary or name in settings:
                other = "vary" if name in vary else "settings"
                raise InputError(
                    f"{name!r} stands in both [{other}] and the arm {arm!r}; keep one of them."
                )
