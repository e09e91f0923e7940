"""Mesa agents: residents, officers, jails, jurisdictions, states and ICE."""

from scomm.model.mesa_model.agents.ice import ICE
from scomm.model.mesa_model.agents.jail import Jail
from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.mesa_model.agents.officer import Officer
from scomm.model.mesa_model.agents.resident import Resident
from scomm.model.mesa_model.agents.state import State

__all__ = ["ICE", "Jail", "Jurisdiction", "Officer", "Resident", "State"]
