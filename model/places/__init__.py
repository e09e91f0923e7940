"""Jurisdictions: made up, or from a user's table, with their residents' mix and their dates."""

from model.places.build import build_places
from model.places.places import Places

__all__ = ["Places", "build_places"]
