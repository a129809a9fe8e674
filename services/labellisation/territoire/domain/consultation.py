"""La consultation des opérateurs du socle sur un signalement, et leurs avis (A-075)."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.typographie import jour_long

AVIS = {"FAVORABLE": "favorable", "RESERVE": "réservé", "DEFAVORABLE": "défavorable"}


class OperateurNonConsulte(RefusDuMoment):
    """Cet opérateur n'est pas de ceux que ce signalement consulte (A-075)."""


class AvisNonMotive(RefusDefinitif):
    """Un avis réservé ou défavorable s'explique (A-075)."""


class AvisManquants(RefusDuMoment):
    """La règle en vigueur veut l'avis de chaque opérateur avant le label (INS-02, A-075)."""


class Avis(NamedTuple):
    """L'avis d'un opérateur ; `antenne_locale` : a-t-il un guichet sur place ?"""

    avis: str
    commentaire: str
    antenne_locale: bool | None


class Consultation(Aggregate):
    """Les avis demandés à un signalement, et ceux qui sont rendus, même tard."""

    TOPIC = "labellisation.Consultation"

    class AvisOperateursDemandes(Created):
        TOPIC = "labellisation.AvisOperateursDemandes"
        PHRASE = "Avis demandé aux opérateurs du socle"
        signalement_id: UUID
        structure_id: UUID
        departement: str
        operateurs: dict[str, str]
        echeance: str

        def apply(self, aggregate: "Consultation") -> None:
            aggregate.structure_id, aggregate.operateurs = self.structure_id, self.operateurs
            aggregate.echeance = date.fromisoformat(self.echeance)

        def details(self) -> str:
            jour = jour_long(date.fromisoformat(self.echeance))
            return f"avant le {jour} ({', '.join(self.operateurs.values())})"

    class AvisOperateurRendu(Aggregate.Event):
        TOPIC = "labellisation.AvisOperateurRendu"
        PHRASE = "Avis d'un opérateur rendu"
        structure_id: UUID
        operateur: str
        nom: str
        avis: str
        commentaire: str
        antenne_locale: bool | None
        rendu_le: str
        tardif: bool

        def apply(self, aggregate: "Consultation") -> None:
            rendu = Avis(self.avis, self.commentaire, self.antenne_locale)
            aggregate.avis[self.operateur] = rendu

        def details(self) -> str:
            rendu = f": {self.nom}, {AVIS[self.avis]}{', hors délai' if self.tardif else ''}"
            antenne = " ; antenne sur place" if self.antenne_locale else ""
            return f"{rendu}{antenne}{f' (« {self.commentaire} »)' if self.commentaire else ''}"

    def __init__(self) -> None:
        self.structure_id: UUID
        self.operateurs: dict[str, str]
        self.echeance: date
        self.avis: dict[str, Avis] = {}

    @property
    def etape(self) -> Hashable:
        return "DEMANDEE"

    @staticmethod
    def create_id(signalement_id: UUID) -> UUID:
        """Une consultation par signalement."""
        return uuid5(signalement_id, "consultation")

    @classmethod
    def demander(
        cls,
        signalement_id: UUID,
        structure_id: UUID,
        departement: str,
        operateurs: dict[str, str],
        echeance: date,
        selon: Iterable[str] = (),
    ) -> "Consultation":
        return cls.creer(
            cls.AvisOperateursDemandes,
            selon,
            signalement_id=signalement_id,
            structure_id=structure_id,
            departement=departement,
            operateurs=operateurs,
            echeance=echeance.isoformat(),
        )

    @property
    def attendus(self) -> list[str]:
        """Les noms des opérateurs dont l'avis manque encore."""
        return [nom for code, nom in self.operateurs.items() if code not in self.avis]

    def rendre(self, operateur: str, avis: Avis, jour: date) -> None:
        """Un avis tardif compte ; le même avis ne change rien, un autre remplace le premier."""
        if operateur not in self.operateurs:
            raise OperateurNonConsulte(
                f"« {operateur} » n'est pas consulté sur ce signalement "
                f"(consultés : {', '.join(self.operateurs.values())})."
            )
        if avis.avis != "FAVORABLE" and not avis.commentaire:
            raise AvisNonMotive(
                f"Un avis {AVIS[avis.avis]} s'explique : remplissez le champ « commentaire »."
            )
        if self.avis.get(operateur) != avis:
            self.enregistrer(
                self.AvisOperateurRendu,
                structure_id=self.structure_id,
                operateur=operateur,
                nom=self.operateurs[operateur],
                rendu_le=jour.isoformat(),
                tardif=jour > self.echeance,
                **avis._asdict(),
            )
