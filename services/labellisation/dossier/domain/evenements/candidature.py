"""Les faits de la candidature, du repérage de la structure à son signalement."""

from uuid import UUID

from services.labellisation.dossier.domain.dossier import (
    DeclarationEnregistree,
    Dossier,
    FaitDesigne,
)
from shared.recording.aggregates import Created
from shared.structures import MaillageEnregistre


class Repere(FaitDesigne):
    """Un fait qui donne ou corrige la fiche de la structure."""

    maillage: MaillageEnregistre

    def apply(self, aggregate: Dossier) -> None:
        aggregate.fiche, aggregate.maillage = self.fiche, self.maillage


class DUnTableau(Repere):
    """Une ligne du tableau d'un préfet, avec ce que la structure déclare d'elle-même."""

    declaration: DeclarationEnregistree
    fichier: str
    ligne: int

    def apply(self, aggregate: Dossier) -> None:
        super().apply(aggregate)
        aggregate.declaration = self.declaration

    def details(self) -> str:
        return f"(ligne {self.ligne} du tableau)"


class StructureIdentifiee(Repere, Created):
    TOPIC = "labellisation.StructureIdentifiee"
    PHRASE = "Structure pressentie : son porteur et sa commune sont connus"
    VERS = "PRESSENTIE"
    structure_id: UUID

    def apply(self, aggregate: Dossier) -> None:
        super().apply(aggregate)
        aggregate.structure_id = self.structure_id


class StructureRemontee(DUnTableau, Created):
    TOPIC = "labellisation.StructureRemontee"
    PHRASE = "Structure remontée par le préfet, avec l'évaluation déclarée par le porteur"
    VERS = "REMONTEE"
    structure_id: UUID

    def apply(self, aggregate: Dossier) -> None:
        super().apply(aggregate)
        aggregate.structure_id = self.structure_id


class StructurePressentieRemontee(DUnTableau):
    TOPIC = "labellisation.StructurePressentieRemontee"
    PHRASE = (
        "Structure pressentie, remontée par le préfet avec l'évaluation déclarée par le porteur"
    )
    VERS = "REMONTEE"


class RemonteeModifiee(DUnTableau):
    TOPIC = "labellisation.RemonteeModifiee"
    PHRASE = "Remontée corrigée par le préfet"


class StructureSignalee(FaitDesigne):
    TOPIC = "labellisation.StructureSignalee"
    PHRASE = "Structure signalée par le préfet comme remplissant toutes les conditions"
    VERS = "SIGNALEE"
    signalement_id: UUID
    prefecture: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.nouveau_cycle()
        aggregate.signalements += 1
        aggregate.signalement_id = self.signalement_id
        aggregate.signale_par = self.prefecture
