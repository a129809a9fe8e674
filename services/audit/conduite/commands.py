"""Ce que l'on peut demander d'un audit : sa visite, ses constats, sa conclusion."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.audit.conduite.rules import Silence
from services.audit.preuves.commands import Preuve
from shared.contracts import Value
from shared.contracts.audit import Issue, ModeConstat
from shared.messages.commands import Command
from shared.types.codes import CodeCritere
from shared.types.nombre import Reel
from shared.types.saisies import RedactionFacultative
from shared.types.temps import JourCivil
from shared.types.texte import Texte

Mesure = Annotated[float, Reel(0, 1_000_000)]
ResultatSaisi = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE", "NON_VERIFIE"]


class PlanifierVisite(Command):
    """L'équipe fixe le jour de sa visite, aujourd'hui ou plus tard (A-022)."""

    structure_id: UUID
    audit_id: UUID
    le: JourCivil


class ReporterVisite(Command):
    """L'équipe déplace sa visite, et dit pourquoi (`motif`)."""

    structure_id: UUID
    audit_id: UUID
    le: JourCivil


class DebuterVisite(Command):
    """L'équipe est sur place (A-022)."""

    structure_id: UUID
    audit_id: UUID


class ConstatSaisi(Value):
    """Un constat tel que l'auditeur le saisit ; `valeurs` porte les mesures (agents, etp…)."""

    critere: CodeCritere
    resultat: ResultatSaisi
    mode: ModeConstat = "CONSTATE_SUR_SITE"
    valeurs: dict[Annotated[str, Texte(40)], Mesure] = Field(default_factory=dict, max_length=10)
    remarque: RedactionFacultative = ""
    preuves: list[Preuve] = Field(default_factory=list, max_length=20)


class ConstaterCriteres(Command):
    """L'auditeur enregistre ses constats, ensemble ou en plusieurs fois (A-022)."""

    structure_id: UUID
    audit_id: UUID
    constats: list[ConstatSaisi] = Field(min_length=1, max_length=100)


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
    texte: Annotated[str, Texte(10_000, lignes=True)]
    preuves: list[Preuve] = Field(default_factory=list, max_length=20)


class ConstaterSilence(Command):
    """Le délai de la phase contradictoire est passé (TMR-14)."""

    structure_id: UUID
    audit_id: UUID
    silence: Silence


class ConclureAudit(Command):
    """L'auditeur conclut ; `issue` ne vaut que si l'audit n'est pas concluant (A-015)."""

    structure_id: UUID
    audit_id: UUID
    issue: Issue = "REMARQUES_MINEURES"


class RectifierConstat(Command):
    """Un constat était faux : l'auditeur le corrige et dit pourquoi (`motif`) ; les deux restent.

    Après la conclusion, ce qui la changerait est annoncé, et le label n'est pas retiré pour autant.
    """

    structure_id: UUID
    audit_id: UUID
    constat: ConstatSaisi


class AnnulerAudit(Command):
    """L'agence nationale annule un audit, même conclu, et dit pourquoi (`motif`)."""

    structure_id: UUID
    audit_id: UUID


class RemplacerAudit(Command):
    """L'agence nationale ouvre, pour le même signalement, l'audit qui remplace celui-ci, annulé.

    Ceux qui ont fait l'audit annulé ne feront pas l'autre (C.7-5).
    """

    structure_id: UUID
    audit_id: UUID
