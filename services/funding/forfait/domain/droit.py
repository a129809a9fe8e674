"""Le droit d'une structure labellisée au forfait d'une année : ouvert, refusé, attendu, clos."""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from services.funding.forfait.domain.compte import Compte
from services.funding.forfait.domain.faits import FaitDuDroit, PremierFait
from services.funding.forfait.rules.bareme import Droit, DroitAttendu, RefusDroit
from services.funding.forfait.rules.cloture import RegleCloture
from shared.recording.aggregates import Aggregate
from shared.structures import DesignationEnregistree
from shared.typographie import euros, jour_long

Etat = Literal["OUVERT", "REFUSE", "EN_ATTENTE", "SUSPENDU", "CLOS"]
Decision = Droit | RefusDroit


class DroitAuForfait(Aggregate):
    """Décidé une fois par label et par année, d'après le barème daté (A-032).

    Un droit refusé ou en attente se décide de nouveau ; ce que devient ensuite un droit, quand le
    label est suspendu, rétabli ou fusionné, est dans `suites`.
    """

    TOPIC = "funding.DroitAuForfait"

    class DroitOuvert(PremierFait):
        TOPIC = "funding.DroitOuvert"
        PHRASE = "Droit au forfait de fonctionnement ouvert"
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.nommer(self)
            aggregate.devenir_ouvert(self)

        def details(self) -> str:
            return montant_et_parts(self)

    class DroitRefuse(PremierFait):
        TOPIC = "funding.DroitRefuse"
        PHRASE = "Droit au forfait refusé"
        raison: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.nommer(self)
            aggregate.devenir_refuse(self)

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    class DroitEnAttente(PremierFait):
        TOPIC = "funding.DroitEnAttente"
        PHRASE = "Droit au forfait en attente"
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str
        attend: str
        raison: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.nommer(self)
            aggregate.devenir_attendu(self)

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    class DroitOuvertApresCoup(FaitDuDroit):
        TOPIC = "funding.DroitOuvertApresCoup"
        PHRASE = "Droit au forfait de fonctionnement ouvert après avoir été refusé ou attendu"
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.devenir_ouvert(self)

        def details(self) -> str:
            return montant_et_parts(self)

    class DroitRefuseApresCoup(FaitDuDroit):
        TOPIC = "funding.DroitRefuseApresCoup"
        PHRASE = "Droit au forfait refusé, une fois examiné de nouveau"
        raison: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.devenir_refuse(self)

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    class DroitMisEnAttente(FaitDuDroit):
        TOPIC = "funding.DroitMisEnAttente"
        PHRASE = "Droit au forfait en attente, une fois examiné de nouveau"
        montant_centimes: int
        parts_centimes: dict[str, int]
        regles: list[str]
        source: str
        attend: str
        raison: str

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.devenir_attendu(self)

        def details(self) -> str:
            return f"pour {self.annee} ({self.raison})"

    class DroitClos(FaitDuDroit):
        TOPIC = "funding.DroitClos"
        PHRASE = "Droit au forfait clos : le label ne vaut plus"
        le: str
        raison: str
        regle: str
        montant_du_centimes: int

        def apply(self, aggregate: "DroitAuForfait") -> None:
            aggregate.etat = "CLOS"
            aggregate.compte.ajuster(self.montant_du_centimes, self.regle)

        def details(self) -> str:
            jour = jour_long(date.fromisoformat(self.le))
            return f"(label jusqu'au {jour} ; reste dû {euros(self.montant_du_centimes)})"

    def __init__(self) -> None:
        self.label_id, self.annee = UUID(int=0), 0
        self.structure_id: UUID | None = None
        self.structure: DesignationEnregistree = {}
        self.etat: Etat = "REFUSE"
        self.attend, self.raison = "", ""
        self.regles: list[str] = []
        self.citees: tuple[str, ...] = ()
        self.montant_centimes: int | None = None
        self.compte = Compte()
        self.porte_par: UUID | None = None

    @property
    def est_clos(self) -> bool:
        return self.etat == "CLOS"

    @property
    def montant_du_centimes(self) -> int:
        return self.compte.du_centimes

    @staticmethod
    def create_id(label_id: UUID, annee: int) -> UUID:
        """Un droit par label et par année."""
        return uuid5(label_id, f"forfait {annee}")

    @classmethod
    def decider(
        cls, label_id: UUID, annee: int, structure: DesignationEnregistree, decision: Decision
    ) -> "DroitAuForfait":
        """A-032 : un montant seulement annoncé ouvre un droit en attente, jamais un silence."""
        return cls.creer(
            PREMIERS_FAITS[type(decision)],
            selon=decision.regles,
            label_id=label_id,
            annee=annee,
            structure=structure,
            **_dite(decision),
        )

    def reexaminer(self, decision: Decision) -> None:
        """Un droit ouvert ne se décide plus, ni un droit clos qui ne s'ouvrirait pas.

        Ce qui ne change pas ne s'enregistre pas.
        """
        if self.montant_centimes is not None:
            return
        if isinstance(decision, Droit):
            self.noter(self.DroitOuvertApresCoup, decision.regles, **_dite(decision))
        elif not self.est_clos:
            self._redire(decision)

    def _redire(self, refus: RefusDroit) -> None:
        if isinstance(refus, DroitAttendu):
            if (self.etat, self.attend) != ("EN_ATTENTE", refus.attend):
                self.noter(self.DroitMisEnAttente, refus.regles, **_dite(refus))
        elif (self.etat, self.raison) != ("REFUSE", refus.raison):
            self.noter(self.DroitRefuseApresCoup, refus.regles, **_dite(refus))

    def clore(self, le: date, raison: str, regle: RegleCloture, valables: Collection[date]) -> None:
        """C.7-16 : d'après les jours de l'année où le label a valu.

        Un droit refusé n'a rien à clore ; ce qui reste dû ne se redit que s'il change.
        """
        du = regle.montant_du(self.montant_centimes or 0, self.annee, valables)
        self.fermer(le, raison, regle.id, du)

    def fermer(self, le: date, raison: str, regle: str, du: int) -> None:
        if self.etat == "REFUSE" or (self.etat, self.montant_du_centimes) == ("CLOS", du):
            return
        self.noter(
            self.DroitClos,
            [regle],
            le=le.isoformat(),
            raison=raison,
            regle=regle,
            montant_du_centimes=du,
        )

    def noter(self, kind: type[Aggregate.Event], selon: Collection[str], **dit: Any) -> None:
        """Enregistre un fait de ce droit, avec ce qui le désigne."""
        qui = {"label_id": self.label_id, "annee": self.annee, "structure": self.structure}
        self.enregistrer(kind, selon=selon, **qui, **dit)

    def nommer(self, fait: Any) -> None:
        """De quel label, de quelle année, de quelle structure : son identifiant est enregistré.

        Appelé par les faits, comme les trois qui suivent.
        """
        self.label_id, self.annee, self.structure = fait.label_id, fait.annee, fait.structure
        self.structure_id = vars(fait).get("provenance", {}).get("sujet")

    def devenir_ouvert(self, fait: Any) -> None:
        self.etat, self.attend, self.raison, self.regles = "OUVERT", "", "", fait.regles
        self.citees = _citees(fait)
        self.montant_centimes = fait.montant_centimes
        self.compte.ouvrir(fait.montant_centimes, fait.parts_centimes, fait.regles)

    def devenir_attendu(self, fait: Any) -> None:
        self.etat, self.attend, self.raison = "EN_ATTENTE", fait.attend, fait.raison
        self.regles, self.citees = fait.regles, _citees(fait)

    def devenir_refuse(self, fait: Any) -> None:
        self.etat, self.attend, self.raison = "REFUSE", "", fait.raison
        self.citees = _citees(fait)


