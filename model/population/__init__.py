"""The population: neighborhoods, households, residents, officers and ties, from keyed draws."""

from scomm.model.population.population import Population, build_population, neighborhoods_of

__all__ = ["Population", "build_population", "neighborhoods_of"]
