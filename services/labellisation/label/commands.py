"""Ce que l'on peut demander d'un label accordé, et d'une structure qui change."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.labellisation import Manquement
from shared.contracts.structure import Jour, TypePorteur
from shared.messages.commands import Command
from shared.types.codes import CodeCommune
from shared.types.courriel import AdresseFacultative
from shared.types.saisies import Libelle, Nom, Redaction, RedactionFacultative
from shared.types.temps import JourCivil
from shared.types.texte import Texte


class OuvrirFranceServices(Command):
    """La France Services ouvre au public, une fois ses agents formés (A-092, A-100)."""

    structure_id: UUID


class MettreEnDemeure(Command):
    """Le préfet met le porteur en demeure : des critères ne sont plus respectés, c'est constaté."""

    structure_id: UUID
    manquements: list[Manquement] = Field(min_length=1, max_length=100)


class ConstaterMiseEnConformite(Command):
    """Le préfet constate que le porteur a rétabli ce que le label exige."""

    structure_id: UUID
    constat: Redaction


class SuspendreLabel(Command):
    """Le préfet suspend le label ; `motif` est obligatoire avant l'échéance."""

    structure_id: UUID


class RetablirLabel(Command):
    """Le préfet rétablit un label suspendu."""

    structure_id: UUID
    raison: Redaction


class RetirerLabel(Command):
    """Le préfet retire le label ; `motif` est obligatoire avant l'échéance (C.7-16)."""

    structure_id: UUID
    date_effet: JourCivil


class RenoncerAuLabel(Command):
    """Le porteur renonce au label (C.7-16)."""

    structure_id: UUID
    raison: Redaction
    date_effet: JourCivil


class ModifierHoraires(Command):
    """Les horaires publiés changent (A-078, A-079)."""

    structure_id: UUID
    horaires: dict[Jour, Annotated[str, Texte(1000, lignes=True, vide=True)]]
    commentaire_horaires: RedactionFacultative = ""


class ChangerPorteur(Command):
    """Un autre organisme porte la structure."""

    structure_id: UUID
    porteur: Nom
    porteur_type: TypePorteur
    courriel: AdresseFacultative = ""


class RattacherAntenne(Command):
    """Une antenne est rattachée à la structure ; elle n'a pas de label propre (X-01)."""

    structure_id: UUID
    nom: Nom
    commune_insee: CodeCommune


class FermerStructure(Command):
    """Le préfet constate la fermeture de la structure, et pourquoi."""

    structure_id: UUID
    raison: Redaction
    date_effet: JourCivil


class ConstaterFinDeDelai(Command):
    """Le délai d'une mise en demeure est passé (C.6)."""

    structure_id: UUID
    echeance: JourCivil


class ObserverFermetureAntenne(Command):
    """L'antenne d'un opérateur ferme près d'une structure : on l'observe (A-073, A-074)."""

    structure_id: UUID
    operateur: Libelle
    fermee_le: JourCivil