def montant_et_parts(fait: Any) -> str:
    parts = (f"{fonds} {euros(part)}" for fonds, part in fait.parts_centimes.items())
    dont = ", ".join(parts) or "ventilation à déterminer"
    return f"({euros(fait.montant_centimes)} pour {fait.annee} : {dont})"


def _citees(fait: Any) -> tuple[str, ...]:
    """Toutes les règles de la décision, une fois enregistrée (INV-17)."""
    return tuple(vars(fait).get("provenance", {}).get("regles", ()))


def _dite(decision: Decision) -> dict[str, Any]:
    """Ce qu'un fait dit d'une décision, en plus de ses règles citées."""
    if isinstance(decision, Droit):
        return _somme(decision)
    if isinstance(decision, DroitAttendu):
        possible = _somme(decision.possible)
        return {**possible, "attend": decision.attend, "raison": decision.raison}
    return {"raison": decision.raison}


def _somme(droit: Droit) -> dict[str, Any]:
    return {
        "montant_centimes": droit.montant_centimes,
        "parts_centimes": droit.parts_centimes,
        "regles": list(droit.regles),
        "source": droit.source,
    }


PREMIERS_FAITS: dict[type[Decision], type[PremierFait]] = {
    Droit: DroitAuForfait.DroitOuvert,
    DroitAttendu: DroitAuForfait.DroitEnAttente,
    RefusDroit: DroitAuForfait.DroitRefuse,
}
