"""Streams of opportunities; the number is the index in the keys of what follows from one.

Crimes and encounters have one for each ethnicity of the resident named: this, plus the ethnicity's.
"""

from typing import Final

BASE_CRIME: Final = 0
EXCESS_CRIME: Final = 2
CAUSE_ARREST: Final = 4
ENCOUNTER: Final = 5
PROFILED_ENCOUNTER: Final = 7
MOVE: Final = 9
