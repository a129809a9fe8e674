"""Ce que l'on peut demander d'un audit avant sa conclusion : équipe, visite, contradictoire."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.audit.conduite.commands import Preuve
from services.audit.conduite.domain.contradictoire import Silence
from services.audit.missions.commands import MembreEquipe
from shared.messages.commands import Command


class DesignerEquipe(Command):
    """Qui audite la structure, et qui en répond (A-002).

    `mission_id` est exigé tant que la composition se vérifie dans une mission (X-02).
    """

    structure_id: UUID
    audit_id: UUID
    mission_id: UUID | None = None
    membres: list[MembreEquipe] = Field(min_length=1, max_length=20)
    responsable: str = Field(min_length=1, max_length=200)


class PlanifierVisite(Command):
    """L'équipe fixe le jour de sa visite, aujourd'hui ou plus tard (A-022)."""

    structure_id: UUID
    audit_id: UUID
    le: date


class ReporterVisite(Command):
    """L'équipe déplace sa visite, et dit pourquoi (`motif`)."""

    structure_id: UUID
    audit_id: UUID
    le: date


class DebuterVisite(Command):
    """L'équipe est sur place (A-022)."""

    structure_id: UUID
    audit_id: UUID


class CloreVisite(Command):
    """L'équipe a constaté chaque critère applicable : la visite est finie (A-022)."""

    structure_id: UUID
    audit_id: UUID


class OuvrirContradictoire(Command):
    """L'équipe adresse son projet de rapport au porteur, qui peut y répondre (TMR-14)."""

    structure_id: UUID
    audit_id: UUID


class PresenterObservations(Command):
    """Le porteur répond au projet de rapport (TMR-14)."""

    structure_id: UUID
    audit_id: UUID
    texte: str = Field(min_length=1, max_length=10_000)
    preuves: list[Preuve] = Field(default_factory=list, max_length=20)


class ConstaterSilence(Command):
    """Le délai de la phase contradictoire est passé (TMR-14)."""

    structure_id: UUID
    audit_id: UUID
    silence: Silence
