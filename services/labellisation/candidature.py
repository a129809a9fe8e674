"""La candidature : ce que le préfet dit d'une structure, de sa remontée à son signalement."""

from typing import Any
from uuid import UUID

from shared.domain import Aggregate, Created, Refus
from shared.personal import contact, personal


class CommuneHorsDepartement(Refus):
    """La commune de la fiche n'est pas dans le département de la fiche."""


class CommuneInconnue(Refus):
    """Le code de la commune n'est pas dans le code officiel géographique chargé."""


class DossierDejaOuvert(Refus):
    """Une structure n'a qu'un dossier ouvert à la fois (INV-05)."""


class StructureRemontee(Created):
    """Structure remontée par le préfet, avec l'évaluation déclarée par le porteur."""

    TOPIC = "labellisation.StructureRemontee"
    PERSONNELLES = personal(contact, "fiche.courriel")
    structure_id: UUID
    fiche: dict[str, Any]
    maillage: dict[str, str]
    declaration: dict[str, Any]
    fichier: str
    ligne: int

    def details(self) -> str:
        return f"(ligne {self.ligne} du tableau)"


class RemonteeModifiee(Aggregate.Event):
    """Remontée corrigée par le préfet."""

    TOPIC = "labellisation.RemonteeModifiee"
    PERSONNELLES = personal(contact, "fiche.courriel")
    fiche: dict[str, Any]
    maillage: dict[str, str]
    declaration: dict[str, Any]
    fichier: str
    ligne: int

    def details(self) -> str:
        return f"(ligne {self.ligne} du tableau)"


class StructureSignalee(Aggregate.Event):
    """Structure signalée par le préfet comme remplissant toutes les conditions."""

    TOPIC = "labellisation.StructureSignalee"
    PERSONNELLES = personal(contact, "fiche.courriel")
    signalement_id: UUID
    prefecture: str
    fiche: dict[str, Any]
