"""The connection to Ray: started on this machine, or to a cluster, and its health checks.

``environment.prepare`` is called before this file is imported.
"""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.model.machine import processors
from scomm.sweeps.execution.backend import BackendLost
from scomm.sweeps.execution.on_ray import environment
from scomm.sweeps.execution.on_ray.folder import private_folder, roots
from scomm.sweeps.execution.on_ray.library import AuthenticationError, ray

# Seconds between checks of Ray's nodes, and of its head.
LOOK_EVERY_SECONDS: Final = 5.0
# Ray kills a process whose cluster's head is gone for a minute, with all unsaved results. The head
# may come back before; but after half of that minute we end by ourselves, to save in time.
HEAD_GONE_SECONDS: Final = 30.0
ANSWER_SECONDS: Final = 2.0
# Results are small and are fetched at once; the default would be a third of the machine's memory.
OBJECT_STORE_BYTES: Final = 256 << 20


class RayDied(Exception):
    """Raised when the Ray that was started on this machine is gone, and can be restarted."""


class Session:
    """A connection to Ray. Made by ``connected``.

    ``is_ours`` is true if it ends with this session: a connection that the user made, or that is
    ``kept``, stays. ``is_local`` is true if this Ray was started here, and can be restarted;
    ``starts`` counts how often the session was opened, at first and again.
    """

    def __init__(
        self,
        workers: int | None,
        address: str | None,
        threads: int,
        kept: Session | None = None,
    ) -> None:
        """Prepare a session, without connecting; ``threads`` are those of each run."""
        self._workers = workers
        self._threads = threads
        self._address = address
        self._kept = kept
        self.is_ours: Final = not ray.is_initialized()
        self.is_local: Final[bool] = kept.is_local if kept else self.is_ours and address is None
        self._held = ExitStack()
        # The names of the nodes at the last check, and of those gone.
        self._nodes: dict[str, str] = {}
        self._gone: list[str] = []
        self._looked = self._answered = 0.0
        self._measuring = threading.Thread()
        self.processors = 1
        self.memory = 0
        self.starts = 0
        self.is_open = False

    def open(self) -> None:
        """Start Ray or join the cluster. Raises InputError if there is none, or another Ray."""
        if self.is_ours and self.is_local:
            self._start()
        elif self.is_ours:
            self._join()
        self._answered = time.monotonic()
        self.starts += 1
        self.is_open = True
        most = self._measure()
        if 0 < most < self._threads:
            raise InputError(
                f"A run is to have {self._threads} threads, but the largest node has {most} "
                "processors; give at most as many threads."
            )

    def close(self) -> None:
        """Stop Ray, or leave the cluster, which then cancels our tasks."""
        self.is_open = False
        if self.is_ours:
            ray.shutdown()
            _hear_ray(True)
            self._held.close()

    def restart(self) -> None:
        """Restart Ray on this machine."""
        if self._kept is not None:
            self._kept.restart()
        else:
            self.close()
        self.open()

    def gone(self) -> list[str]:
        """Return the names of the nodes lost since the last call."""
        names, self._gone = self._gone, []
        return names

    @property
    def slots(self) -> int:
        """The number of batches that may be in flight: one running and one queued per processor."""
        at_once = max(1, self.processors // self._threads)
        if self._workers is not None and not (self.is_local and self.is_ours):
            # On a cluster nothing else limits the number that run.
            return min(2 * at_once, self._workers)
        return 2 * at_once

    def look(self) -> None:
        """Check the nodes at intervals. Raises RayDied, or BackendLost for a cluster."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY_SECONDS:
            return
        self._looked = now
        head = ray.get_runtime_context().gcs_address
        if _answers(head):
            self._answered = now
            self._measure_aside()
        elif self.is_local:
            raise RayDied
        elif now - self._answered > HEAD_GONE_SECONDS:
            raise BackendLost(
                f"The head of the Ray cluster at {head} has not answered for "
                f"{HEAD_GONE_SECONDS:.0f} s"
            )

    def _measure_aside(self) -> None:
        """Measure a cluster in a thread, since Ray does not return if the head dies meanwhile."""
        if not self.is_local and not self._measuring.is_alive():
            self._measuring = threading.Thread(target=self._measure, daemon=True)
            self._measuring.start()

    def _measure(self) -> int:
        """Update the processors of all nodes, and the memory of the largest, in bytes.

        Returns the most processors that a node has.
        """
        known: Callable[[], list[dict[str, Any]]] = ray.nodes
        alive = [node for node in known() if node["Alive"]]
        names = {str(node["NodeID"]): str(node.get("NodeManagerHostname", "?")) for node in alive}
        self._gone += [name for each, name in self._nodes.items() if each not in names]
        self._nodes = names
        nodes = [node["Resources"] for node in alive]
        counts = [int(node.get("CPU", 0)) for node in nodes]
        self.memory = int(max((node.get("memory", 0) for node in nodes), default=0))
        self.processors = sum(counts)
        return max(counts, default=0)

    def _start(self) -> None:
        count = self._workers or max(1, processors() // self._threads)
        folder = self._held.enter_context(private_folder(roots()))
        with _closed_to_others(), _fewer_processes(), environment.one_thread():
            _init(
                address="local",
                _temp_dir=str(folder),
                num_cpus=count * self._threads,
                num_gpus=0,
                include_dashboard=False,
                object_store_memory=OBJECT_STORE_BYTES,
                _node_ip_address="127.0.0.1",
                runtime_env=environment.of_workers(here=True),
            )

    def _join(self) -> None:
        address = str(self._address)
        if address != environment.AUTO and not _answers(address, 5 * ANSWER_SECONDS):
            raise InputError(
                f"No Ray cluster answers at {address}; its head's port is 6379 as a "
                "rule, and it must be reachable from here."
            )
        try:
            _init(address=address, runtime_env=environment.of_workers(here=False))
        except (ConnectionError, ValueError, AuthenticationError) as error:
            raise InputError(not_joined(address, error)) from None
        except RuntimeError as error:
            if "mismatch" not in str(error):
                raise
            raise InputError(" ".join(str(error).split())) from None


def not_joined(address: str, error: Exception) -> str:
    """Say why a cluster cannot be joined.

    Ray reports a refused token as a failure to connect, whose cause has the real error as text.
    """
    refused = AuthenticationError.__name__
    if isinstance(error, AuthenticationError) or refused in str(error.__cause__):
        return (
            f"The Ray cluster at {address!r} refuses this machine's token; set RAY_AUTH_MODE=token "
            "and RAY_AUTH_TOKEN, or the file that RAY_AUTH_TOKEN_PATH names, to the token of the "
            "cluster."
        )
    return (
        f"The Ray cluster at {address!r} cannot be joined from this machine: "
        f"{' '.join(str(error).split())}"
    )


# The session that ``keep`` holds, if it does.
_kept: list[Session] = []


@contextmanager
def connected(workers: int | None, address: str | None, threads: int) -> Iterator[Session]:
    """Yield a session: on the Ray that already runs, or on one that ends with the context."""
    session = Session(workers, address, threads, *_kept)
    try:
        session.open()
        yield session
    finally:
        session.close()


@contextmanager
def keep(workers: int | None, address: str | None) -> Iterator[Session]:
    """Keep one session for all runs of this process within the context."""
    with connected(workers, address, 1) as session:
        if _kept or not session.is_ours:
            yield session  # Already kept.
            return
        _kept.append(session)
        try:
            yield session
        finally:
            _kept.clear()


def _init(**options: Any) -> None:
    # Ray's notes, such as that tokens are in use, do not matter to a reader of our progress.
    logging.getLogger("ray").setLevel(logging.ERROR)
    in_main = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGTERM) if in_main else None
    ray.init(
        **options,
        configure_logging=False,
        log_to_driver=False,
    )
    _hear_ray(False)
    # Ray handles SIGTERM by raising SystemExit. The program's own handler stays.
    if callable(handler):
        signal.signal(signal.SIGTERM, handler)


@contextmanager
def _closed_to_others() -> Iterator[None]:
    """Bind a Ray that starts within the context to the loopback.

    Ray replaces 127.0.0.1 by the machine's own address unless clusters are disabled. The variable
    for that works on all systems, though it is named for the two where they are disabled anyway.
    Ray has read it when it was imported, and the processes that it starts read it again.
    """
    constants = vars(ray._private.ray_constants)
    before, constants["ENABLE_RAY_CLUSTER"] = constants["ENABLE_RAY_CLUSTER"], False
    try:
        with environment.changed({constants["ENABLE_RAY_CLUSTERS_ENV_VAR"]: "0"}):
            yield
    finally:
        constants["ENABLE_RAY_CLUSTER"] = before


@contextmanager
def _fewer_processes() -> Iterator[None]:
    """Start Ray without three processes that are not needed here.

    One scales clusters, one sends the workers' output to this process, where it would be discarded,
    and one serves the dashboard and, where there is none, only Ray's usage reports. Each is a
    separate Python process, which takes a second or two to start, and Ray waits for the last one
    before it starts anything else.
    """
    parameters, services = vars(ray._private.parameter), vars(ray._private.services)
    params, serve = parameters["RayParams"], services["start_api_server"]
    parameters["RayParams"] = partial(params, no_monitor=True, include_log_monitor=False)
    # The address of no dashboard, and no process, as where Ray fails to start it.
    services["start_api_server"] = lambda *given, **named: ("", None)
    try:
        yield
    finally:
        parameters["RayParams"], services["start_api_server"] = params, serve


def _hear_ray(heard: bool) -> None:
    """Turn Ray's log of its workers and nodes on or off.

    It goes to standard output, in pages, where another program may be reading our results.
    """
    vars(ray._private.worker)["_worker_logs_enabled"] = heard


def _answers(address: str, seconds: float = ANSWER_SECONDS) -> bool:
    """True if a process listens at HOST:PORT."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), seconds):
            return True
    except OSError:
        return False
