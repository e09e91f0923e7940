"""Ray itself: no other file imports it.

Ray reads its environment when it is imported, so ``environment.prepare`` is called before this
file is imported.
"""

import ray
from ray import cloudpickle
from ray.exceptions import (
    AuthenticationError,
    LocalRayletDiedError,
    OutOfMemoryError,
    RayError,
    RayTaskError,
)

__all__ = [
    "AuthenticationError",
    "LocalRayletDiedError",
    "OutOfMemoryError",
    "RayError",
    "RayTaskError",
    "cloudpickle",
    "ray",
]
