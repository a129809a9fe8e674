"""Deux structures fusionnent : l'accès de l'absorbée passe à l'autre, ou lui revient (C.7-17).

Le compte ne passe que si la survivante n'en a pas ; les agents, sauf ceux qu'elle connaît déjà.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.onboarding.raccordement.domain.acces import Acces
from services.onboarding.raccordement.domain.raccordement import Raccordement, Recu, agent
from services.onboarding.raccordement.rules import RegleRaccordement
from shared.adresse import cle
from shared.personal_data.fields import personal


class AccesTransmis(Acces):
    TOPIC = "onboarding.AccesTransmis"
    PHRASE = "Accès transmis à la structure qui survit à la fusion"
    structure_id: UUID
    survivante_id: UUID
    label_survivant_id: UUID
    compte_id: UUID | None
    agents: list[UUID]

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.transmis_a = self.label_survivant_id

    def details(self) -> str:
        return f"({'compte et ' if self.compte_id else ''}agents : {len(self.agents)})"


class AccesRecu(Acces):
    TOPIC = "onboarding.AccesRecu"
    PHRASE = "Accès reçu de la structure absorbée par fusion"
    structure_id: UUID
    absorbee_id: UUID
    label_absorbe_id: UUID
    compte_id: UUID | None
    agents: list[UUID]

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.recus[self.label_absorbe_id] = Recu(self.compte_id, self.agents)
        aggregate.compte_id = self.compte_id or aggregate.compte_id

    def details(self) -> str:
        return f"({'compte et ' if self.compte_id else ''}agents : {len(self.agents)})"


class AgentRecu(Raccordement.Event):
    TOPIC = "onboarding.AgentRecu"
    PHRASE = "Agent de la structure absorbée rattaché à celle-ci"
    PERSONNELLES = personal(agent, "courriel")
    structure_id: UUID
    agent_id: UUID
    courriel: str

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.agents[self.agent_id] = cle(self.courriel)


class AgentRestitue(Raccordement.Event):
    TOPIC = "onboarding.AgentRestitue"
    PHRASE = "Agent rendu à sa structure : la fusion est annulée"
    structure_id: UUID
    agent_id: UUID
    agents: int

    def apply(self, aggregate: Raccordement) -> None:
        del aggregate.agents[self.agent_id]

    def details(self) -> str:
        return f"(agents inscrits : {self.agents})"


class AccesRestitue(Acces):
    TOPIC = "onboarding.AccesRestitue"
    PHRASE = "Accès reçu par fusion rendu à sa structure"
    structure_id: UUID
    absorbee_id: UUID
    label_absorbe_id: UUID
    compte_id: UUID | None
    agents: list[UUID]

    def apply(self, aggregate: Raccordement) -> None:
        del aggregate.recus[self.label_absorbe_id]
        if self.compte_id:
            aggregate.compte_id, aggregate.est_ouvert = None, False


class AccesRendu(Acces):
    """`lien_id`, qui expire le `expire_le`, est celui qui vaut de nouveau, s'il n'a pas servi."""

    TOPIC = "onboarding.AccesRendu"
    PHRASE = "Accès à la plateforme rendu : la fusion est annulée"
    structure_id: UUID
    survivante_id: UUID
    lien_id: UUID | None
    expire_le: datetime | None

    def apply(self, aggregate: Raccordement) -> None:
        aggregate.acces, aggregate.transmis_a = aggregate.acces_avant, None


def transmettre(absorbe: Raccordement, survivant: Raccordement, regle: RegleRaccordement) -> None:
    """L'accès de l'absorbé est fermé ; une survivante sans label qui vaille ne reçoit rien."""
    if survivant.acces == "FERME" or absorbe.label_id in survivant.recus:
        return
    connus = {*survivant.agents.values()} - {""}
    agents = {each: dit for each, dit in absorbe.agents.items() if dit not in connus}
    compte_id = None if survivant.compte_id else absorbe.compte_id
    if not (compte_id or agents):
        return
    dit = {"compte_id": compte_id, "agents": list(agents)}
    _enregistrer(
        absorbe,
        AccesTransmis,
        survivante_id=survivant.structure_id,
        label_survivant_id=survivant.label_id,
        **dit,
    )
    origine = {"absorbee_id": absorbe.structure_id, "label_absorbe_id": absorbe.label_id}
    _enregistrer(survivant, AccesRecu, **origine, **dit)
    for agent_id, courriel in agents.items():
        survivant.enregistrer(
            AgentRecu, structure_id=survivant.structure_id, agent_id=agent_id, courriel=courriel
        )
    if survivant.acces == "OUVERT":
        survivant.ouvrir_les_applications(regle)


def rendre(absorbe: Raccordement, survivant: Raccordement | None, survivante_id: UUID) -> None:
    """Les agents partis entre-temps sont partis ; ceux que la survivante a inscrits lui restent."""
    if absorbe.acces != "FERME":
        return
    partis = _restituer(absorbe, survivant) if survivant else []
    attend = absorbe.compte_id is None
    _enregistrer(
        absorbe,
        AccesRendu,
        survivante_id=survivante_id,
        lien_id=absorbe.lien_id if attend else None,
        expire_le=absorbe.expire_le if attend else None,
    )
    for agent_id in partis:
        absorbe.retirer_agent(agent_id)


def _restituer(absorbe: Raccordement, survivant: Raccordement) -> list[UUID]:
    """Rend ce que la fusion avait donné ; les agents qui, depuis, ont quitté la structure."""
    recu = survivant.recus.get(absorbe.label_id)
    if recu is None:
        return []
    rendus = [each for each in recu.agents if each in survivant.agents]
    for agent_id in rendus:
        survivant.enregistrer(
            AgentRestitue,
            structure_id=survivant.structure_id,
            agent_id=agent_id,
            agents=len(survivant.agents) - 1,
        )
    partis = [each for each in recu.agents if each in survivant.partis]
    _enregistrer(
        survivant,
        AccesRestitue,
        absorbee_id=absorbe.structure_id,
        label_absorbe_id=absorbe.label_id,
        compte_id=recu.compte_id,
        agents=rendus,
    )
    return partis


def _enregistrer(raccordement: Raccordement, kind: type[Acces], **dit: Any) -> None:
    raccordement.enregistrer(
        kind,
        structure_id=raccordement.structure_id,
        label_id=raccordement.label_id,
        structure=raccordement.structure,
        **dit,
    )
