"""scomm: an agent-based statistical model of the Secure Communities program."""

from importlib.metadata import version

from model.errors import InputError
from model.outcomes import Outcomes
from model.scenarios import SCENARIOS, scenario
from model.settings import Settings
from model.simulate import run
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
