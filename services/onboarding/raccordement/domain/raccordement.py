"""Le raccordement d'une structure à la plateforme : lien, compte, agents, applications."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid5

from services.onboarding.raccordement.rules import RegleRaccordement
from shared.adresse import cle
from shared.clock import paris_date
from shared.liens import sans_jeton
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import jour_long

Acces = Literal["OUVERT", "SUSPENDU", "FERME"]
APPLICATIONS = {
    "BUREAU": "Bureau de l'agent",
    "REPORTING": "outil de reporting",
    "ADMINISTRATION_PLUS": "Administration+",
}


class LienInvalide(RefusDuMoment):
    """Ce lien d'inscription n'est pas celui de la structure, ou n'est plus le bon."""


class LienExpire(RefusDuMoment):
    """Le délai du lien d'inscription est passé."""


class LienDejaUtilise(RefusDuMoment):
    """Un lien d'inscription ne sert qu'une fois (INV-13)."""


class CompteManquant(RefusDuMoment):
    """Les agents s'inscrivent une fois le compte de la structure créé (A-117)."""


class AgentInconnu(RefusDuMoment):
    """Aucun agent de la structure n'est inscrit à cette adresse."""


class LabelSansEffet(RefusDuMoment):
    """Le label de la structure est suspendu ou a cessé : la plateforme lui est fermée (INV-13)."""


@dataclass(frozen=True)
class Lien:
    """Un lien d'inscription, l'adresse de la page où il mène, et jusqu'à quand il vaut."""

    lien_id: UUID
    url: str
    expire_le: datetime


@dataclass(frozen=True)
class Recu:
    """Ce qu'une fusion a donné : le compte, si la structure n'en avait pas, et des agents."""

    compte_id: UUID | None
    agents: list[UUID]


def agent(faits: Mapping[str, Any]) -> UUID:
    """Chaque agent est une personne ; son identité ne dit rien de son adresse."""
    agent_id: UUID = faits["agent_id"]
    return agent_id


