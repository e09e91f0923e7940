"""The store: a folder that holds a sweep, what made it, and what came of each run.

    sweep.toml        the sweep file, as given
    manifest.json     versions, commit, platform, random scheme, the scenario's settings
    uncommitted.patch what was changed since the commit, if anything
    runs.parquet      a row for each run: identity, point, arm, replicate, seed, the varied
                      settings, status ("done", "failed", "waiting") and the error
    totals.parquet    for each finished identity, a row for each period and group: the sums

A file is written beside its place and moved there, so it is whole or absent. The Parquet files hold
no time and are sorted by the plan: the same sweep gives the same bytes, whoever ran it.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import model
from model.errors import InputError
from model.randomness import SCHEME
from sweeps import provenance
from sweeps.plan import Run, base_settings
from sweeps.record import COLUMNS, LABELS
from sweeps.spec import SweepSpec, read

FORMAT: Final = 1
SPEC, MANIFEST, PATCH = "sweep.toml", "manifest.json", "uncommitted.patch"
RUNS, TOTALS = "runs.parquet", "totals.parquet"

# What stands in runs.parquet beside the varied settings.
RUN_COLUMNS: Final = ("identity", "point", "arm", "replicate", "seed", "status", "error")


@dataclass(frozen=True)
class Store:
    """A store that was read: its sweep, its manifest and its two tables (see the module)."""

    folder: Path
    spec: SweepSpec
    manifest: Mapping[str, Any]
    runs: pd.DataFrame
    totals: pd.DataFrame


def load(folder: str | Path) -> Store:
    """Read a store. Raises InputError if the folder holds none, or one that nothing ran in yet."""
    path = Path(folder)
    for name in (SPEC, MANIFEST, RUNS, TOTALS):
        if not (path / name).is_file():
            raise InputError(
                f"The folder {path} is no store of a sweep that ran: it has no {name}; "
                "make one with 'scomm sweep SPEC --out DIR'."
            )
    spec = read(path / SPEC)
    manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    return Store(path, spec, manifest, _frame(path / RUNS), _frame(path / TOTALS))


def prepare(folder: Path, spec: SweepSpec, engine: str) -> str:
    """Make the folder ready for the sweep, or raise InputError, before anything runs.

    A folder that holds the same sweep is gone on with; one that holds another sweep, or other
    files, is refused, and so is one that cannot be written. Returns a sentence for the user if what
    is in the folder was made by other code under the same version, else "".
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
        if SPEC in present:
            if read(folder / SPEC) != spec:
                raise InputError(
                    f"The folder {folder} holds another sweep; give another folder, or remove it."
                )
        elif present:
            raise InputError(
                f"The folder {folder} holds {present[0]!r} but no sweep; give a new folder."
            )
        else:
            replace_file(folder / SPEC, spec.text.encode())
        return _write_manifest(folder, spec, engine)
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be written: {error.strerror}.") from None


def finished(folder: Path, identities: set[str]) -> pa.Table | None:
    """Return the rows of totals of those ``identities`` that are done, or None for none."""
    if not (folder / TOTALS).is_file():
        return None
    table = pq.read_table(folder / TOTALS)
    # What an earlier state of the code measured otherwise is not what is asked for.
    if table.column_names != ["identity", *LABELS, *COLUMNS]:
        return None
    wanted = [name.as_py() in identities for name in table["identity"]]
    return table.filter(pa.array(wanted)) if any(wanted) else None


def write(
    folder: Path, runs: Sequence[Run], totals: Sequence[pa.Table], errors: Mapping[str, str]
) -> None:
    """Write both tables as they stand: totals of the runs done, errors of those that failed."""
    place = {run.identity: number for number, run in reversed(list(enumerate(runs)))}
    done: set[str] = set()
    if totals:
        table = pa.concat_tables(totals)
        identities = table["identity"].to_pylist()
        done = set(identities)
        order = sorted(range(len(identities)), key=lambda row: place[identities[row]])
        # The rows of a run stay in the order in which the outcomes gave them: sorting is stable.
        _replace_table(folder / TOTALS, table.take(pa.array(order)).combine_chunks())
    else:
        _replace_table(folder / TOTALS, pa.table({"identity": pa.array([], pa.string())}))
    _replace_table(folder / RUNS, _runs_table(runs, done, errors))


def _runs_table(runs: Sequence[Run], done: set[str], errors: Mapping[str, str]) -> pa.Table:
    def status(run: Run) -> str:
        if run.identity in done:
            return "done"
        return "failed" if run.identity in errors else "waiting"

    columns: dict[str, pa.Array] = {
        "identity": pa.array([run.identity for run in runs], pa.string()),
        "point": pa.array([run.point for run in runs], pa.int32()),
        "arm": pa.array([run.arm for run in runs], pa.string()),
        "replicate": pa.array([run.replicate for run in runs], pa.int32()),
        "seed": pa.array([run.seed for run in runs], pa.uint64()),
    }
    for name in runs[0].varied:
        columns[name] = pa.array([run.varied[name] for run in runs])
    columns["status"] = pa.array([status(run) for run in runs], pa.string())
    columns["error"] = pa.array([errors.get(run.identity, "") for run in runs], pa.string())
    return pa.table(columns)


def _write_manifest(folder: Path, spec: SweepSpec, engine: str) -> str:
    """Write the manifest; one that stands keeps the states of the code that made earlier runs."""
    path = folder / MANIFEST
    states = json.loads(path.read_text(encoding="utf-8"))["code"] if path.is_file() else []
    state = provenance.code()
    if state not in states:
        states.append(state)
    settings = base_settings(spec).model_dump()
    manifest = {
        "format": FORMAT,
        "name": spec.name,
        "versions": provenance.versions(),
        "code": states,
        "platform": platform.platform(),
        "random_scheme": SCHEME,
        "engine": engine,
        "scenario": spec.scenario,
        "settings": {name: value if value != inf else "inf" for name, value in settings.items()},
    }
    replace_file(path, (json.dumps(manifest, indent=2, allow_nan=False) + "\n").encode())
    if patch := provenance.patch():
        replace_file(folder / PATCH, patch.encode())
    if len({each["model_source"] for each in states}) < 2:
        return ""
    return (
        f"Some runs in {folder} were made by other code of the same version, {model.__version__}; "
        "remove the folder to do them again."
    )


def _frame(path: Path) -> pd.DataFrame:
    # Read by file handle: a path could be taken for a data set partitioned by folders' names.
    with path.open("rb") as file:
        frame: pd.DataFrame = pq.read_table(file).to_pandas()
    return frame


def _replace_table(path: Path, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd")
    replace_file(path, sink.getvalue().to_pybytes())


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: a reader, or a crash, sees the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
