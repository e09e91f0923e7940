"""The environment variables that Ray reads when it is imported, and checks of addresses."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from scomm.model.errors import InputError, shown

AUTO: Final = "auto"
# A part of a host's name has at most 63 letters, and the whole 253.
_HOST_AND_PORT: Final = re.compile(
    r"(?=.{1,253}:)(?:[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|\[[0-9a-fA-F:]{1,45}\])"
    r":[0-9]{1,5}"
)
# The variable that tells which cluster "auto" means.
_RAY_ADDRESS: Final = "RAY_ADDRESS"

# Runs are the unit of parallel work: a worker with several threads would slow its neighbors.
ONE_THREAD: Final = {
    name: "1"
    for name in (
        "NUMBA_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "ARROW_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
}


def of_workers(*, here: bool, executable: str = sys.executable) -> dict[str, Any] | None:
    """Return Ray's runtime environment of the workers; ``here`` if Ray is started by this process.

    Workers of a Ray started here inherit this process's environment, in which ``one_thread`` has
    set the variables: given a runtime environment, Ray would discard its idle workers and start
    others. Ray passes the interpreter's path to a shell unquoted. A path with a space would be two
    words there, and Ray would start workers forever.
    """
    if not here:
        return {"env_vars": ONE_THREAD}
    quoted = shlex.quote(executable)
    return None if quoted == executable else {"py_executable": quoted}


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit processes started within the context to one thread each, for all libraries."""
    with changed(ONE_THREAD):
        yield


@contextmanager
def changed(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables within the context."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def connected() -> bool:
    """True if this process is already connected to Ray, by ``cluster`` or by the user."""
    return "ray" in sys.modules and bool(sys.modules["ray"].is_initialized())


def check(address: str | None) -> None:
    """Raise InputError unless the address is None, "auto" or HOST:PORT."""
    if address is None:
        return
    meant = os.environ.get(_RAY_ADDRESS, AUTO) if address == AUTO else address
    if meant == AUTO or _HOST_AND_PORT.fullmatch(meant):
        return
    said = (
        f"{shown(address)} is"
        if meant == address
        else f"'auto' is {shown(meant)} by {_RAY_ADDRESS} and"
    )
    if "://" in meant:
        raise InputError(
            f"The address {said} that of a client or of jobs, whose broken connection would end the"
            " sweep; run it on a node of the cluster, as with 'ray job submit', with the address "
            "'auto'."
        )
    raise InputError(f"The address {said} no address of a cluster; give 'auto' or HOST:PORT.")


def prepare(address: str | None) -> None:
    """Set the variables that Ray reads when it is imported."""
    # No usage reports are sent.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if address is None:
        # Only this process and its workers may connect to a private Ray. Without a token given, it
        # would write one into the user's home.
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
