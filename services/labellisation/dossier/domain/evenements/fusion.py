"""Deux dossiers disent la même structure : ils fusionnent, et la fusion peut s'annuler (C.7-17)."""

from typing import Any
from uuid import UUID

from services.labellisation.dossier.domain.dossier import Dossier, FaitDesigne
from services.labellisation.dossier.domain.etats import Etat
from services.labellisation.dossier.domain.evenements.changements import Fermee


class StructureAbsorbee(Fermee):
    TOPIC = "labellisation.StructureAbsorbee"
    PHRASE = "Structure reconnue en double : son histoire reste, une autre lui survit"
    VERS = "FERMEE"
    class_version = 2
    survivante_id: UUID
    survivante_nom: str
    label_survivant_id: UUID | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La survivante n'était pas nommée, ni son label."""
        state["survivante_nom"], state["label_survivant_id"] = "", None

    def apply(self, aggregate: Dossier) -> None:
        aggregate.garder_avant_fusion()
        super().apply(aggregate)
        aggregate.survivante_id = self.survivante_id


class FusionAccueillie(FaitDesigne):
    TOPIC = "labellisation.FusionAccueillie"
    PHRASE = "Autre dossier de la même structure : il lui est désormais rattaché"
    class_version = 2
    absorbee_id: UUID
    absorbee_nom: str
    label_id: UUID | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Ni l'absorbée ni le label n'étaient nommés."""
        state["absorbee_nom"], state["label_id"] = "", None

    def apply(self, aggregate: Dossier) -> None:
        aggregate.fusions = (*aggregate.fusions, (self.absorbee_id, aggregate.label_id))

    def details(self) -> str:
        return f"({self.absorbee_nom})" if self.absorbee_nom else ""


class FusionAnnulee(FaitDesigne):
    """La structure absorbée vit de nouveau ; `etat` est celui d'avant la fusion, qu'elle retrouve.

    `label_effet`, `echeance_avant` et `priorite_jusqu_au` (ISO 8601, ou vides) reprennent avec lui.
    """

    TOPIC = "labellisation.FusionAnnulee"
    PHRASE = "Fusion annulée : la structure retrouve son dossier"
    structure_id: UUID
    label_id: UUID | None
    etat: Etat
    label_effet: str
    echeance_avant: str
    priorite_jusqu_au: str
    survivante_id: UUID
    survivante_nom: str
    label_survivant_id: UUID | None
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.retrouver_avant_fusion()

    def details(self) -> str:
        return f"({self.survivante_nom} ; {self.raison})"


class FusionDefaite(FaitDesigne):
    TOPIC = "labellisation.FusionDefaite"
    PHRASE = "Fusion annulée : l'autre structure reprend ce qui lui était rattaché"
    structure_id: UUID
    absorbee_id: UUID
    absorbee_nom: str
    label_id: UUID | None
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.fusions = aggregate.fusions[:-1]

    def details(self) -> str:
        return f"({self.absorbee_nom} ; {self.raison})"
