"""Interruptions: finished runs are kept, and the resumed sweep ends with the same files."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scomm import Sweep, load
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.cli import main
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import LOST, BackendLost, Todo
from scomm.sweeps.store import writer
from scomm.sweeps.store.writer import Saving, Unwritable
from scomm.sweeps.sweep import Interrupted
from tests.sweeps.answers import FAKE, failed

Tree = Callable[[Path], dict[str, bytes]]
RUNS = 24


class Crash(BaseException):
    """Raised in place of the end of the process."""


OFTEN = Saving(most_held=5)


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Signals as in a shell; a program started in the background, or by nohup, ignores some."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def whole(spec_text: str, tmp_path: Path, tree: Tree) -> dict[str, bytes]:
    """The files of the sweep without interruption."""
    return tree(
        Sweep.from_text(spec_text).run(tmp_path / "whole", backend=FAKE, progress=False).folder
    )


def ending(after: int, end: Callable[[], None]) -> Callable[..., Any]:
    """Make a backend that calls ``end`` after ``runs`` runs."""

    def backend(tasks: Todo, keep: Any) -> Any:
        for number, done in enumerate(FAKE(tasks, keep)):
            if number == after:
                end()
            yield done

    return backend


def interrupt() -> None:
    raise KeyboardInterrupt


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def hang_up() -> None:
    os.kill(os.getpid(), signal.SIGHUP)


@pytest.mark.parametrize("end", [interrupt, terminate, hang_up])
@pytest.mark.parametrize("after", [0, 1, 13, RUNS - 1])
def test_what_had_finished_is_kept(
    spec_text: str,
    tmp_path: Path,
    tree: Tree,
    whole: dict[str, bytes],
    after: int,
    end: Callable[[], None],
) -> None:
    folder, sweep = tmp_path / "store", Sweep.from_text(spec_text)
    handler = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Interrupted) as caught:
        sweep.run(folder, backend=ending(after, end), progress=False)
    assert str(caught.value) == (
        f"Interrupted after {after} of 24 runs; they are kept in {folder}, and the same command "
        "resumes there."
    )
    assert signal.getsignal(signal.SIGTERM) == handler
    now = load(folder)
    assert (now.runs["status"] == "done").sum() == after
    assert (now.runs["status"] == "waiting").sum() == RUNS - after
    assert now.totals["identity"].nunique() == after
    sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole


def ending_late(tasks: Todo, keep: Any) -> Any:
    """A backend that is interrupted when its last run is done, as while Ray stops."""
    yield from FAKE(tasks, keep)
    raise KeyboardInterrupt


def test_an_interruption_after_the_last_run_leaves_a_complete_store(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes]
) -> None:
    sweep, folder = Sweep.from_text(spec_text), tmp_path / "store"
    with pytest.raises(Interrupted) as caught:
        sweep.run(folder, backend=ending_late, progress=False)
    assert caught.value.complete
    assert str(caught.value) == f"Interrupted after all 24 runs; {folder} is complete."
    assert tree(folder) == whole


def test_a_command_interrupted_after_the_last_run_has_done_its_work(
    spec_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sweep.toml").write_text(spec_text)
    asked = ["sweep", str(tmp_path / "sweep.toml"), "--out", str(tmp_path / "store")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choose, "named", lambda *given: ending_late)
        assert main(asked) == 0
    assert capsys.readouterr().out.startswith("24 runs are in")


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interruption_waits_until_the_store_is_complete(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes], number: int, times: int
) -> None:
    sweep, folder, compact = Sweep.from_text(spec_text), tmp_path / "store", writer.compact

    def interrupted(*given: Any) -> None:
        for _ in range(times):
            os.kill(os.getpid(), number)
        compact(*given)

    with pytest.MonkeyPatch.context() as patched, pytest.raises(Interrupted) as caught:
        patched.setattr(writer, "compact", interrupted)
        sweep.run(folder, backend=FAKE, progress=False)
    assert caught.value.complete is (times == 1)
    if times == 2:
        sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole


def test_a_signal_that_is_ignored_stays_ignored(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes]
) -> None:
    """As under ``nohup``: the terminal may close, and the sweep continues."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        sweep = Sweep.from_text(spec_text)
        sweep.run(tmp_path / "store", backend=ending(3, hang_up), progress=False)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert tree(tmp_path / "store") == whole


def test_lost_workers_say_what_is_kept_and_how_to_resume(spec_text: str, tmp_path: Path) -> None:
    def lose() -> None:
        raise BackendLost("The head of the Ray cluster at 10.0.0.1:6379 has not answered for 30 s")

    with pytest.raises(BackendLost) as caught:
        Sweep.from_text(spec_text).run(tmp_path, backend=ending(7, lose), progress=False)
    assert str(caught.value) == (
        "The head of the Ray cluster at 10.0.0.1:6379 has not answered for 30 s. 7 of 24 runs were "
        f"done; they are kept in {tmp_path}, and the same command resumes from there once the "
        "workers are back."
    )
    assert (load(tmp_path).runs["status"] == "done").sum() == 7


