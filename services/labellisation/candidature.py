"""La candidature : ce que l'on dit d'une structure, de son repérage à son signalement."""

from typing import Any
from uuid import UUID, uuid5

from services.labellisation.etape import Etape, FaitDesigne
from shared.recording.aggregates import Created


class Repere(FaitDesigne):
    """Un événement qui donne ou corrige la fiche de la structure."""

    maillage: dict[str, str]

    def retenir(self, dossier: Any) -> None:
        dossier.fiche, dossier.maillage = self.fiche, self.maillage


class Remontee(Repere):
    """Une ligne du tableau d'un préfet, avec ce que la structure déclare d'elle-même."""

    declaration: dict[str, Any]
    fichier: str
    ligne: int

    def retenir(self, dossier: Any) -> None:
        super().retenir(dossier)
        dossier.declaration = self.declaration

    def details(self) -> str:
        return f"(ligne {self.ligne} du tableau)"


class StructureIdentifiee(Repere, Created):
    TOPIC = "labellisation.StructureIdentifiee"
    PHRASE = "Structure pressentie : son porteur et sa commune sont connus"
    structure_id: UUID

    def retenir(self, dossier: Any) -> None:
        super().retenir(dossier)
        dossier.structure_id = self.structure_id


class StructureRemontee(Remontee, Created):
    TOPIC = "labellisation.StructureRemontee"
    PHRASE = "Structure remontée par le préfet, avec l'évaluation déclarée par le porteur"
    structure_id: UUID

    def retenir(self, dossier: Any) -> None:
        super().retenir(dossier)
        dossier.structure_id = self.structure_id


class StructurePressentieRemontee(Remontee):
    TOPIC = "labellisation.StructurePressentieRemontee"
    PHRASE = (
        "Structure pressentie, remontée par le préfet avec l'évaluation déclarée par le porteur"
    )


class RemonteeModifiee(Remontee):
    TOPIC = "labellisation.RemonteeModifiee"
    PHRASE = "Remontée corrigée par le préfet"


class StructureSignalee(FaitDesigne):
    TOPIC = "labellisation.StructureSignalee"
    PHRASE = "Structure signalée par le préfet comme remplissant toutes les conditions"
    signalement_id: UUID
    prefecture: str

    def retenir(self, dossier: Any) -> None:
        dossier.nouveau_cycle()
        dossier.signalements += 1
        dossier.signalement_id = self.signalement_id
        dossier.signale_par = self.prefecture


class Candidature(Etape):
    """De la structure pressentie au signalement du préfet."""

    def remonter_de_nouveau(
        self,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        declaration: dict[str, Any],
        fichier: str,
        ligne: int,
    ) -> None:
        """Une remontée identique ne change rien (A-012) ; le signalement fige la dernière."""
        dite = (self.fiche, self.maillage, self.declaration)
        if dite == (fiche, maillage, declaration) or self.deja("RemonterStructure"):
            return
        pressentie = self.etat == "PRESSENTIE"
        self.dire(
            StructurePressentieRemontee if pressentie else RemonteeModifiee,
            fiche=fiche,
            maillage=maillage,
            declaration=declaration,
            fichier=fichier,
            ligne=ligne,
        )

    def identifier_de_nouveau(self, fiche: dict[str, Any], maillage: dict[str, str]) -> None:
        """Dire deux fois la même chose ne change rien ; une structure connue se remonte."""
        if (self.fiche, self.maillage) != (fiche, maillage):
            self.deja("IdentifierStructure")

    def signaler(self, par: str) -> None:
        if self.deja("SignalerStructure"):
            return
        signalement_id = uuid5(self.id, f"signalement {self.signalements + 1}")
        self.dire(
            StructureSignalee, signalement_id=signalement_id, prefecture=par, fiche=self.fiche
        )
