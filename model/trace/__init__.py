"""The event log in words: a resident's life story, and where two arms of one world first part."""

from scomm.model.trace.divergence import first_divergence
from scomm.model.trace.story import life_story

__all__ = ["first_divergence", "life_story"]
