"""Streams of opportunities; the number is the index in the keys of what follows from one.

Crimes and encounters have one for each ethnicity of the resident named: this, plus the ethnicity's.
"""

from typing import Final

from scomm.model.compiling.jit import always

BASE_CRIME: Final = always(0)
EXCESS_CRIME: Final = always(2)
CAUSE_ARREST: Final = always(4)
ENCOUNTER: Final = always(5)
PROFILED_ENCOUNTER: Final = always(7)
MOVE: Final = always(9)
