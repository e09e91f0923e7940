"""The runs that failed: at which stage, what was said, and where in the code.

While a sweep is under way they stand in ``pending/failures-*.parquet``, afterwards in
``failures.parquet``, in canonical order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from sweeps.execute import Failure
from sweeps.store.columns import IDENTITY
from sweeps.store.files import FAILURES, FAILURES_PREFIX, PENDING

SCHEMA: Final = pa.schema(
    [(name, pa.string()) for name in (IDENTITY, "stage", "message", "traceback")]
)


class Failures:
    """Failures by identity, 64 hex digits. The later of two failures of a run counts."""

    def __init__(self) -> None:
        """Know of none."""
        self._rows: dict[str, Failure] = {}
        # The same message and traceback come again and again; each is kept once.
        self._texts: dict[str, str] = {}

    def __len__(self) -> int:
        """Return how many runs failed."""
        return len(self._rows)

    def add(self, identity: str, failure: Failure) -> None:
        """Take a failure."""
        texts = (failure.stage, failure.message, failure.traceback)
        self._rows[identity] = Failure(*(self._texts.setdefault(text, text) for text in texts))

    def __contains__(self, identity: str) -> bool:
        """Say whether a run is known to have failed."""
        return identity in self._rows

    def __iter__(self) -> Iterator[str]:
        """Yield the identities."""
        return iter(self._rows)

    def message(self, identity: str) -> str:
        """Return what was said of a run, "" if it is not known to have failed."""
        failure = self._rows.get(identity)
        return "" if failure is None else failure.message

    def stage(self, identity: str) -> str:
        """Return the stage at which a run failed."""
        return self._rows[identity].stage

    def read(self, path: Path) -> None:
        """Take the failures that a file holds."""
        with path.open("rb") as file:
            for row in pq.read_table(file, schema=SCHEMA).to_pylist():
                self.add(row[IDENTITY], Failure(row["stage"], row["message"], row["traceback"]))

    def table(self, identities: Iterable[str]) -> pa.Table:
        """Return the failures of some runs, in their order."""
        rows = [(identity, self._rows[identity]) for identity in identities]
        columns = [
            [identity for identity, _ in rows],
            *([getattr(failure, name) for _, failure in rows] for name in SCHEMA.names[1:]),
        ]
        return pa.table([pa.array(column, pa.string()) for column in columns], schema=SCHEMA)

    def write(self, path: Path, identities: Iterable[str]) -> None:
        """Write the failures of some runs, in their order."""
        pq.write_table(self.table(identities), path, compression="zstd", store_schema=False)


def files_of_failures(folder: Path) -> list[Path]:
    """Return the files that hold failures, the earliest first."""
    later = sorted(
        (folder / PENDING).glob(f"{FAILURES_PREFIX}*"),
        key=lambda path: (path.stat().st_mtime_ns, path.name),
    )
    return [path for path in (folder / FAILURES,) if path.is_file()] + later
