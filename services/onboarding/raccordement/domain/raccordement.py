"""Le raccordement d'une structure à la plateforme : lien, compte, agents, applications."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.onboarding.raccordement.domain import effectif
from services.onboarding.raccordement.domain.effectif import AgentInconnu
from shared.clock import paris_date
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import jour_long

APPLICATIONS = {
    "BUREAU": "Bureau de l'agent",
    "REPORTING": "outil de reporting",
    "ADMINISTRATION_PLUS": "Administration+",
}


class LienInvalide(Refus):
    """Ce lien d'inscription n'est pas celui de la structure, ou n'est plus le bon."""


class LienExpire(Refus):
    """Le délai du lien d'inscription est passé."""


class LienDejaUtilise(Refus):
    """Un lien d'inscription ne sert qu'une fois (INV-13)."""


class CompteManquant(Refus):
    """Les agents s'inscrivent une fois le compte de la structure créé (A-117)."""


class Raccordement(Aggregate):
    """Du lien d'inscription à l'ouverture des applications (A-115 à A-118)."""

    TOPIC = "onboarding.Raccordement"

    class LienInscriptionEnvoye(Created):
        TOPIC = "onboarding.LienInscriptionEnvoye"
        PHRASE = "Lien d'inscription à la plateforme ouvert par la Banque des territoires"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        structure_id: UUID
        structure: dict[str, Any]
        lien_id: UUID
        url: str
        expire_le: datetime

        def details(self) -> str:
            return validite(self.expire_le)

    class LienInscriptionRenouvele(Aggregate.Event):
        TOPIC = "onboarding.LienInscriptionRenouvele"
        PHRASE = "Nouveau lien d'inscription ouvert ; le précédent ne vaut plus rien"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        structure: dict[str, Any]
        lien_id: UUID
        url: str
        expire_le: datetime

        def details(self) -> str:
            return validite(self.expire_le)

    class LienInscriptionExpire(Aggregate.Event):
        TOPIC = "onboarding.LienInscriptionExpire"
        PHRASE = "Lien d'inscription expiré sans avoir servi"
        lien_id: UUID

    class CompteStructureCree(Aggregate.Event):
        TOPIC = "onboarding.CompteStructureCree"
        PHRASE = "Compte de la structure créé par son lien d'inscription"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        structure: dict[str, Any]
        lien_id: UUID
        compte_id: UUID

    # The library finds the events of an aggregate by the names of its class.
    AgentInscrit = effectif.AgentInscrit
    AgentDesinscrit = effectif.AgentDesinscrit

    class ApplicationsOuvertes(Aggregate.Event):
        TOPIC = "onboarding.ApplicationsOuvertes"
        PHRASE = "Applications de la plateforme ouvertes"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure: dict[str, Any]
        applications: list[str]
        agents: int

        def details(self) -> str:
            noms = ", ".join(APPLICATIONS.get(code, code) for code in self.applications)
            return f"({noms} ; agents inscrits : {self.agents})"

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Un raccordement par label."""
        return uuid5(label_id, Raccordement.TOPIC)

    @event(LienInscriptionEnvoye)
    def __init__(
        self,
        label_id: UUID,
        structure_id: UUID,
        structure: dict[str, Any],
        lien_id: UUID,
        url: str,
        expire_le: datetime,
    ) -> None:
        self.label_id, self.structure_id = label_id, structure_id
        self.structure = structure
        self.lien_id, self.expire_le = lien_id, expire_le
        self.liens = 1
        self.compte_id: UUID | None = None
        self.agents: dict[UUID, str] = {}
        self.inscrits = 0
        self.est_ouvert = False

    def renouveler_lien(self, lien_id: UUID, url: str, expire_le: datetime) -> None:
        if self.compte_id:
            raise LienDejaUtilise(f"Le compte de « {self.structure['nom']} » existe déjà.")
        self._lien_inscription_renouvele(self.label_id, self.structure, lien_id, url, expire_le)

    def expirer(self, lien_id: UUID) -> None:
        """TMR-13 ; un lien qui a servi, ou qu'un autre remplace, n'expire plus."""
        if self.compte_id is None and lien_id == self.lien_id:
            self._lien_inscription_expire(lien_id)

    def creer_compte(self, lien_id: UUID, au: datetime) -> None:
        if lien_id != self.lien_id:
            raise LienInvalide(
                f"Ce lien d'inscription n'est pas, ou plus, celui de « {self.structure['nom']} »."
            )
        if self.compte_id:
            raise LienDejaUtilise(
                f"Ce lien a déjà servi à créer le compte de « {self.structure['nom']} »."
            )
        if au > self.expire_le:
            raise LienExpire(
                f"Ce lien n'est plus valable depuis le {jour_long(paris_date(self.expire_le))} : "
                "demandez-en un nouveau."
            )
        compte_id = uuid5(lien_id, "compte")
        self._compte_structure_cree(self.label_id, self.structure, lien_id, compte_id)

    def inscrire_agent(
        self, courriel: str, fonction: str, minimum: int, applications: list[str]
    ) -> None:
        """Les applications s'ouvrent dès que le nombre minimal d'agents est inscrit (A-118).

        Deux agents d'une même adresse n'en font qu'un.
        """
        if self.compte_id is None:
            raise CompteManquant(f"« {self.structure['nom']} » n'a pas encore créé son compte.")
        if courriel.lower() in self.agents.values():
            return
        agent_id = uuid5(self.id, f"agent {self.inscrits + 1}")
        self._agent_inscrit(agent_id, courriel, fonction)
        if len(self.agents) >= minimum and not self.est_ouvert:
            self._applications_ouvertes(self.structure, applications, len(self.agents))

    def desinscrire_agent(self, courriel: str) -> None:
        """C.7-14 : les applications restent ouvertes ; l'effectif, lui, est dit."""
        found = [agent_id for agent_id, known in self.agents.items() if known == courriel.lower()]
        if not found:
            raise AgentInconnu(f"Aucun agent de « {self.structure['nom']} » n'a cette adresse.")
        restants = len(self.agents) - 1
        self._agent_desinscrit(self.label_id, self.structure, found[0], restants)

    @event(LienInscriptionRenouvele)
    def _lien_inscription_renouvele(
        self,
        label_id: UUID,
        structure: dict[str, Any],
        lien_id: UUID,
        url: str,
        expire_le: datetime,
    ) -> None:
        self.lien_id, self.expire_le = lien_id, expire_le
        self.liens += 1

    @event(LienInscriptionExpire)
    def _lien_inscription_expire(self, lien_id: UUID) -> None:
        """Sa date suffit à le refuser : l'événement le fait savoir."""

    @event(CompteStructureCree)
    def _compte_structure_cree(
        self, label_id: UUID, structure: dict[str, Any], lien_id: UUID, compte_id: UUID
    ) -> None:
        self.compte_id = compte_id

    @event(AgentInscrit)
    def _agent_inscrit(self, agent_id: UUID, courriel: str, fonction: str) -> None:
        self.agents[agent_id] = courriel.lower()
        self.inscrits += 1

    @event(AgentDesinscrit)
    def _agent_desinscrit(
        self, label_id: UUID, structure: dict[str, Any], agent_id: UUID, agents: int
    ) -> None:
        del self.agents[agent_id]

    @event(ApplicationsOuvertes)
    def _applications_ouvertes(
        self, structure: dict[str, Any], applications: list[str], agents: int
    ) -> None:
        self.est_ouvert = True


def validite(expire_le: datetime) -> str:
    """« (valable jusqu'au 15 décembre 2019) »."""
    return f"(valable jusqu'au {jour_long(paris_date(expire_le))})"
