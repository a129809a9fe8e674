"""Le droit d'une structure labellisée au forfait de fonctionnement, année par année."""

from datetime import date
from uuid import UUID, uuid5

from services.funding.forfait.domain.compte import Compte
from services.funding.forfait.rules.bareme import Droit, RefusDroit
from services.funding.forfait.rules.cloture import RegleCloture
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.structures import DesignationEnregistree
from shared.typographie import euros, jour_long


class DroitAuForfait(Aggregate):
    """Ouvert ou refusé une fois par label et par année, d'après le barème daté (A-032)."""

    TOPIC = "funding.DroitAuForfait"

    class DroitOuvert(Created):
        TOPIC = "funding.DroitOuvert"
        PHRASE = "Droit au forfait de fonctionnement ouvert"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        annee: int
        structure: DesignationEnregistree
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.montant_centimes = self.montant_centimes
            aggregate.nommer(self)
            aggregate.compte.ouvrir(self.montant_centimes, self.parts_centimes, self.regles)

        def details(self) -> str:
            parts = (f"{fonds} {euros(part)}" for fonds, part in self.parts_centimes.items())
            dont = ", ".join(parts) or "ventilation à déterminer"
            return f"({euros(self.montant_centimes)} pour {self.annee} : {dont})"

    class DroitRefuse(Created):
        TOPIC = "funding.DroitRefuse"
        PHRASE = "Droit au forfait refusé"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        annee: int
        structure: DesignationEnregistree
        raison: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.nommer(self)

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    class DroitClos(Aggregate.Event):
        TOPIC = "funding.DroitClos"
        PHRASE = "Droit au forfait clos : le label ne vaut plus"
        PERSONNELLES = personal(contact, "structure.courriel")
        label_id: UUID
        annee: int
        structure: DesignationEnregistree
        le: str
        raison: str
        regle: str
        montant_du_centimes: int

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.est_clos = True
            aggregate.compte.clore(self.montant_du_centimes, self.regle)

        def details(self) -> str:
            jour = jour_long(date.fromisoformat(self.le))
            return f"(label jusqu'au {jour} ; reste dû {euros(self.montant_du_centimes)})"

    def __init__(self) -> None:
        self.label_id, self.annee = UUID(int=0), 0
        self.structure_id: UUID | None = None
        self.structure: DesignationEnregistree = {}
        self.montant_centimes: int | None = None
        self.est_clos = False
        self.compte = Compte()

    def nommer(self, premier: "DroitAuForfait.DroitOuvert | DroitAuForfait.DroitRefuse") -> None:
        """De quel label, de quelle année, de quelle structure : son identifiant est enregistré."""
        self.label_id, self.annee = premier.label_id, premier.annee
        self.structure = premier.structure
        self.structure_id = vars(premier).get("provenance", {}).get("sujet")

    @staticmethod
    def create_id(label_id: UUID, annee: int) -> UUID:
        """Un droit par label et par année."""
        return uuid5(label_id, f"forfait {annee}")

    @classmethod
    def ouvrir(
        cls, label_id: UUID, annee: int, structure: DesignationEnregistree, droit: Droit
    ) -> "DroitAuForfait":
        return cls.creer(
            cls.DroitOuvert,
            selon=droit.regles,
            label_id=label_id,
            annee=annee,
            structure=structure,
            montant_centimes=droit.montant_centimes,
            parts_centimes=droit.parts_centimes,
            regles=list(droit.regles),
            source=droit.source,
        )

    @classmethod
    def refuser(
        cls, label_id: UUID, annee: int, structure: DesignationEnregistree, refus: RefusDroit
    ) -> "DroitAuForfait":
        return cls.creer(
            cls.DroitRefuse,
            selon=refus.regles,
            label_id=label_id,
            annee=annee,
            structure=structure,
            raison=refus.raison,
        )

    def clore(self, le: date, raison: str, regle: RegleCloture) -> None:
        """C.7-16 : une fois ; un droit refusé n'a rien à clore."""
        if self.montant_centimes is None or self.est_clos:
            return
        self.enregistrer(
            self.DroitClos,
            selon=[regle.id],
            label_id=self.label_id,
            annee=self.annee,
            structure=self.structure,
            le=le.isoformat(),
            raison=raison,
            regle=regle.id,
            montant_du_centimes=regle.montant_du(self.montant_centimes, le),
        )
