"""Extension: a sweep file that asks for more resumes the store, with the same final files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Sweep
from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.execution.backend import Todo
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.state import read_catalog
from tests.sweeps.answers import FAKE, name_of

Tree = Callable[[Path], dict[str, bytes]]

MORE = {
    "replicates": ("replicates = 3", "replicates = 5"),
    "points between": ("steps = 2", "steps = 3"),
    "an arm in front": ("[arms]", "[arms]\nnobody = { enrollment = 'nobody' }"),
    "a design": ("[vary]", "[[union]]\n[union.vary]"),
}


def run(text: str, folder: Path, backend: Any = FAKE, **asked: Any) -> Store:
    return Sweep.from_text(text).run(folder, backend=backend, progress=False, **asked)


def larger(text: str, more: str) -> str:
    text = text.replace(*MORE[more])
    if more == "a design":
        design = "[[union]]\n[union.vary]\ncommunity_trust = [0.3, 0.9]\n\n[arms]"
        return text.replace("[arms]", design)
    return text


@pytest.mark.parametrize("more", MORE)
def test_only_what_is_new_is_run(spec_text: str, tmp_path: Path, tree: Tree, more: str) -> None:
    text = larger(spec_text, more)
    wanted = set(run(text, tmp_path / "new").runs["identity"])
    there = set(run(spec_text, tmp_path / "store").runs["identity"])
    done: list[str] = []

    def counting(tasks: Todo, keep: Any) -> Any:
        for each in FAKE(tasks, keep):
            done.append(name_of(each.digests))
            yield each

    run(text, tmp_path / "store", counting)
    assert set(done) == wanted - there
    assert len(done) == len(set(done)) > 0
    assert tree(tmp_path / "store") == tree(tmp_path / "new")


@pytest.mark.parametrize("asked", ["points", "arms"])
def test_another_order_is_another_sweep_file(
    spec_text: str, tmp_path: Path, tree: Tree, asked: str
) -> None:
    """A store that was begun in one order, and resumed in another, has the other."""
    first, second = {
        "points": (spec_text[spec_text.index("pretextual_p") : spec_text.index("community_t")], ""),
        "arms": ('enrolled = { enrollment = "scheduled" }\n', ""),
    }[asked]
    end = {"points": "\n[arms]", "arms": "[end]"}[asked]
    text = (spec_text + "[end]").replace(first, second).replace(end, f"{first}{end}")
    text = text.replace("[end]", "")
    assert Sweep.from_text(text).spec != Sweep.from_text(spec_text).spec
    run(text, tmp_path / "new")
    run(spec_text, tmp_path / "store", shard=Shard(1, 2))
    run(text, tmp_path / "store")
    assert tree(tmp_path / "store") == tree(tmp_path / "new")


def test_coordinates_of_other_settings_are_refused(spec_text: str, tmp_path: Path) -> None:
    """The points of a design that samples change with the order of its settings."""
    design = '[design]\nkind = "latin-hypercube"\npoints = 4\n[vary]\n'
    lines = [f"{name} = {{ from = 0.0, to = 1.0 }}\n" for name in ("community_trust", "profiling")]
    lines[1] = lines[1].replace("0.0", "1.0").replace("to = 1.0", "to = 2.0")
    begin, end = spec_text.index("[vary]"), spec_text.index("[arms]")
    texts = [
        spec_text[:begin] + design + "".join(order) + spec_text[end:]
        for order in (lines, lines[::-1])
    ]
    run(texts[0], tmp_path / "store")
    with pytest.raises(InputError, match="no longer asks for 24 of the 24 finished runs"):
        run(texts[1], tmp_path / "store")


def test_another_store_that_changes_meanwhile_is_not_read(
    spec_text: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(spec_text, tmp_path / "other")
    (totals,) = (tmp_path / "other").glob("totals-*")
    more = spec_text.replace("[0.3, 0.7]", "[0.1, 0.3, 0.7]")
    find = Catalog.is_here

    def changing(self: Catalog, locations: Any) -> Any:
        totals.touch()
        return find(self, locations)

    with monkeypatch.context() as patched:
        patched.setattr(Catalog, "is_here", changing)
        with pytest.raises(InputError, match=r"totals-00000.parquet has changed since its runs"):
            run(more, tmp_path / "store", reuse=[tmp_path / "other"])
    there = read_catalog(tmp_path / "other").finished()
    assert not np.isin(read_catalog(tmp_path / "store").finished(), there).any()
    run(more, tmp_path / "store", reuse=[tmp_path / "other"])
    run(more, tmp_path / "new")
    assert tree(tmp_path / "store") == tree(tmp_path / "new")


def test_what_other_stores_have_is_taken_over(
    spec_text: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = run(spec_text, tmp_path / "whole")
    run(spec_text, tmp_path / "half", shard=Shard(1, 2))
    # Another name and other points: the runs that both want are still shared.
    other = spec_text.replace('"tiny"', '"other"').replace("[0.3, 0.7]", "[0.7, 0.9]")
    run(other, tmp_path / "other")

    def backend(tasks: Todo, keep: Any) -> Any:
        assert next(iter(tasks), None) is None, "a run was to be done again"
        yield from ()

    run(spec_text, tmp_path / "store", backend, reuse=[tmp_path / "half", tmp_path / "other"])
    assert tree(tmp_path / "store") == tree(undisturbed.folder)
