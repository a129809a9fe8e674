"""La consultation des opérateurs du socle sur un signalement, et leurs avis (A-075)."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import jour_long

AVIS = {"FAVORABLE": "favorable", "RESERVE": "réservé", "DEFAVORABLE": "défavorable"}


class OperateurNonConsulte(Refus):
    """Cet opérateur n'est pas de ceux que ce signalement consulte (A-075)."""


class AvisNonMotive(Refus):
    """Un avis réservé ou défavorable s'explique (A-075)."""


class AvisManquants(Refus):
    """La règle en vigueur veut l'avis de chaque opérateur avant le label (INS-02, A-075)."""


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

        def details(self) -> str:
            dit = f": {self.nom}, {AVIS[self.avis]}{', hors délai' if self.tardif else ''}"
            antenne = " ; antenne sur place" if self.antenne_locale else ""
            return f"{dit}{antenne}{f' (« {self.commentaire} »)' if self.commentaire else ''}"

    @staticmethod
    def create_id(signalement_id: UUID) -> UUID:
        """Une consultation par signalement."""
        return uuid5(signalement_id, "consultation")

    @event(AvisOperateursDemandes)
    def __init__(
        self,
        signalement_id: UUID,
        structure_id: UUID,
        departement: str,
        operateurs: dict[str, str],
        echeance: str,
    ) -> None:
        self.structure_id = structure_id
        self.operateurs = operateurs
        self.echeance = date.fromisoformat(echeance)
        self.avis: dict[str, tuple[Any, ...]] = {}

    @property
    def attendus(self) -> list[str]:
        """Les noms des opérateurs dont l'avis manque encore."""
        return [nom for code, nom in self.operateurs.items() if code not in self.avis]

    def rendre(
        self, operateur: str, avis: str, commentaire: str, antenne_locale: bool | None, jour: date
    ) -> None:
        """Un avis tardif compte ; le même avis ne change rien, un autre remplace le premier."""
        if operateur not in self.operateurs:
            raise OperateurNonConsulte(
                f"« {operateur} » n'est pas consulté sur ce signalement "
                f"(consultés : {', '.join(self.operateurs.values())})."
            )
        if avis != "FAVORABLE" and not commentaire:
            raise AvisNonMotive(
                f"Un avis {AVIS[avis]} s'explique : remplissez le champ « commentaire »."
            )
        if self.avis.get(operateur) != (avis, commentaire, antenne_locale):
            self._avis_operateur_rendu(
                self.structure_id,
                operateur,
                self.operateurs[operateur],
                avis,
                commentaire,
                antenne_locale,
                jour.isoformat(),
                jour > self.echeance,
            )

    @event(AvisOperateurRendu)
    def _avis_operateur_rendu(
        self,
        structure_id: UUID,
        operateur: str,
        nom: str,
        avis: str,
        commentaire: str,
        antenne_locale: bool | None,
        rendu_le: str,
        tardif: bool,
    ) -> None:
        self.avis[operateur] = (avis, commentaire, antenne_locale)
