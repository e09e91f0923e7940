"""Checks that a sweep file may resume the store of another: it may add runs, never drop any."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.coverage import reached
from scomm.sweeps.plan.shard import WHOLE, Shard
from scomm.sweeps.store.files import TABLES
from scomm.sweeps.store.hashes import is_condensed
from scomm.sweeps.sweep_file import SweepSpec


def check_has_runs(folder: Path) -> None:
    """Raise InputError for a condensed store: all its runs would be repeated."""
    if is_condensed(folder):
        raise InputError(
            f"The store {folder} is condensed to its estimates and has no runs to resume; give "
            "another folder."
        )


def check_extension(folder: Path, old: SweepSpec, new: SweepSpec) -> None:
    """Raise InputError unless the sweep files differ only in points, replicates and added arms."""
    if rules := changed_rules(old, new):
        raise InputError(
            f"The folder {folder} holds a sweep {rules}, so its runs are those of another model; "
            f"give the rules as they were, of which {folder / TABLES} has a copy if there were "
            "any, or another folder."
        )
    if changed := changed_table(old, new):
        raise InputError(
            f"The folder {folder} holds a sweep {changed}, so its runs are those of other places; "
            f"give the table as it was, of which {folder / TABLES} has a copy, or another folder."
        )
    for what, theirs, ours in (
        ("name", old.name, new.name),
        ("scenario", old.scenario, new.scenario),
        ("seed", old.seed, new.seed),
        ("settings", _settings(old.settings), _settings(new.settings)),
    ):
        if theirs != ours:
            raise InputError(
                f"The folder {folder} holds another sweep, whose {what} is {theirs} and not "
                f"{ours}; give another folder."
            )
    if old.months != new.months:
        kept, asked = (f"months = {str(each.months).lower()}" for each in (old, new))
        raise InputError(
            f"The folder {folder} holds a sweep with {kept}, and the sweep file has {asked}: runs "
            "are kept either with their sums by month or without; give another folder."
        )
    for arm, changes in old.arms.items():
        if new.arms.get(arm) != changes:
            raise InputError(
                f"The folder {folder} holds a sweep with the arm {arm} = {_settings(changes)}, "
                "which the sweep file lacks or has otherwise; give another folder, or add the arm."
            )


def changed_rules(one: SweepSpec, other: SweepSpec) -> str | None:
    """Describe how the changed rules of two sweep files differ; None if they do not."""
    if one.rules == other.rules:
        return None
    there, here = (
        "no rules"
        if each.rules is None
        else f"{', '.join(each.rules.functions)} (SHA-256 {each.rules.sha256[:12]})"
        for each in (one, other)
    )
    return f"that changes {there} there and {here} here"


def changed_table(one: SweepSpec, other: SweepSpec) -> str | None:
    """Describe the first table, named by both sweep files, whose content differs; None if none."""
    for path, file in other.named.items():
        if path in one.named and one.named[path] != file:
            hashes = f"{one.named[path].sha256[:12]} there and {file.sha256[:12]} here"
            return f"whose table {path} has other content (SHA-256 {hashes})"
    return None


def check_shard(folder: Path, old: Shard, new: Shard) -> None:
    """Raise InputError unless the new shard is the old one, or the whole sweep."""
    if new not in (WHOLE, old):
        there = "the whole sweep" if old.is_whole else f"shard {old}"
        raise InputError(
            f"The folder {folder} holds {there}, but shard {new} is asked for; give each "
            "shard its own folder, and put them together with 'scomm merge'."
        )


def check_nothing_is_dropped(folder: Path, catalog: Catalog, most: Wanted) -> None:
    """Raise InputError if the store has finished runs that are not among the ``most`` wanted."""
    finished = catalog.finished()
    _, found = reached(most, np.zeros_like(most.replicates), finished)
    if dropped := len(finished) - int(found.sum()):
        raise InputError(
            f"The sweep file no longer asks for {dropped:,} of the {len(finished):,} finished runs "
            f"in {folder}, which would be lost; keep its points and at least as many replicates, "
            "or give another folder (with --reuse, what both ask for is taken over)."
        )


def _settings(changes: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{name} = {value}" for name, value in sorted(changes.items())) + " }"
