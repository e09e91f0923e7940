"""Ray itself: no other file imports it.

Ray reads its environment when it is imported, so whoever imports this file has called
``environment.prepare`` before.
"""

import ray
from ray import cloudpickle
from ray.exceptions import LocalRayletDiedError, OutOfMemoryError, RayError, RayTaskError

__all__ = [
    "LocalRayletDiedError",
    "OutOfMemoryError",
    "RayError",
    "RayTaskError",
    "cloudpickle",
    "ray",
]
