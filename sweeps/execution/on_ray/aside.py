"""Work that Ray's workers do beside the runs, such as encoding files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from scomm.sweeps.execution.backend import Lost, one_line
from scomm.sweeps.execution.on_ray import code_state as code
from scomm.sweeps.execution.on_ray import worker
from scomm.sweeps.execution.on_ray.library import RayError, ray
from scomm.sweeps.execution.on_ray.session import Session

# With few slots the driver is not busy, and what a worker does for it would cost as much there.
SLOTS_EACH: Final = 128
# A result that is ready is fetched within this time, or counts as lost with its node.
FETCH_SECONDS: Final = 10.0


class OnWorker:
    """Work under way on a worker of a session."""

    def __init__(self, session: Session, reference: Any) -> None:
        """Refer to the result, which is lost with the Ray that the session now has."""
        self._session: Final = session
        self._start: Final = session.starts
        self._reference: Final = reference

    def ready(self) -> bool:
        """True if ``result`` has an answer, without waiting."""
        if self._session.starts != self._start or not self._session.is_open:
            return True
        try:
            ready, _ = ray.wait([self._reference], timeout=0)
        except RayError:
            return True
        return bool(ready)

    def result(self) -> Any:
        """Return the function's result. Raises Lost if there is none."""
        if self._session.starts != self._start or not self._session.is_open:
            raise Lost("the connection to Ray has ended")
        try:
            return ray.get(self._reference, timeout=FETCH_SECONDS)
        except RayError as reason:
            raise Lost(one_line(reason)) from None


class Asides:
    """The work beside the runs of a session, of which little is under way at a time."""

    def __init__(self, session: Session, slots_each: int = SLOTS_EACH) -> None:
        """Do one piece of work at a time for each ``slots_each`` slots of the session."""
        self._session: Final = session
        self._slots_each: Final = slots_each
        self._under_way: list[OnWorker] = []

    def ask(self, function: Callable[[Any], object], value: object) -> OnWorker | None:
        """Let a worker call a function of a module, or return None if enough is under way.

        It waits for no processor, since all have a queue of batches: it takes some of their time.
        """
        self._under_way = [each for each in self._under_way if not each.ready()]
        if len(self._under_way) >= self._session.slots // self._slots_each:
            return None
        asked = OnWorker(self._session, _remote().remote(code.state(), function, value))
        self._under_way.append(asked)
        return asked


@cache
def _remote() -> Any:
    options: dict[str, Any] = {"num_cpus": 0, "max_retries": 0, "enable_task_events": False}
    return ray.remote(scheduling_strategy="SPREAD", **options)(worker.do_aside)
