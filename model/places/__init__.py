"""Jurisdictions: synthetic, real or from a user's table, with their residents, dates, policies."""

from scomm.model.places.build import build_places
from scomm.model.places.places import Places

__all__ = ["Places", "build_places"]
