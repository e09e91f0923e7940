"""Jurisdictions: made up, or from a user's table, with their residents' mix and their dates."""

from scomm.model.places.build import build_places
from scomm.model.places.places import Places

__all__ = ["Places", "build_places"]
