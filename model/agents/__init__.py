"""All that act, as Mesa agents: residents, officers, jails, jurisdictions, states and ICE."""

from model.agents.ice import ICE
from model.agents.jail import Jail
from model.agents.jurisdiction import Jurisdiction
from model.agents.officer import Officer
from model.agents.resident import Resident
from model.agents.state import State

__all__ = ["ICE", "Jail", "Jurisdiction", "Officer", "Resident", "State"]
