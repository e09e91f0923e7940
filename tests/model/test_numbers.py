"""The argument ``p`` of rules: the numeric settings, without policies."""

from __future__ import annotations

import pytest
from numba.core.errors import TypingError

from scomm import Settings
from scomm.model.compiling.jit import kernel
from scomm.model.numbers import FIELDS, numbers
from scomm.model.places.policies import POLICIES


@kernel
def half_of_those_aware(p: Settings) -> float:
    return p.awareness_share / 2.0


@kernel
def propensity_of_everybody(p: Settings) -> float:
    return p.pretextual_propensity


def test_python_and_compiled_code_read_the_same_numbers() -> None:
    p = numbers(Settings(awareness_share=0.7, weeks=104))
    assert p.awareness_share == 0.7
    assert half_of_those_aware(p) == 0.35
    assert isinstance(p.weeks, float)


def test_every_number_is_where_its_name_says() -> None:
    settings = Settings()
    p = numbers(settings)
    assert [getattr(p, name) for name in FIELDS] == [getattr(settings, name) for name in FIELDS]


def test_a_rule_cannot_ask_for_a_policy() -> None:
    """A policy can differ by jurisdiction, so a rule must receive it as an argument."""
    p = numbers(Settings())
    assert not set(FIELDS) & set(POLICIES)
    with pytest.raises(AttributeError):
        propensity_of_everybody.py_func(p)  # type: ignore[attr-defined]
    with pytest.raises(TypingError, match="Unknown attribute 'pretextual_propensity'"):
        propensity_of_everybody(p)
