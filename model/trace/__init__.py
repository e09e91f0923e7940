"""The event log in words: a resident's life story, and the first divergence of two runs."""

from scomm.model.trace.divergence import execution_difference, first_divergence
from scomm.model.trace.story import life_story

__all__ = ["execution_difference", "first_divergence", "life_story"]
