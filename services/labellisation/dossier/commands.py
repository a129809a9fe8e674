"""Ce que l'on peut demander d'une structure, de son repérage à la décision."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from shared.contracts.structure import Fiche
from shared.departements.lecture import lu_dans_un_message
from shared.messages.commands import Command

CodeCommune = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|2[AB])[0-9]{3}$")]
CodeCritere = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
ReponseDeclaree = Literal["OUI", "NON", "NON_RENSEIGNE"]
Texte = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


def _departement_lu(fiche: Any) -> Any:
    """The département of a request is read as everywhere else."""
    if not isinstance(fiche, dict) or "departement" not in fiche:
        return fiche
    return {**fiche, "departement": lu_dans_un_message(fiche["departement"])}


def _departement_connu(fiche: Fiche) -> Fiche:
    """A fact may keep a code that nobody knows any more; a request may not."""
    lu_dans_un_message(fiche.departement)
    return fiche


class FichePubliee(Fiche):
    """La fiche d'une liste officielle, qui peut taire la commune, ou la dire mal."""

    commune_insee: CodeCommune | Literal[""] = ""


FicheDemandee = Annotated[
    Fiche, BeforeValidator(_departement_lu), AfterValidator(_departement_connu)
]
FicheDUneListe = Annotated[
    FichePubliee, BeforeValidator(_departement_lu), AfterValidator(_departement_connu)
]


class IdentifierStructure(Command):
    """Un préfet ou un porteur fait connaître une structure pressentie (C.3)."""

    structure_id: UUID
    fiche: FicheDemandee


class RemonterStructure(Command):
    """Le préfet remonte une structure, avec l'évaluation déclarée (A-003, A-011, A-012).

    ``fichier`` est l'empreinte SHA-256 du tableau et ``ligne`` le numéro de la ligne lue.
    ``agents`` compte des personnes, ``etp`` des équivalents temps plein ; tous deux déclarés.
    """

    structure_id: UUID
    fiche: FicheDemandee
    evaluation: dict[CodeCritere, ReponseDeclaree] = Field(default_factory=dict)
    agents: int | None = Field(default=None, ge=0, le=500)
    etp: float | None = Field(default=None, ge=0, le=500)
    campagne_id: UUID | None = None
    fichier: str = Field(max_length=64)
    ligne: int = Field(ge=1)


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
    date_effet: date


class ConstaterFinDePriorite(Command):
    """La fenêtre de relabellisation prioritaire est passée (A-016)."""

    structure_id: UUID
    jusqu_au: date
