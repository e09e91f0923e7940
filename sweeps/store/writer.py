"""The writer of a store, which buffers results and flushes them to pending files."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import ScommError
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.catalog import FAILED, HELD, LOST, RUNS_AT_ONCE, Catalog
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation.totals import Block
from scomm.sweeps.execution import backend
from scomm.sweeps.execution.backend import Aside, Failure, Helping, Lost
from scomm.sweeps.plan.canonical_order import Order, Wanted
from scomm.sweeps.plan.identities import Digests, Keys, digests_of, keys_of
from scomm.sweeps.store.compaction import compact
from scomm.sweeps.store.failures import Failures
from scomm.sweeps.store.files import FAILURES_PREFIX, PENDING, put_by_content
from scomm.sweeps.store.seal import is_sealed, unseal
from scomm.sweeps.store.unsaved import Held


@dataclass(frozen=True)
class Saving:
    """When results are flushed, which bounds the loss in a crash of the machine.

    An interruption by the user loses nothing. Results are flushed every ``seconds`` (s), and when
    there are ``runs`` of them; where they wait for others of the same final file, when
    ``most_held`` wait, about 2 kB each, or an eighth as many if they have months. As many more may
    wait for workers to encode them, no longer than ``seconds``; whether they have is looked at
    every ``look`` (s). With more than ``most_files`` that are smaller than a final file, the
    ``put_together`` smallest are merged into one.
    """

    seconds: float = 60.0
    runs: int = RUNS_AT_ONCE
    most_held: int = 16 * RUNS_AT_ONCE
    look: float = 0.2
    most_files: int = 256
    put_together: int = 128


SAVING: Final = Saving()
# Packed months of a run take as much memory as the totals of this many.
_RUNS_OF_MONTHS: Final = 8


@dataclass(frozen=True)
class Encoding:
    """A file that a worker encodes, with its runs, and when it was sent (``time.monotonic``)."""

    work: Aside
    digests: Digests
    sent: float


class Unwritable(ScommError, RuntimeError):
    """Raised if a save fails, as on a full disk; what was saved before stays. Has one sentence."""


class Writer:
    """Writer of a store. Made by ``scomm.sweeps.store.opening``, which holds the lock.

    ``catalog`` has the state of every run. ``failures`` are those of this command and of earlier
    ones; the catalog has only this one's, since earlier failures are retried.
    """

    def __init__(
        self, folder: Path, catalog: Catalog, failures: Failures, saving: Saving = SAVING
    ) -> None:
        """Write to a folder with the given finished runs and failures."""
        self._saving: Final = saving
        self._most_held: Final = saving.most_held // (_RUNS_OF_MONTHS if catalog.months else 1)
        self.folder: Final = folder
        self.catalog: Final = catalog
        self.failures: Final = failures
        self._held: Final = Held(RUNS_AT_ONCE)
        self._taken_over: list[Digests] = []
        self._failed: list[Digests] = []
        self._saved = self._looked = time.monotonic()
        self._helping: Helping | None = None
        # By final file: the file under way at a worker, and when it was sent.
        self._encoding: dict[int, Encoding] = {}
        self._order: Order | None = None
        self._failed_in: NDArray[np.int64] = np.empty(0, np.int64)

    def add(self, digests: Digests, block: Block) -> None:
        """Add finished runs. Raises Unwritable if a flush is due and fails."""
        keys = keys_of(digests)
        self.catalog.index.put(keys, HELD)
        self._save_if_due(self._held.add(digests, block, self._positions(keys)))

    def fail(self, failures: Mapping[bytes, Failure]) -> None:
        """Add failed runs. Raises Unwritable if a flush is due and fails."""
        if not failures:
            return
        digests = digests_of(failures)
        lost = [failure.stage == backend.LOST for failure in failures.values()]
        for digest, failure in failures.items():
            self.failures.add(digest, failure)
        self._failed.append(digests)
        keys = keys_of(digests)
        self.catalog.index.put(keys, np.where(lost, LOST, FAILED))
        files, counts = np.unique(self._positions(keys) // RUNS_AT_ONCE, return_counts=True)
        if self._order is not None:
            self._failed_in[files] += counts
        self._save_if_due(files.tolist())

    def expect(self, order: Order) -> None:
        """Set the canonical order of all runs, where it is known before they are done.

        Results are then buffered longer, until those of a whole final file are there.
        """
        self._order = order
        self._failed_in = np.zeros(-(-len(order) // RUNS_AT_ONCE), np.int64)

    def encode_by(self, backend: object) -> None:
        """Let the workers of a backend encode whole files, if it can (``backend.Helping``)."""
        self._helping = backend if isinstance(backend, Helping) else None

    def take_over(self, digests: Digests) -> None:
        """Copy runs that another store has finished. Raises Unwritable as ``add`` does."""
        if len(digests):
            self._taken_over.append(digests)
            self._save_if_due()

    @property
    def held(self) -> int:
        """The number of results that are not saved yet."""
        return len(self._held) + sum(map(len, (*self._failed, *self._taken_over)))

    def save(self) -> None:
        """Flush the buffered results. Raises Unwritable if that fails.

        Raises InputError if another store, whose runs are reused, has changed meanwhile.
        """
        self._save(time.monotonic())

    def _save(self, before: float) -> None:
        """Flush the buffered results, but those of files sent to workers since ``before``."""
        self._encoding = {
            file: each for file, each in self._encoding.items() if each.sent >= before
        }
        try:
            if self.held:
                unseal(self.folder)
                self._save_totals()
                self._save_failures()
                # Only this reads files of another store, which may have changed.
                self._save_taken_over()
                self._put_together()
        except OSError as error:
            raise self._unwritable(error) from error
        self._saved = time.monotonic()

    def complete(self, wanted: Wanted) -> None:
        """Flush the buffer and put the store in its final form. Raises Unwritable."""
        self.save()
        if is_sealed(self.folder, wanted.plan.spec):
            return
        order = Order(wanted) if self._order is None else self._order
        try:
            compact(self.folder, self.catalog, wanted, order, self.failures)
        except OSError as error:
            raise self._unwritable(error) from error

    def _save_if_due(self, files: Sequence[int] = ()) -> None:
        """Flush all results if that is due; else those of ``files`` that are whole."""
        now = time.monotonic()
        most = min(self._saving.runs, self._most_held) if self._order is None else self._most_held
        if self._order is not None:
            self._save_whole_files(self._order, files)
        due = now - self._saved >= self._saving.seconds
        if due or self.held - self._away >= most:
            self._save(now - self._saving.seconds)

    def _save_whole_files(self, order: Order, files: Sequence[int]) -> None:
        """Save the results that make up a whole final file, which will not be rewritten."""
        try:
            for file in files:
                size = min(RUNS_AT_ONCE, len(order) - RUNS_AT_ONCE * file)
                held = self._held.in_file(file)
                whole = held and held + self._failed_in[file] == size
                if whole and file not in self._encoding and not self._encode_away(file):
                    unseal(self.folder)
                    self._save_held(file)
            self._save_encoded()
        except OSError as error:
            raise self._unwritable(error) from error

    @property
    def _away(self) -> int:
        """The number of buffered runs in files that workers encode."""
        return sum(map(self._held.in_file, self._encoding))

    def _encode_away(self, file: int) -> bool:
        """Send a file to a worker; return False if it is to be encoded here."""
        if self._helping is None or self._away >= self._most_held:
            return False
        runs = self._held.gathered(file)
        work = self._helping.aside(chunks.encoded, runs)
        if work is None:
            return False
        self._encoding[file] = Encoding(work, runs.digests, time.monotonic())
        return True

    def _save_encoded(self) -> None:
        """Save the files that workers have encoded; encode those that were lost."""
        now = time.monotonic()
        if not self._encoding or now - self._looked < self._saving.look:
            return
        self._looked = now
        for file, each in list(self._encoding.items()):
            if not each.work.ready():
                continue
            del self._encoding[file]
            unseal(self.folder)
            try:
                content = each.work.result()
            except Lost:
                self._save_held(file)
                continue
            path = put_by_content(self.folder / PENDING, partial(Path.write_bytes, data=content))
            self._saved_held(Chunk.written(path, each.digests, self.catalog.months), file)

    def _positions(self, keys: Keys) -> NDArray[np.int64]:
        """Return the positions of runs in canonical order; all 0 where that is not known."""
        if self._order is None:
            return np.zeros(len(keys), np.int64)
        return self._order.positions(keys)

    def _save_totals(self) -> None:
        files = [file for file in self._held.files if file not in self._encoding]
        if files:
            self._save_held(*files)

    def _save_held(self, *files: int) -> None:
        self._saved_held(self._chunk([self._held.gathered(*files).part]), *files)

    def _saved_held(self, chunk: Chunk, *files: int) -> None:
        self.catalog.replace((), [chunk])
        # Not before, so that an interrupted save loses nothing.
        self._held.drop(*files)

    def _save_taken_over(self) -> None:
        if self._taken_over:
            parts = self.catalog.parts(np.concatenate(self._taken_over))
            self.catalog.replace((), [self._chunk(parts)])
            self._taken_over = []

    def _save_failures(self) -> None:
        if self._failed:
            write = partial(self.failures.write, digests=np.concatenate(self._failed))
            put_by_content(self.folder / PENDING, write, FAILURES_PREFIX)
            self._failed = []

    def _put_together(self) -> None:
        """Merge small pending files, which become many in a sweep of long runs."""
        pending = {
            number: path
            for number, path in self.catalog.files().items()
            # A file as large as a final one usually is one, and would be rewritten needlessly.
            if path.parent.name == PENDING and self.catalog.runs_in(number) < RUNS_AT_ONCE
        }
        if len(pending) <= self._saving.most_files:
            return
        small = sorted(pending, key=self.catalog.runs_in)[: self._saving.put_together]
        digests = np.concatenate([Chunk.read(pending[number]).digests for number in small])
        self.catalog.replace(small, [self._chunk(self.catalog.parts(digests))])
        for number in small:
            pending[number].unlink()

    def _chunk(self, parts: chunks.Parts) -> Chunk:
        written: list[Digests] = []
        path = put_by_content(
            self.folder / PENDING, lambda beside: written.append(chunks.write(beside, parts))
        )
        return Chunk.written(path, written[0], self.catalog.months)

    def _unwritable(self, error: OSError) -> Unwritable:
        return Unwritable(
            f"The folder {self.folder} cannot be written: {error.strerror}; what was saved there "
            "before is kept, and the same command resumes there."
        )
