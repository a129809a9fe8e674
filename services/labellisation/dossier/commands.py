"""Ce que l'on peut demander d'une structure, de son repérage à la décision."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.structure import Fiche
from shared.messages.commands import Command
from shared.types.codes import CodeCommune, CodeCritere
from shared.types.nombre import Entier, Reel
from shared.types.saisies import Ligne
from shared.types.temps import JourCivil
from shared.types.texte import Texte

CodeAlerte = Literal[
    "AUDIT_ANNULE", "AUDIT_ANCIEN", "CONCLUSION_REMISE_EN_CAUSE", "DELAI_DEPASSE", "QUALITE"
]
ReponseDeclaree = Literal["OUI", "NON", "NON_RENSEIGNE"]


class FichePubliee(Fiche):
    """La fiche d'une liste officielle, qui peut taire la commune, ou la dire mal."""

    commune_insee: CodeCommune | Literal[""] = ""


class IdentifierStructure(Command):
    """Un préfet ou un porteur fait connaître une structure pressentie (C.3)."""

    structure_id: UUID
    fiche: Fiche


class RemonterStructure(Command):
    """Le préfet remonte une structure, avec l'évaluation déclarée (A-003, A-011, A-012).

    ``fichier`` est l'empreinte SHA-256 du tableau et ``ligne`` le numéro de la ligne lue.
    ``agents`` compte des personnes, ``etp`` des équivalents temps plein ; tous deux déclarés.
    """

    structure_id: UUID
    fiche: Fiche
    evaluation: dict[CodeCritere, ReponseDeclaree] = Field(default_factory=dict, max_length=500)
    agents: Annotated[int, Entier(0, 500)] | None = None
    etp: Annotated[float, Reel(0, 500)] | None = None
    campagne_id: UUID | None = None
    fichier: Annotated[str, Texte(64, vide=True)]
    ligne: Ligne


class SignalerStructure(Command):
    """Le préfet signale qu'une structure remplit toutes les conditions (A-020).

    `exception`, avec `motif`, vaut contre une structure labellisée trop proche (A-069).
    """

    structure_id: UUID
    exception: Literal["ENCLAVEMENT"] | None = None


class DonnerAccordPrealable(Command):
    """L'agence nationale donne son accord préalable à la labellisation (A-024)."""

    structure_id: UUID
    audit_id: UUID


class RefuserAccordPrealable(Command):
    """L'agence nationale refuse son accord ; ``motif`` est obligatoire (A-024)."""

    structure_id: UUID
    audit_id: UUID


class LabelliserStructure(Command):
    """Le préfet labellise ; ``date_effet`` est un jour civil, heure de Paris (A-023, A-024)."""

    structure_id: UUID
    date_effet: JourCivil


class ClasserAlerte(Command):
    """Le préfet a examiné une alerte et garde le label ; ``motif`` est obligatoire (C.7-7)."""

    structure_id: UUID
    code: CodeAlerte


class ConstaterFinDePriorite(Command):
    """La fenêtre de relabellisation prioritaire est passée (A-016)."""

    structure_id: UUID
    jusqu_au: JourCivil
