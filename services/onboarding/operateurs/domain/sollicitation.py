"""Une sollicitation : la demande d'un agent à un opérateur, par Administration+ (A-123 à A-125)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import Socle
from services.onboarding.operateurs.rules import Feries, RegleDeRelation
from shared.clock import paris_date
from shared.personal_data.fields import personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.typographie import jour_long


class MandatManquant(RefusDefinitif):
    """Un agent ne transmet un dossier que si l'usager l'en a chargé."""


class ApplicationsFermees(RefusDuMoment):
    """La structure n'a pas encore accès à Administration+ (A-118)."""


class OperateurEtranger(RefusDuMoment):
    """Une sollicitation ne reçoit de réponse que de l'opérateur qu'elle vise."""


class SollicitationClose(RefusDuMoment):
    """Une sollicitation close ne reçoit plus de réponse."""


class PieceTransmise(TypedDict):
    """Un document, désigné par l'empreinte de son contenu (A-124)."""

    empreinte: str
    nom: str
    taille: int


def usager(faits: Mapping[str, Any]) -> UUID:
    """La personne pour qui l'agent demande ; sa clé chiffre la demande et la réponse."""
    usager_id: UUID = faits["usager_id"]
    return usager_id


class Sollicitation(Aggregate):
    """Un seul délai court, de la demande à la première réponse (INV-15)."""

    TOPIC = "onboarding.Sollicitation"

    class SollicitationEmise(Created):
        TOPIC = "onboarding.SollicitationEmise"
        PHRASE = "Demande d'un agent transmise à un opérateur"
        PERSONNELLES = personal(usager, "objet")
        demande_id: UUID
        structure_id: UUID
        departement: str
        operateur: str
        usager_id: UUID
        objet: str
        pieces: list[PieceTransmise]
        limite_le: datetime
        regle: str

        def apply(self, aggregate: "Sollicitation") -> None:
            aggregate.structure_id, aggregate.departement = self.structure_id, self.departement
            aggregate.operateur, aggregate.usager_id = self.operateur, self.usager_id
            aggregate.limite_le = self.limite_le

        def details(self) -> str:
            limite = jour_long(paris_date(self.limite_le))
            return f"({self.operateur} ; réponse due le {limite} au plus tard)"

    class ReponseApportee(Aggregate.Event):
        TOPIC = "onboarding.ReponseApportee"
        PHRASE = "Réponse apportée par l'opérateur"
        PERSONNELLES = personal(usager, "reponse")
        structure_id: UUID
        usager_id: UUID
        reponse: str
        pieces: list[PieceTransmise]
        dans_le_delai: bool

        def apply(self, aggregate: "Sollicitation") -> None:
            aggregate.repondue = True

        def details(self) -> str:
            return "(dans le délai)" if self.dans_le_delai else "(hors délai)"

    class DelaiSollicitationDepasse(Aggregate.Event):
        TOPIC = "onboarding.DelaiSollicitationDepasse"
        PHRASE = "Délai de réponse dépassé"
        structure_id: UUID
        departement: str
        operateur: str
        limite_le: datetime

        def apply(self, aggregate: "Sollicitation") -> None:
            aggregate.depassee = True

        def details(self) -> str:
            return f"({self.operateur})"

    class SollicitationTerminee(Aggregate.Event):
        TOPIC = "onboarding.SollicitationTerminee"
        PHRASE = "Sollicitation close par l'agent"
        structure_id: UUID

        def apply(self, aggregate: "Sollicitation") -> None:
            aggregate.close = True

    def __init__(self) -> None:
        self.structure_id: UUID
        self.departement: str
        self.operateur: str
        self.usager_id: UUID
        self.limite_le: datetime
        self.repondue = self.depassee = self.close = False

    @staticmethod
    def create_id(demande_id: UUID) -> UUID:
        """Une sollicitation par demande."""
        return uuid5(demande_id, Sollicitation.TOPIC)

    @classmethod
    def emettre(
        cls,
        demande_id: UUID,
        structure_id: UUID,
        departement: str,
        operateur: str,
        objet: str,
        pieces: list[PieceTransmise],
        le: datetime,
        regle: RegleDeRelation,
        feries: Feries,
    ) -> "Sollicitation":
        """A-123 à A-125 : le délai que donne la règle court dès la demande."""
        return cls.creer(
            cls.SollicitationEmise,
            selon=[regle.id],
            demande_id=demande_id,
            structure_id=structure_id,
            departement=departement,
            operateur=operateur,
            usager_id=uuid5(demande_id, "usager"),
            objet=objet,
            pieces=pieces,
            limite_le=regle.limite(le, feries),
            regle=regle.id,
        )

    def verifier_auteur(self, organisme: str, socle: Socle) -> None:
        """Refuse (`OperateurEtranger`) la réponse d'un autre opérateur que celui qu'elle vise."""
        if socle.code(organisme) != self.operateur:
            raise OperateurEtranger(
                f"La demande vise {self.operateur}, la réponse vient de « {organisme} »."
            )

    def repondre(self, reponse: str, pieces: list[PieceTransmise], le: datetime) -> None:
        """Une réponse tardive dit qu'elle l'est, et n'efface pas le dépassement (INV-15)."""
        if self.close:
            raise SollicitationClose("Cette sollicitation est close : demandez à l'agent.")
        self.constater_depassement(le)
        self.enregistrer(
            self.ReponseApportee,
            structure_id=self.structure_id,
            usager_id=self.usager_id,
            reponse=reponse,
            pieces=pieces,
            dans_le_delai=le <= self.limite_le,
        )

    def constater_depassement(self, au: datetime) -> None:
        """Une fois, si nul n'a répondu ni clos avant la limite."""
        if au > self.limite_le and not (self.repondue or self.depassee or self.close):
            self.enregistrer(
                self.DelaiSollicitationDepasse,
                structure_id=self.structure_id,
                departement=self.departement,
                operateur=self.operateur,
                limite_le=self.limite_le,
            )

    def clore(self, le: datetime) -> None:
        """La clôture arrête le délai ; un dépassement se constate d'abord."""
        if self.close:
            return
        self.constater_depassement(le)
        self.enregistrer(self.SollicitationTerminee, structure_id=self.structure_id)


def exiger_mandat(mandat: bool) -> None:
    if not mandat:
        raise MandatManquant("Faites d'abord signer un mandat à l'usager (champ « mandat »).")


def exiger_applications(ouvertes: bool) -> None:
    if not ouvertes:
        raise ApplicationsFermees(
            "Inscrivez d'abord les agents : les applications s'ouvrent alors."
        )
