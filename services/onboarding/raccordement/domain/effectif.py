"""L'effectif d'une structure : chaque agent inscrit est une personne, jusqu'à sa désinscription."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate
from shared.refusal import Refus


class AgentInconnu(Refus):
    """Aucun agent de la structure n'est inscrit à cette adresse."""


def agent(dit: Mapping[str, Any]) -> UUID:
    """Chaque agent est une personne ; son identité ne dit rien de son adresse."""
    agent_id: UUID = dit["agent_id"]
    return agent_id


class AgentInscrit(Aggregate.Event):
    TOPIC = "onboarding.AgentInscrit"
    PHRASE = "Agent inscrit sur la plateforme"
    PERSONNELLES = personal(agent, "courriel")
    class_version = 2
    agent_id: UUID
    courriel: str
    fonction: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """L'adresse n'était pas conservée."""
        state["courriel"] = ""

    def details(self) -> str:
        return f"(fonction : {self.fonction})"


class AgentDesinscrit(Aggregate.Event):
    TOPIC = "onboarding.AgentDesinscrit"
    PHRASE = "Agent désinscrit de la plateforme"
    PERSONNELLES = personal(contact, "structure.courriel")
    label_id: UUID
    structure: dict[str, Any]
    agent_id: UUID
    agents: int

    def details(self) -> str:
        return f"(agents inscrits : {self.agents})"
