"""L'audit d'une structure : son état, tel que ses événements le font."""

from collections.abc import Hashable
from typing import Literal, NotRequired
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.audit.conduite.domain.cycle import Etat, permettre
from services.audit.preuves.domain import PreuveEnregistree
from shared.recording.aggregates import Aggregate
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree

Resultat = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE", "NON_VERIFIE"]
Mode = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"]


class HorsEquipe(RefusDuMoment):
    """Seule l'équipe désignée audite, et seul son responsable conclut."""


class RolesConfondus(RefusDuMoment):
    """Qui tient un autre rôle auprès de la structure ne l'audite pas (A-002, C.1)."""


class Membre(TypedDict):
    """Un auditeur, par son compte, et l'organisme qui l'emploie."""

    id: str
    organisme: str
    genre: str


class Constat(TypedDict):
    """Le résultat d'un critère, son mode, son auteur et ses preuves."""

    resultat: Resultat
    mode: Mode
    auteur: str
    organisme: str
    valeurs: dict[str, float]
    remarque: str
    preuves: list[PreuveEnregistree]


class ConstatRetenu(Constat):
    """Le constat qui vaut aujourd'hui ; `rang` est le numéro de son événement."""

    rang: int


class ObservationsRecues(TypedDict):
    """Une réponse du porteur au projet de rapport."""

    texte: str
    preuves: list[PreuveEnregistree]
    le: str


class Phase(TypedDict):
    """La phase contradictoire : son dernier jour, les observations ou le silence du porteur."""

    jusqu_au: str
    silence: str
    observations: list[ObservationsRecues]


class Conclusion(TypedDict):
    """La conclusion et son jour ; un audit non concluant a un motif et une issue."""

    concluant: bool
    le: str
    motif: NotRequired[str]
    issue: NotRequired[str]


class RapportRetenu(TypedDict):
    """Une version du rapport ; son empreinte, une fois le document écrit."""

    rang: int
    rectifications: int
    empreinte: NotRequired[str]


class Audit(Aggregate):
    """L'audit déclenché par un signalement : il garde le référentiel en vigueur ce jour-là.

    Les décisions et leurs événements sont dans les modules de chaque étape.
    """

    TOPIC = "audit.Audit"

    class Event(Aggregate.Event):
        """Un fait d'un audit, défini dans le module de son étape."""

    def __init__(self) -> None:
        self.signalement_id = self.structure_id = UUID(int=0)
        self.structure: DesignationEnregistree = {}
        self.mobile = False
        self.referentiel = ""
        self.parties: set[str] = set()
        self.etat: Etat = "DECLENCHE"
        self.equipe: list[Membre] = []
        self.responsable, self.debutee_le, self.close_le = "", "", ""
        self.regles: dict[str, str] = {}
        self.visites: list[str] = []
        self.constats: dict[str, ConstatRetenu] = {}
        self.rectifications = 0
        self.contradictoire: Phase | None = None
        self.conclusion: Conclusion | None = None
        self.en_cause: list[str] = []
        self.rapports: list[RapportRetenu] = []

    @staticmethod
    def create_id(signalement_id: UUID, remplace: UUID | None = None) -> UUID:
        """Un audit par signalement ; un autre le remplace seulement s'il est annulé (INV-06)."""
        return uuid5(remplace or signalement_id, Audit.TOPIC)

    @property
    def etape(self) -> Hashable:
        return self.etat

    @property
    def nom(self) -> str:
        return self.structure["nom"]

    @property
    def auditeurs(self) -> list[str]:
        return sorted({constat["auteur"] for constat in self.constats.values()})

    @property
    def ecartes(self) -> set[str]:
        """Les comptes qui n'auditeront plus cette structure sur ce signalement (C.7-5)."""
        return self.parties | {*self.auditeurs, *(membre["id"] for membre in self.equipe)}

    def permettre(self, demande: str) -> None:
        """Refuse (`EtapeImpossible`) ce que l'état de l'audit ne permet pas."""
        permettre(demande, self.etat, self.nom)

    def verifier_auditeur(self, demande: str, par: str, responsable: bool = False) -> None:
        """Refuse aussi qui n'est pas de l'équipe ou, s'il faut l'être, n'en est pas responsable.

        Sans équipe désignée, tout auditeur est admis : les audits d'avant n'en ont pas.
        """
        self.permettre(demande)
        self.verifier_tiers(par)
        admis = [m["id"] for m in self.equipe if not responsable or m["id"] == self.responsable]
        if admis and par not in admis:
            raise HorsEquipe(
                f"« {self.nom} » : cette demande revient à {', '.join(admis)}, pas à {par}."
            )

    def verifier_tiers(self, *auditeurs: str) -> None:
        """Refuse (`RolesConfondus`) qui tient déjà un rôle auprès de la structure."""
        confondus = sorted(self.parties & set(auditeurs))
        if confondus:
            raise RolesConfondus(
                f"« {self.nom} » : {', '.join(confondus)} y tient déjà un autre rôle et ne "
                "l'audite pas."
            )
