"""A sweep: a validated sweep file and its runs, and the running of those not yet done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from sweeps import execute, record
from sweeps.plan import Run, plan
from sweeps.progress import Advance
from sweeps.progress import progress as shown
from sweeps.spec import SweepSpec, parse, read
from sweeps.store import Store, finished, load, prepare, write

# How much work a crash of the machine can cost; an interruption by the user costs none.
SAVE_EVERY_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Sweep:
    """A sweep whose every run is known and valid. Make one with ``from_file`` or ``from_text``."""

    spec: SweepSpec
    runs: tuple[Run, ...]

    @classmethod
    def from_file(cls, path: str | Path) -> Sweep:
        """Read a sweep file (see ``sweeps.spec``). Raises InputError for whatever is wrong."""
        return cls._of(read(path))

    @classmethod
    def from_text(cls, text: str) -> Sweep:
        """Read a sweep file's text. Raises InputError for whatever is wrong."""
        return cls._of(parse(text))

    @classmethod
    def _of(cls, spec: SweepSpec) -> Sweep:
        return cls(spec, plan(spec))

    def run(
        self,
        folder: str | Path,
        *,
        backend: str = "ray",
        workers: int | None = None,
        engine: str | None = None,
        progress: bool = True,
    ) -> Store:
        """Run what is not yet done and return the store in ``folder``.

        ``backend`` is "ray", with ``workers`` processes (None: one for each processor), or
        "serial". A run that fails becomes a row with its error, and is tried again the next time.
        What is done is kept if the sweep is interrupted. Raises InputError, before anything runs,
        for a backend, engine or number of workers that cannot be, or a folder that cannot take
        this sweep.
        """
        chosen: execute.Backend[pa.Table] = execute.backend(backend, workers)
        engine = execute.engine_called(engine)
        path = Path(folder)
        notice = prepare(path, self.spec, engine)
        if notice and progress:
            print(notice, file=sys.stderr)
        kept = finished(path, {run.identity for run in self.runs})
        tables = [] if kept is None else [kept]
        skip = () if kept is None else kept["identity"].to_pylist()
        todo = execute.tasks(self.runs, engine, skip)
        with (
            shown(f"sweep {self.spec.name}", len(todo), progress) as advance,
            closing(chosen(todo, record.totals)) as results,
        ):
            self._collect(results, path, tables, advance)
        return load(path)

    def _collect(
        self,
        results: Iterable[execute.Done[pa.Table]],
        folder: Path,
        tables: list[pa.Table],
        advance: Advance,
    ) -> None:
        errors: dict[str, str] = {}
        saved = time.monotonic()
        try:
            for done in results:
                if done.kept is None:
                    errors[done.identity] = done.error
                else:
                    names = pa.array([done.identity] * len(done.kept), pa.string())
                    tables.append(done.kept.add_column(0, "identity", names))
                advance(done.kept is None)
                if time.monotonic() - saved >= SAVE_EVERY_SECONDS:
                    write(folder, self.runs, tables, errors)
                    saved = time.monotonic()
        finally:
            write(folder, self.runs, tables, errors)
