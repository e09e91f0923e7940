"""Stages of a case, from booking to the succession after a removal, and of what ICE follows up."""

from typing import Final

RELEASE_DUE: Final = 0
AT_LARGE: Final = 1
HELD_TO_DISPOSITION: Final = 2
SERVING: Final = 3
IN_PRISON: Final = 4
TRANSFER_DUE: Final = 5
IN_CUSTODY: Final = 6
SUCCESSION: Final = 7
# Follow-ups: the person is in the community, and ICE looks for them or has ordered them to appear.
SOUGHT: Final = 8
ORDERED: Final = 9
# Not a stage of an open case: a rule returns it when no further stage follows.
ENDED: Final = 10