class Raccordement(Aggregate):
    """Du lien d'inscription à l'ouverture des applications (A-115 à A-118)."""

    TOPIC = "onboarding.Raccordement"

    class LienInscriptionEnvoye(Created):
        TOPIC = "onboarding.LienInscriptionEnvoye"
        PHRASE = "Lien d'inscription à la plateforme ouvert par la Banque des territoires"
        PERSONNELLES = personal(contact, "structure.courriel")
        class_version = 2
        label_id: UUID
        structure_id: UUID
        structure: DesignationEnregistree
        lien_id: UUID
        url: str
        expire_le: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Le lien portait son jeton : il n'est plus ni relu, ni annoncé."""
            state["url"] = sans_jeton(state["url"])

        def apply(self, aggregate: "Raccordement") -> None:
            aggregate.label_id, aggregate.structure_id = self.label_id, self.structure_id
            aggregate.structure = self.structure
            aggregate.lien_id, aggregate.expire_le = self.lien_id, self.expire_le

        def details(self) -> str:
            return validite(self.expire_le)

    class LienInscriptionRenouvele(Aggregate.Event):
        TOPIC = "onboarding.LienInscriptionRenouvele"
        PHRASE = "Nouveau lien d'inscription ouvert ; le précédent ne vaut plus rien"
        PERSONNELLES = personal(contact, "structure.courriel")
        class_version = 2
        label_id: UUID
        structure: DesignationEnregistree
        lien_id: UUID
        url: str
        expire_le: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Le lien portait son jeton : il n'est plus ni relu, ni annoncé."""
            state["url"] = sans_jeton(state["url"])

        def apply(self, aggregate: "Raccordement") -> None:
            aggregate.lien_id, aggregate.expire_le = self.lien_id, self.expire_le
            aggregate.liens += 1

        def details(self) -> str:
            return validite(self.expire_le)

    class LienInscriptionExpire(Aggregate.Event):
        # Its date is enough to refuse it: the event makes it known.
        TOPIC = "onboarding.LienInscriptionExpire"
        PHRASE = "Lien d'inscription expiré sans avoir servi"
        lien_id: UUID

    class CompteStructureCree(Aggregate.Event):
        TOPIC = "onboarding.CompteStructureCree"
        PHRASE = "Compte de la structure créé par son lien d'inscription"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        structure: DesignationEnregistree
        lien_id: UUID
        compte_id: UUID

        def apply(self, aggregate: "Raccordement") -> None:
            aggregate.compte_id = self.compte_id

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

        def apply(self, aggregate: "Raccordement") -> None:
            aggregate.agents[self.agent_id] = cle(self.courriel)
            aggregate.inscrits += 1

        def details(self) -> str:
            return f"(fonction : {self.fonction})"

    class AgentDesinscrit(Aggregate.Event):
        TOPIC = "onboarding.AgentDesinscrit"
        PHRASE = "Agent désinscrit de la plateforme"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        structure: DesignationEnregistree
        agent_id: UUID
        agents: int

        def apply(self, aggregate: "Raccordement") -> None:
            del aggregate.agents[self.agent_id]
            aggregate.partis |= {self.agent_id}

        def details(self) -> str:
            return f"(agents inscrits : {self.agents})"

    class ApplicationsOuvertes(Aggregate.Event):
        TOPIC = "onboarding.ApplicationsOuvertes"
        PHRASE = "Applications de la plateforme ouvertes"
        PERSONNELLES = personal(contact, "structure.courriel")
        class_version = 2
        structure_id: UUID | None
        structure: DesignationEnregistree
        applications: list[str]
        agents: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """La structure était celle du message."""
            state["structure_id"] = None

        def apply(self, aggregate: "Raccordement") -> None:
            aggregate.est_ouvert = True

        def details(self) -> str:
            noms = ", ".join(APPLICATIONS.get(code, code) for code in self.applications)
            return f"({noms} ; agents inscrits : {self.agents})"

    def __init__(self) -> None:
        self.label_id: UUID
        self.structure_id: UUID
        self.structure: DesignationEnregistree
        self.lien_id: UUID
        self.expire_le: datetime
        self.liens = 1
        self.liens_acces = 0
        self.lien_acces: Lien | None = None
        self.compte_id: UUID | None = None
        self.agents: dict[UUID, str] = {}
        self.inscrits = 0
        self.est_ouvert = False
        self.acces: Acces = "OUVERT"
        self.acces_avant: Acces = "OUVERT"
        self.partis: frozenset[UUID] = frozenset()
        self.transmis_a: UUID | None = None
        self.recus: dict[UUID, Recu] = {}

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Un raccordement par label."""
        return uuid5(label_id, Raccordement.TOPIC)

    @classmethod
    def ouvrir(
        cls,
        label_id: UUID,
        structure_id: UUID,
        structure: DesignationEnregistree,
        lien: Lien,
        regle: RegleRaccordement,
    ) -> "Raccordement":
        """A-116 : le label ouvre un lien d'inscription, dont la règle dit la validité."""
        return cls.creer(
            cls.LienInscriptionEnvoye,
            selon=[regle.id],
            label_id=label_id,
            structure_id=structure_id,
            structure=structure,
            lien_id=lien.lien_id,
            url=lien.url,
            expire_le=lien.expire_le,
        )

    def renouveler_lien(self, lien: Lien, regle: RegleRaccordement) -> None:
        """Le nouveau lien annule le précédent."""
        self.exiger_acces()
        if self.compte_id:
            raise LienDejaUtilise(f"Le compte de « {self.structure['nom']} » existe déjà.")
        self.enregistrer(
            self.LienInscriptionRenouvele,
            selon=[regle.id],
            label_id=self.label_id,
            structure=self.structure,
            lien_id=lien.lien_id,
            url=lien.url,
            expire_le=lien.expire_le,
        )

    def expirer(self, lien_id: UUID) -> None:
        """TMR-13 ; un lien qui a servi, révoqué ou remplacé, n'expire plus."""
        attendu = self.compte_id is None and self.acces != "FERME"
        if attendu and lien_id == self.lien_id:
            self.enregistrer(self.LienInscriptionExpire, lien_id=lien_id)

    def creer_compte(self, structure_id: UUID, lien_id: UUID, au: datetime) -> UUID:
        """L'identité du compte ; par le lien en cours, une fois, avant qu'il expire (A-117)."""
        if structure_id != self.structure_id:
            raise LienInvalide("Ce lien d'inscription est celui d'une autre structure.")
        if lien_id != self.lien_id:
            raise LienInvalide(
                f"Ce lien d'inscription n'est pas, ou plus, celui de « {self.structure['nom']} »."
            )
        self.exiger_acces()
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
        self.enregistrer(
            self.CompteStructureCree,
            label_id=self.label_id,
            structure=self.structure,
            lien_id=lien_id,
            compte_id=compte_id,
        )
        return compte_id

    def inscrire_agent(
        self, courriel: str, fonction: str, regle: RegleRaccordement, programme: str
    ) -> UUID:
        """L'identité de l'agent ; assez d'agents inscrits ouvrent les applications (A-118).

        Deux agents d'une même adresse n'en font qu'un. `programme` identifie la formation que
        l'agent devra suivre, celle du jour de son inscription (INV-14).
        """
        self.exiger_acces()
        if self.compte_id is None:
            raise CompteManquant(f"« {self.structure['nom']} » n'a pas encore créé son compte.")
        if known := self._agents_a(courriel):
            return known[0]
        agent_id = uuid5(self.id, f"agent {self.inscrits + 1}")
        self.enregistrer(
            self.AgentInscrit,
            selon=[regle.id, programme],
            agent_id=agent_id,
            courriel=courriel,
            fonction=fonction,
        )
        self.ouvrir_les_applications(regle, [programme])
        return agent_id

    def ouvrir_les_applications(self, regle: RegleRaccordement, selon: Iterable[str] = ()) -> None:
        """A-118 : une fois, quand il y a assez d'agents."""
        if len(self.agents) >= regle.minimum_agents and not self.est_ouvert:
            self.enregistrer(
                self.ApplicationsOuvertes,
                selon=[regle.id, *selon],
                structure_id=self.structure_id,
                structure=self.structure,
                applications=list(regle.applications),
                agents=len(self.agents),
            )

    def desinscrire_agent(self, courriel: str) -> None:
        """C.7-14 : les applications restent ouvertes ; l'événement porte l'effectif restant."""
        found = self._agents_a(courriel)
        if not found:
            raise AgentInconnu(f"Aucun agent de « {self.structure['nom']} » n'a cette adresse.")
        self.retirer_agent(found[0])

    def retirer_agent(self, agent_id: UUID) -> None:
        self.enregistrer(
            self.AgentDesinscrit,
            label_id=self.label_id,
            structure=self.structure,
            agent_id=agent_id,
            agents=len(self.agents) - 1,
        )

    def exiger_acces(self) -> None:
        """Refuse (`LabelSansEffet`) ce que la structure demande sans label qui vaille."""
        if self.acces == "SUSPENDU":
            raise LabelSansEffet(
                f"Le label de « {self.structure['nom']} » est suspendu : attendez qu'il soit "
                "rétabli."
            )
        if self.acces == "FERME":
            raise LabelSansEffet(
                f"« {self.structure['nom']} » n'a plus ce label : un nouveau label lui ouvrira un "
                "autre lien."
            )

    def _agents_a(self, courriel: str) -> list[UUID]:
        return [agent_id for agent_id, known in self.agents.items() if known == cle(courriel)]


def validite(expire_le: datetime) -> str:
    """« (valable jusqu'au 15 décembre 2019) »."""
    return f"(valable jusqu'au {jour_long(paris_date(expire_le))})"
