"""Le rapport : signé par le responsable de l'équipe, puis écrit, et désigné par son empreinte."""

from typing import Any
from uuid import UUID

from shared.recording.aggregates import Aggregate


class RapportSigne(Aggregate.Event):
    TOPIC = "audit.RapportSigne"
    PHRASE = "Rapport d'audit signé par le responsable de l'équipe"
    structure_id: UUID
    rang: int
    rapport: dict[str, Any]

    def details(self) -> str:
        return f"(version {self.rang})"

    def apply(self, audit: Any) -> None:
        audit.rapports.append({"rang": self.rang, "rectifications": audit.rectifications})


class RapportAuditEtabli(Aggregate.Event):
    TOPIC = "audit.RapportAuditEtabli"
    PHRASE = "Rapport d'audit établi"
    rang: int
    gabarit: str
    fichier: str
    empreinte: str
    taille: int

    def details(self) -> str:
        return f"(version {self.rang}, empreinte {self.empreinte[:12]}…)"

    def apply(self, audit: Any) -> None:
        audit.rapports[self.rang - 1]["empreinte"] = self.empreinte
