"""The failures of runs: stage, message and traceback of each.

In an incomplete store they are in ``pending/failures-*.parquet``, in a complete one in
``failures.parquet``, in canonical order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from scomm.sweeps.catalog.columns import IDENTITY
from scomm.sweeps.execution.backend import Failure
from scomm.sweeps.plan.identities import Digests, digests_of, names_of
from scomm.sweeps.store.files import FAILURES, FAILURES_PREFIX, PENDING

SCHEMA: Final = pa.schema(
    [(name, pa.string()) for name in (IDENTITY, "stage", "message", "traceback")]
)
# Failures per batch of reading and of writing.
_ROWS: Final = 4096


class Failures:
    """Failures by identity, 32 bytes. The later of two failures of a run counts.

    A sweep can have a million, each with a distinct message. So of a traceback only the part before
    the message is kept, deduplicated, since it repeats.
    """

    def __init__(self) -> None:
        """Begin without failures."""
        # Stage, message, traceback, and whether the message belongs at the traceback's end.
        self._rows: dict[bytes, tuple[str, str, str, bool]] = {}
        self._texts: dict[str, str] = {}

    def __len__(self) -> int:
        """Return the number of failed runs."""
        return len(self._rows)

    def add(self, digest: bytes, failure: Failure) -> None:
        """Add a failure, in place of an earlier one of the run."""
        before = failure.traceback.removesuffix(failure.message)
        stage, message, before = (
            self._texts.setdefault(text, text) for text in (failure.stage, failure.message, before)
        )
        self._rows[digest] = stage, message, before, len(before) < len(failure.traceback)

    def __contains__(self, digest: bytes) -> bool:
        """True if a run is known to have failed."""
        return digest in self._rows

    def digests(self) -> Digests:
        """Return the identities of the failed runs."""
        return digests_of(self._rows)

    def message(self, digest: bytes) -> str:
        """Return a run's error message, "" if it is not known to have failed."""
        return self._rows[digest][1] if digest in self._rows else ""

    def stage(self, digest: bytes) -> str:
        """Return the stage at which a run failed."""
        return self._rows[digest][0]

    def read(self, path: Path) -> None:
        """Add the failures in a file. Raises ArrowInvalid if it is of another kind."""
        with path.open("rb") as file:
            stored = pq.ParquetFile(file, page_checksum_verification=True)
            if stored.schema_arrow != SCHEMA:
                raise pa.ArrowInvalid("it has other columns than a table of failures")
            for batch in stored.iter_batches(_ROWS):
                for identity, *texts in zip(*batch.to_pydict().values(), strict=True):
                    self.add(bytes.fromhex(identity), Failure(*texts))

    def table(self, digests: Digests) -> pa.Table:
        """Return the failures of some runs, in their order."""
        rows = [self._rows[digest.tobytes()] for digest in digests]
        columns = (
            names_of(digests),
            [stage for stage, _, _, _ in rows],
            [message for _, message, _, _ in rows],
            [before + message if cut else before for _, message, before, cut in rows],
        )
        return pa.table([pa.array(each, pa.string()) for each in columns], schema=SCHEMA)

    def write(self, path: Path, digests: Digests) -> None:
        """Write the failures of some runs, in their order."""
        how: dict[str, Any] = {"store_schema": False, "write_page_checksum": True}
        with pq.ParquetWriter(path, SCHEMA, compression="zstd", **how) as file:
            for first in range(0, len(digests), _ROWS):
                file.write_table(self.table(digests[first : first + _ROWS]))


def files_of_failures(folder: Path, listed: bool) -> list[Path]:
    """Return the files that hold failures, the earliest first.

    ``listed`` says whether the list of hashes has ``failures.parquet``: else it is being written.
    """
    later = sorted(
        (folder / PENDING).glob(f"{FAILURES_PREFIX}*"),
        key=lambda path: (path.stat().st_mtime_ns, path.name),
    )
    return [path for path in (folder / FAILURES,) if listed] + later
