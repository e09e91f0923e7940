"""Fixtures of all tests: a deterministic Hypothesis profile, and small worlds."""

from __future__ import annotations

import hypothesis
import pytest

from scomm import Settings, scenario

# The same examples on every run, without a time limit, so that results are reproducible.
hypothesis.settings.register_profile("project", derandomize=True, deadline=None)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def small_county() -> Settings:
    """A county of 1,000 residents, 20 weeks of burn-in and 60 weeks, which runs quickly."""
    return scenario("county").replace(population=1000, weeks=60, burn_in_weeks=20)
