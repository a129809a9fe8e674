"""Ce que partagent toutes les étapes d'un dossier : son état, sa fiche, la table qui les règle."""

from typing import Any
from uuid import UUID

from services.labellisation.etats import REGLE, Etat, apres, change, possibles
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate
from shared.recording.citing import cite


class Fait(Aggregate.Event):
    """Un événement d'un dossier : il dit ce qu'il y change, et la table dit l'état qui suit."""

    def apply(self, aggregate: Any) -> None:
        self.retenir(aggregate)
        aggregate.etat = apres(aggregate.etat, type(self).__name__)

    def retenir(self, dossier: Any) -> None:
        """Ce que le dossier garde, en plus de son état."""


class FaitDesigne(Fait):
    """Un événement que d'autres services apprennent : il porte de quoi nommer la structure."""

    PERSONNELLES = personal(contact, "fiche.courriel")
    fiche: dict[str, Any]


class Etape(Aggregate):
    """L'état d'un dossier ; chaque décision demande d'abord à la table si elle est possible."""

    def __init__(self) -> None:
        self.etat: Etat | None = None
        self.structure_id = UUID(int=0)
        self.fiche: dict[str, Any] = {}
        self.maillage: dict[str, str] = {}
        self.declaration: dict[str, Any] = {}
        self.suivi: Any = None
        self.actions: dict[str, bool] = {}
        self.signalements = 0
        self.audits_annules: frozenset[UUID] = frozenset()
        self.nouveau_cycle()
        self.label_id: UUID | None = None
        self.applications_ouvertes = False
        self.ouverte_le = ""
        self.echeance = ""
        self.antennes: tuple[tuple[str, str], ...] = ()

    def nouveau_cycle(self) -> None:
        """Un signalement, un audit, un accord : rien n'en sert à un autre cycle (A-014, A-024)."""
        self.signalement_id: UUID | None = None
        self.signale_par = ""
        self.sans_audit()

    def sans_audit(self) -> None:
        """Rien de ce qui se fonde sur un audit ne lui survit."""
        self.audit_id: UUID | None = None
        self.auditeurs: tuple[str, ...] = ()
        self.synthese: dict[str, Any] | None = None
        self.conclusion_contestee = ""
        self.accord_id: UUID | None = None
        self.accord_le = ""
        self.accorde_par = ""
        self.priorite_jusqu_au = ""
        self.remarques_levees = False

    @property
    def nom(self) -> str:
        return str(self.fiche["nom"])

    @property
    def departement(self) -> str:
        return str(self.fiche["departement"])

    def deja(self, demande: str) -> bool:
        """Vrai si c'est déjà fait ; refuse (`TransitionInterdite`) ce que l'état n'admet pas."""
        return not change(self.etat, demande, self.nom)

    def ecoute(self, fait: str) -> bool:
        """Un fait que l'état n'attend pas est sans effet : il est arrivé, on ne le refuse pas."""
        return bool(possibles(self.etat, fait))

    def dire(self, evenement: type[Aggregate.Event], **dit: Any) -> None:
        cite(REGLE)
        self.trigger_event(getattr(type(self), evenement.__name__), **dit)
