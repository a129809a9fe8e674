"""Les acteurs du programme au nom desquels la console fait une demande."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from services.audit.missions.commands import MembreEquipe
from shared.contracts.onboarding import CompteStructureCree, LienInscriptionEnvoye
from shared.departements.table import charger_departements
from shared.messages.actors import Acteur

CORPS = {"CGET": "CGET", "IGA": "IGA", "CABINET": "Cabinet d'audit"}
CREATION_ANCT = date(2020, 1, 1)


class Entete(TypedDict):
    """Ce que toute demande porte : son identité, qui la fait, quand."""

    message_id: UUID
    acteur: Acteur
    survenu_le: datetime


class EnteteDeStructure(Entete):
    structure_id: UUID


def agence(jour: date) -> Acteur:
    """Le CGET, auquel l'ANCT succède le 1er janvier 2020 (X-04)."""
    organisme = "CGET" if jour < CREATION_ANCT else "ANCT"
    return Acteur(role="AGENCE_NATIONALE", id="agence nationale", organisme=organisme)


def prefecture(departement: str) -> Acteur:
    return Acteur(
        role="PREFET",
        id=f"préfecture {charger_departements().designer(departement).de}",
        organisme="Préfecture",
        departement=departement,
    )


def auditeur(departement: str) -> Acteur:
    """Les trois corps d'auditeurs de la première vague se partagent les départements (A-002)."""
    organisme = list(CORPS.values())[sum(map(ord, departement)) % len(CORPS)]
    return Acteur(role="AUDITEUR", id=f"auditeur {organisme} {departement}", organisme=organisme)


def auditeurs(departement: str) -> list[MembreEquipe]:
    """Un de chaque corps (A-002)."""
    return [
        MembreEquipe(id=f"auditeur {organisme} {departement}", organisme=code)
        for code, organisme in CORPS.items()
    ]


def porteur(fait: LienInscriptionEnvoye | CompteStructureCree) -> Acteur:
    nom = f"porteur de {fait.structure.nom}"[:200]
    return Acteur(role="PORTEUR", id=nom, structure_id=fait.structure_id)
