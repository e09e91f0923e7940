"""Signals that interrupt a sweep: as an interruption, and postponed while a store is completed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final

# Batch systems send SIGTERM, a closing terminal SIGHUP, which Windows does not have.
_ENDING: Final = tuple(getattr(signal, n) for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n))


@contextmanager
def terminable() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP as an interruption within the context.

    A signal that the caller ignores, as under ``nohup``, stays ignored.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(_ENDING, interrupt):
        yield


@contextmanager
def postponed() -> Iterator[list[int]]:
    """Note a first interruption instead of raising it; a second one is raised.

    Yields the list of the signals noted, which is empty if the context was not interrupted.
    """
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    with _handled((signal.SIGINT, *_ENDING), note):
        yield noted


@contextmanager
def _handled(numbers: Sequence[int], handler: signal._HANDLER) -> Iterator[None]:
    """Handle signals within the context, except in a thread, where Python cannot."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in numbers}
    heeded = [each for each in numbers if before[each] is not signal.SIG_IGN]
    for each in heeded:
        signal.signal(each, handler)
    try:
        yield
    finally:
        for each in heeded:
            signal.signal(each, before[each])
