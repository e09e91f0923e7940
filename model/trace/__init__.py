"""The event log in words: a resident's life story, and the first divergence of two arms."""

from scomm.model.trace.divergence import first_divergence
from scomm.model.trace.story import life_story

__all__ = ["first_divergence", "life_story"]