@pytest.mark.parametrize("saves", [1, 2])
def test_an_interruption_amid_a_save_loses_nothing(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes], saves: int
) -> None:
    folder, sweep = tmp_path / "store", Sweep.from_text(spec_text)
    left, write = saves, chunks.write

    def interrupted(path: Path, parts: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        return write(path, parts)

    with pytest.MonkeyPatch.context() as patched, pytest.raises(Interrupted) as caught:
        patched.setattr(chunks, "write", interrupted)
        sweep.run(folder, saving=OFTEN, backend=FAKE, progress=False)
    assert len(saved(folder)) == 5 * saves
    assert f"after {5 * saves} of 24 runs" in str(caught.value), "what was being saved counts"
    sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole


def test_an_error_of_the_harness_keeps_what_had_finished_too(
    spec_text: str, tmp_path: Path
) -> None:
    def fail() -> None:
        raise ConnectionError("the cluster is gone")

    with pytest.raises(ConnectionError):
        Sweep.from_text(spec_text).run(tmp_path, backend=ending(7, fail), progress=False)
    assert (load(tmp_path).runs["status"] == "done").sum() == 7


def test_a_crash_at_any_step_loses_nothing_that_was_saved(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes]
) -> None:
    """Crashes before each renaming and each removal of a file, over a sweep and its extension."""
    small = spec_text.replace("replicates = 3", "replicates = 2")
    sweeps = [Sweep.from_text(text) for text in (small, spec_text)]
    steps = 0
    while True:
        folder = tmp_path / f"crash-{steps}"
        with pytest.MonkeyPatch.context() as patched:
            left = crashing(patched, steps)
            try:
                for sweep in sweeps:
                    sweep.run(folder, saving=OFTEN, backend=FAKE, progress=False)
            except Crash:
                pass
        if left():
            break
        held = saved(folder)
        again = sweeps[1].run(folder, backend=FAKE, progress=False)
        assert tree(folder) == whole, steps
        assert held <= set(again.runs["identity"])
        steps += 1
    # A save is a step, and so is each of the many of completing a store.
    assert steps > 30


def crashing(patched: pytest.MonkeyPatch, after: int) -> Callable[[], int]:
    """Crash the process after a number of steps; return a function for the steps left."""
    left = after + 1

    def step(name: str) -> None:
        original = getattr(Path, name)

        def counted(self: Path, *given: Any, **named: Any) -> Any:
            nonlocal left
            # Temporary files are removed by the store itself.
            if not (name == "unlink" and self.name.startswith(".")):
                left -= 1
                # Nothing happens after the crash.
                if left <= 0:
                    raise Crash
            return original(self, *given, **named)

        patched.setattr(Path, name, counted)

    for name in ("replace", "unlink"):
        step(name)
    return lambda: max(left, 0)


def saved(folder: Path) -> set[str]:
    """Return the identities in all totals files."""
    from scomm.sweeps.catalog.totals_file import Chunk
    from scomm.sweeps.plan.identities import names_of
    from scomm.sweeps.store.damage import files_of_totals

    return {name for path in files_of_totals(folder) for name in names_of(Chunk.read(path).digests)}


def test_a_full_disk_stops_it_in_one_sentence(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes]
) -> None:
    folder, sweep = tmp_path / "store", Sweep.from_text(spec_text)
    saves = 0

    def full(descriptor: int) -> None:
        nonlocal saves
        saves += 1
        # The sweep file, the hashes, the manifest and the patch; then totals, and their names.
        if saves > 12:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as patched, pytest.raises(Unwritable) as caught:
        patched.setattr("os.fsync", full)
        sweep.run(folder, saving=OFTEN, backend=FAKE, progress=False)
    sentence = str(caught.value)
    assert sentence.startswith(f"The folder {folder} cannot be written: No space left on device;")
    assert "what was saved there before is kept" in sentence
    kept = saved(folder)
    assert 0 < len(kept) < RUNS
    assert (load(folder).runs["status"] == "done").sum() == len(kept)
    sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole


def test_a_lost_run_is_tried_again_by_the_next_command(
    spec_text: str, tmp_path: Path, tree: Tree, whole: dict[str, bytes]
) -> None:
    def losing(tasks: Todo, keep: Any) -> Any:
        for number, done in enumerate(FAKE(tasks, keep)):
            yield failed(done, LOST, "its node went") if number % 5 == 0 else done

    folder, sweep = tmp_path / "store", Sweep.from_text(spec_text)
    runs = sweep.run(folder, backend=losing, progress=False).runs
    assert runs["status"].value_counts().to_dict() == {"done": 19, "lost": 5}
    assert set(runs.loc[runs["status"] == "lost", "error"]) == {"its node went"}
    sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole
