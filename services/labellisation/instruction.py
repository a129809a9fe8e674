"""L'instruction : de l'audit à l'accord préalable, puis à la décision du préfet."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.domain import Aggregate, Refus
from shared.personal import contact, personal
from shared.typographie import jour_long

ISSUES = {
    "REMARQUES_MINEURES": "remarques mineures",
    "MONTEE_EN_GAMME_REELLE": "réelle montée en gamme attendue",
}


class AuditManquant(Refus):
    """Aucun audit concluant ne soutient cette décision (A-001, A-025)."""


class AccordManquant(Refus):
    """Le label suppose l'accord préalable de l'agence nationale (A-024)."""


class RolesConfondus(Refus):
    """Qui a audité ou signalé ne peut donner l'accord (INV-03)."""


class AuditConcluantEnregistre(Aggregate.Event):
    """Audit concluant reçu : l'accord préalable de l'agence nationale est demandé."""

    TOPIC = "labellisation.AuditConcluantEnregistre"
    PERSONNELLES = personal(contact, "fiche.courriel")
    auditeurs: list[str]
    synthese: dict[str, Any]
    fiche: dict[str, Any]


class StructureNonRetenue(Aggregate.Event):
    """Structure non retenue à l'issue de l'audit."""

    TOPIC = "labellisation.StructureNonRetenue"
    PERSONNELLES = personal(contact, "fiche.courriel")
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[dict[str, Any]]
    referentiel: str
    fiche: dict[str, Any]

    def details(self) -> str:
        return f"({self.motif_libelle} ; issue : {ISSUES[self.issue]})"


class AccordPrealableDonne(Aggregate.Event):
    """Accord préalable donné par l'agence nationale."""

    TOPIC = "labellisation.AccordPrealableDonne"
    PERSONNELLES = personal(contact, "fiche.courriel")
    accord_id: UUID
    audit_id: UUID
    accord_le: str
    fiche: dict[str, Any]


class AccordPrealableRefuse(Aggregate.Event):
    """Accord préalable refusé par l'agence nationale."""

    TOPIC = "labellisation.AccordPrealableRefuse"
    audit_id: UUID
    raison: str

    def details(self) -> str:
        return f"({self.raison})"


class StructureLabellisee(Aggregate.Event):
    """Label France Services accordé par le préfet."""

    TOPIC = "labellisation.StructureLabellisee"
    PERSONNELLES = personal(contact, "fiche.courriel")
    label_id: UUID
    prefecture: str
    date_effet: str
    accord_id: UUID
    accord_le: str
    fiche: dict[str, Any]
    maillage: dict[str, str]
    synthese: dict[str, Any]

    def details(self) -> str:
        return f"(à effet du {jour_long(date.fromisoformat(self.date_effet))})"
