"""The message for a cluster that cannot be joined: a refused token is called that."""

from __future__ import annotations

from scomm.sweeps.execution.on_ray import environment


def test_a_refused_token_is_called_that() -> None:
    """Ray wraps it: a ConnectionError, whose cause has the real error as text."""
    environment.prepare("127.0.0.1:6379")
    from scomm.sweeps.execution.on_ray.library import AuthenticationError
    from scomm.sweeps.execution.on_ray.session import not_joined

    address, failed = "10.0.0.1:6379", ConnectionError("Failed to connect\n to 10.0.0.1:6379")
    assert not_joined(address, failed) == (
        "The Ray cluster at '10.0.0.1:6379' cannot be joined from this machine: "
        "Failed to connect to 10.0.0.1:6379"
    )
    refused = AuthenticationError("RPC error: InvalidAuthToken")
    failed.__cause__ = RuntimeError(
        "Failed to connect to GCS. Last connection error: Traceback (most recent call last):\n"
        f"ray.exceptions.{type(refused).__name__}: {refused}"
    )
    for error in (failed, refused):
        said = not_joined(address, error)
        assert "refuses this machine's token" in said
        assert "RAY_AUTH_TOKEN" in said
