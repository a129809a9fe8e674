"""Ce que l'on peut demander à la labellisation."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.labellisation.commands_label import (
    ChangerPorteur,
    ConstaterFinDeDelai,
    ConstaterMiseEnConformite,
    FermerStructure,
    FusionnerStructures,
    MettreEnDemeure,
    ModifierHoraires,
    OuvrirFranceServices,
    RattacherAntenne,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
    Texte,
)
from shared.contracts import Value
from shared.contracts.structure import Fiche
from shared.messages.commands import Command

__all__ = [
    "AcheverAction",
    "ActionPrevue",
    "ChangerPorteur",
    "ConstaterAbsence",
    "ConstaterFinDeDelai",
    "ConstaterFinDePriorite",
    "ConstaterMiseEnConformite",
    "DonnerAccordPrealable",
    "EtablirPlanDeMonteeEnGamme",
    "FermerStructure",
    "FusionnerStructures",
    "IdentifierStructure",
    "ImporterStructure",
    "LabelliserStructure",
    "MettreEnDemeure",
    "ModifierHoraires",
    "OuvrirFranceServices",
    "RattacherAntenne",
    "RefuserAccordPrealable",
    "RemonterStructure",
    "RenoncerAuLabel",
    "RetablirLabel",
    "RetirerLabel",
    "SignalerStructure",
    "SuspendreLabel",
]

CodeCritere = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
ReponseDeclaree = Literal["OUI", "NON", "NON_RENSEIGNE"]
CodeAction = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,29}$")]


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
    evaluation: dict[CodeCritere, ReponseDeclaree] = Field(default_factory=dict)
    agents: int | None = Field(default=None, ge=0, le=500)
    etp: float | None = Field(default=None, ge=0, le=500)
    campagne_id: UUID | None = None
    fichier: str = Field(max_length=64)
    ligne: int = Field(ge=1)


class ActionPrevue(Value):
    """Une action du plan ; `responsable` est une fonction, jamais un nom de personne."""

    code: CodeAction
    libelle: Texte
    criteres: list[CodeCritere] = Field(min_length=1, max_length=100)
    responsable: str = Field(min_length=1, max_length=200)
    echeance: date


class EtablirPlanDeMonteeEnGamme(Command):
    """Les écarts reconnus et les actions promises pour les combler (A-008, A-009)."""

    structure_id: UUID
    ecarts: list[CodeCritere] = Field(min_length=1, max_length=100)
    actions: list[ActionPrevue] = Field(min_length=1, max_length=100)


class AcheverAction(Command):
    """Le porteur achève une action du plan, preuve à l'appui (A-009)."""

    structure_id: UUID
    action: CodeAction
    preuve: Texte


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


class ImporterStructure(Command):
    """Une ligne d'une liste publiée entre dans l'histoire, sans audit ni accord inventé (A-131).

    ``renseignes`` nomme les champs que la liste remplit : les autres ne changent rien.
    ``rapprochement`` est la règle qui a reconnu la structure, si la ligne n'a pas son identifiant.
    """

    structure_id: UUID
    fiche: Fiche
    renseignes: list[Annotated[str, Field(max_length=40)]]
    groupe: str = Field(default="", max_length=200)
    label_du: date | None = None
    rapprochement: str = Field(default="", max_length=60)
    liste_du: date
    source: str = Field(max_length=200)
    fichier: str = Field(max_length=64)
    ligne: int = Field(ge=1)


class ConstaterAbsence(Command):
    """Une structure connue manque à une liste publiée : une observation, non un retrait (A-131)."""

    structure_id: UUID
    liste_du: date
    source: str = Field(max_length=200)
    fichier: str = Field(max_length=64)
