"""The value of a shard: its points, its text, and invalid shards."""

from __future__ import annotations

import pytest

from scomm import InputError
from scomm.sweeps.plan.shard import WHOLE, Shard


def test_shards_part_the_points() -> None:
    points = [Shard(k, 3).points(8).tolist() for k in (1, 2, 3)]
    assert points == [[0, 3, 6], [1, 4, 7], [2, 5]]
    assert WHOLE.points(3).tolist() == [0, 1, 2]
    assert Shard(5, 5).points(4).tolist() == []


def test_text_and_manifest_name_it_and_are_read_again() -> None:
    assert Shard.parse(str(Shard(3, 16))) == Shard(3, 16)
    assert Shard.from_json(Shard(3, 16).as_json()) == Shard(3, 16)
    assert (WHOLE.as_json(), Shard.from_json(None), WHOLE.is_whole) == (None, WHOLE, True)
    assert not Shard(1, 2).is_whole


@pytest.mark.parametrize("text", ["3-16", "0/4", "4/3", "/", "1/", "1/2/3", "-1/2", "²/3"])
def test_what_is_no_shard_is_said(text: str) -> None:
    with pytest.raises(InputError, match=r"The shard is .*, but must be K/N with K from 1 to N"):
        Shard.parse(text)
