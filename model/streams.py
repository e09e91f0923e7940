"""Streams of opportunities, numbered; the number is an index in the keys of later draws.

Crimes and encounters have one stream per ethnicity of the resident concerned: the number given here
plus the number of the ethnicity.
"""

from typing import Final

from scomm.model.compiling.jit import always

BASE_CRIME: Final = always(0)
EXCESS_CRIME: Final = always(2)
CAUSE_ARREST: Final = always(4)
ENCOUNTER: Final = always(5)
PROFILED_ENCOUNTER: Final = always(7)
MOVE: Final = always(9)

# Added to the stream of an opportunity in the keys of what follows an arrest at large.
AT_LARGE: Final = always(10)
