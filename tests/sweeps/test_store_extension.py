"""A sweep file that asks for more goes on with the store, and ends where it would have anyway."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sweeps import Sweep, execute
from sweeps.store import Store
from tests.sweeps.answers import name_of

Tree = Callable[[Path], dict[str, bytes]]

MORE = {
    "replicates": ("replicates = 3", "replicates = 5"),
    "points between": ("steps = 2", "steps = 3"),
    "an arm in front": ("[arms]", "[arms]\nnobody = { enrollment = 'nobody' }"),
    "a design": ("[vary]", "[[union]]\n[union.vary]"),
}


def run(text: str, folder: Path, **asked: Any) -> Store:
    return Sweep.from_text(text).run(folder, backend="serial", progress=False, **asked)


def larger(text: str, more: str) -> str:
    text = text.replace(*MORE[more])
    if more == "a design":
        design = "[[union]]\n[union.vary]\ncommunity_trust = [0.3, 0.9]\n\n[arms]"
        return text.replace("[arms]", design)
    return text


@pytest.mark.parametrize("more", MORE)
@pytest.mark.usefixtures("fabricated")
def test_only_what_is_new_is_run(spec_text: str, tmp_path: Path, tree: Tree, more: str) -> None:
    text = larger(spec_text, more)
    wanted = set(run(text, tmp_path / "new").runs["identity"])
    there = set(run(spec_text, tmp_path / "store").runs["identity"])
    backend, done = execute.backend("serial"), []

    def counting(tasks: execute.Todo, keep: Any) -> Any:
        for each in backend(tasks, keep):
            done.append(name_of(each.digests))
            yield each

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execute, "backend", lambda *given: counting)
        run(text, tmp_path / "store")
    assert set(done) == wanted - there
    assert len(done) == len(set(done)) > 0
    assert tree(tmp_path / "store") == tree(tmp_path / "new")


@pytest.mark.usefixtures("fabricated")
def test_what_other_stores_have_is_taken_over(
    spec_text: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = run(spec_text, tmp_path / "whole")
    run(spec_text, tmp_path / "half", shard=(1, 2))
    # Another name and other points: what both ask for is the same all the same.
    other = spec_text.replace('"tiny"', '"other"').replace("[0.3, 0.7]", "[0.7, 0.9]")
    run(other, tmp_path / "other")

    def backend(tasks: execute.Todo, keep: Any) -> Any:
        assert next(iter(tasks), None) is None, "a run was to be done again"
        yield from ()

    monkeypatch.setattr(execute, "backend", lambda *given: backend)
    run(spec_text, tmp_path / "store", reuse=[tmp_path / "half", tmp_path / "other"])
    assert tree(tmp_path / "store") == tree(undisturbed.folder)
