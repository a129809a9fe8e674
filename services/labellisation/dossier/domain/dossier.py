"""Le dossier d'une structure, de son repérage à sa fermeture : tout ce qu'il retient."""

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import AggregateEvent
from typing_extensions import TypedDict

from services.labellisation.dossier.domain.etats import REGLE, Etat
from services.labellisation.dossier.domain.suivi import Suivi
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created, Event
from shared.structures import FicheEnregistree, MaillageEnregistre, SyntheseEnregistree

REPRIS_D_UNE_FUSION = (
    *("etat", "label_id", "echeance", "signalement_id", "signale_par", "audit_id", "auditeurs"),
    *("synthese", "conclusion_contestee", "accord_id", "accord_le", "accorde_par"),
    *("priorite_jusqu_au", "remarques_levees"),
)


class DeclarationEnregistree(TypedDict, total=False):
    """Ce qu'une structure déclare d'elle-même, critère par critère (A-011)."""

    evaluation: dict[str, str]
    agents: int | None
    etp: float | None


class Dossier(Aggregate):
    """Toute la vie d'une structure, un signalement après l'autre (INV-05, INV-06).

    Ses faits sont dans `evenements`, ses transitions dans `transitions`. Ses décisions sont des
    fonctions, rangées par étape ; la montée en gamme, le label et la reprise ont leur pièce.
    """

    TOPIC = "labellisation.Dossier"

    def __init__(self) -> None:
        self.etat: Etat | None = None
        self.structure_id: UUID
        self.fiche: FicheEnregistree
        self.maillage: MaillageEnregistre
        self.declaration: DeclarationEnregistree = {}
        self.suivi: Suivi | None = None
        self.actions: dict[str, bool] = {}
        self.signalements = 0
        self.audits_annules: frozenset[UUID] = frozenset()
        self.nouveau_cycle()
        self.label_id: UUID | None = None
        self.label_effet = ""
        self.applications_ouvertes = False
        self.ouverte_le = ""
        self.echeance = ""
        self.antennes: tuple[tuple[str, str], ...] = ()
        self.alertes: frozenset[str] = frozenset()
        self.survivante_id: UUID | None = None
        self.fusions: tuple[tuple[UUID, UUID | None], ...] = ()
        self.avant_fusion: dict[str, Any] = {}

    def nouveau_cycle(self) -> None:
        """Un signalement, un audit, un accord : rien n'en sert à un autre cycle (A-014, A-024)."""
        self.signalement_id: UUID | None = None
        self.signale_par = ""
        self.sans_audit()

    def garder_avant_fusion(self) -> None:
        """Ce qu'une fusion fait perdre au dossier, et que son annulation lui rend (C.7-17)."""
        self.avant_fusion = {name: getattr(self, name) for name in REPRIS_D_UNE_FUSION}

    def retrouver_avant_fusion(self) -> None:
        for name, value in self.avant_fusion.items():
            setattr(self, name, value)
        self.survivante_id, self.avant_fusion = None, {}

    def sans_audit(self) -> None:
        """Rien de ce qui se fonde sur un audit ne lui survit."""
        self.audit_id: UUID | None = None
        self.auditeurs: tuple[str, ...] = ()
        self.synthese: SyntheseEnregistree | None = None
        self.conclusion_contestee = ""
        self.accord_id: UUID | None = None
        self.accord_le = ""
        self.accorde_par = ""
        self.priorite_jusqu_au = ""
        self.remarques_levees = False

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Un dossier par structure : son identité se déduit."""
        return uuid5(structure_id, Dossier.TOPIC)

    @classmethod
    def creer(cls, evenement: type[Created], selon: Iterable[str] = (), **faits: Any) -> Self:
        return super().creer(evenement, (*selon, REGLE), **faits)

    def enregistrer(
        self, evenement: type[AggregateEvent], selon: Iterable[str] = (), **faits: Any
    ) -> None:
        """Tout fait d'un dossier cite la table de ses transitions."""
        super().enregistrer(evenement, (*selon, REGLE), **faits)

    @property
    def etape(self) -> Hashable:
        return self.etat

    @property
    def nom(self) -> str:
        return self.fiche["nom"]

    @property
    def departement(self) -> str:
        return self.fiche["departement"]


class Fait(Event):
    """Un fait d'un dossier : `apply` dit ce qu'il y change, `VERS` l'état qui suit, s'il change."""

    VERS: ClassVar[Etat | None] = None

    def mutate(self, aggregate: Any) -> Any:
        dossier: Any = super().mutate(aggregate)
        dossier.etat = self.VERS or dossier.etat
        return dossier


class FaitDesigne(Fait):
    """Un fait que d'autres services apprennent : il porte de quoi nommer la structure."""

    PERSONNELLES = personal(contact, "fiche.courriel")
    fiche: FicheEnregistree
