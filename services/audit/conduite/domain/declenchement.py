"""Ce qui ouvre un audit, et ce qui lui retire toute valeur (A-021, C.7-5)."""

from typing import Any
from uuid import UUID

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created


class AuditDeclenche(Created):
    TOPIC = "audit.AuditDeclenche"
    PHRASE = "Audit déclenché par le signalement du préfet"
    PERSONNELLES = personal(contact, "structure.courriel")
    class_version = 2
    signalement_id: UUID
    structure_id: UUID
    structure: dict[str, Any]
    mobile: bool
    referentiel: str
    a_constater: list[str]
    parties: list[str]
    remplace: UUID | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Qui avait signalé n'était pas retenu, et nul audit n'en remplaçait un autre."""
        state["parties"], state["remplace"] = [], None

    def details(self) -> str:
        reste = f"({len(self.a_constater)} critères à constater sur place)"
        return f"{reste}, à la place de l'audit annulé {self.remplace}" if self.remplace else reste


class AuditAnnule(Aggregate.Event):
    TOPIC = "audit.AuditAnnule"
    PHRASE = "Audit annulé"
    signalement_id: UUID
    raison: str

    def details(self) -> str:
        return f"(« {self.raison} »)"

    def apply(self, audit: Any) -> None:
        audit.etat = "ANNULE"
