"""scomm: an agent-based statistical model of the Secure Communities program."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from model.outcomes import Outcomes
from model.scenarios import SCENARIOS, scenario
from model.settings import Settings
from model.simulate import run

if TYPE_CHECKING:
    from model.world import World

__version__ = version("scomm")
__all__ = [
    "SCENARIOS",
    "InputError",
    "Outcomes",
    "Settings",
    "World",
    "__version__",
    "run",
    "scenario",
]


def __getattr__(name: str) -> Any:
    """Import ``World`` when it is asked for: Mesa takes half of the time of importing all else."""
    if name != "World":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from model.world import World

    return World
