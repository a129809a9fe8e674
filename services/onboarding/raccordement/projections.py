"""Où en sont le raccordement et l'annexe de chaque structure labellisée."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.raccordement.domain import effectif
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import Statement

RACCORDEMENTS = """CREATE TABLE IF NOT EXISTS raccordements (
    structure_id TEXT PRIMARY KEY, etat TEXT NOT NULL, expire_le TEXT NOT NULL,
    agents INTEGER NOT NULL)"""
ANNEXES = """CREATE TABLE IF NOT EXISTS annexes (
    structure_id TEXT PRIMARY KEY, etat TEXT NOT NULL, reference TEXT NOT NULL,
    manquants TEXT NOT NULL, fichier_pdf TEXT NOT NULL, fichier_docx TEXT NOT NULL)"""
LINK = """INSERT INTO raccordements VALUES (:structure_id, 'LIEN_ENVOYE', :expire_le, 0)
    ON CONFLICT (structure_id) DO UPDATE SET expire_le = excluded.expire_le,
    etat = excluded.etat"""
MOVE = "UPDATE raccordements SET etat = :etat WHERE structure_id = :structure_id"
LEAVE = "UPDATE raccordements SET agents = agents - 1 WHERE structure_id = :structure_id"
COUNT = "UPDATE raccordements SET agents = agents + 1 WHERE structure_id = :structure_id"
ANNEX = """INSERT INTO annexes VALUES (:structure_id, :etat, :reference, :manquants, :fichier_pdf,
    :fichier_docx) ON CONFLICT (structure_id) DO UPDATE SET etat = excluded.etat,
    reference = excluded.reference, manquants = excluded.manquants,
    fichier_pdf = excluded.fichier_pdf, fichier_docx = excluded.fichier_docx"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register(Raccordement.LienInscriptionEnvoye)
@project.register(Raccordement.LienInscriptionRenouvele)
def _lien(event: Any) -> Iterator[Statement]:
    yield LINK, {**_subject(event), "expire_le": event.expire_le.isoformat()}


@project.register
def _compte(event: Raccordement.CompteStructureCree) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "COMPTE_CREE"}


@project.register
def _expire(event: Raccordement.LienInscriptionExpire) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "LIEN_EXPIRE"}


@project.register
def _agent(event: effectif.AgentInscrit) -> Iterator[Statement]:
    yield COUNT, _subject(event)


@project.register
def _desinscrit(event: effectif.AgentDesinscrit) -> Iterator[Statement]:
    yield LEAVE, _subject(event)


@project.register
def _ouvertes(event: Raccordement.ApplicationsOuvertes) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "APPLICATIONS_OUVERTES"}


@project.register(AnnexeStructure.AnnexeEnAttente)
@project.register(AnnexeStructure.OperateursManquantsRevus)
def _en_attente(event: Any) -> Iterator[Statement]:
    yield _annex(event, "EN_ATTENTE", manquants=", ".join(event.operateurs_manquants))


@project.register
def _etablie(event: AnnexeStructure.AnnexeEtablie) -> Iterator[Statement]:
    yield _annex(event, "ETABLIE", reference=event.reference)


@project.register
def _generee(event: AnnexeStructure.AnnexeGeneree) -> Iterator[Statement]:
    files = {"fichier_pdf": event.fichier_pdf, "fichier_docx": event.fichier_docx}
    yield _annex(event, "GENEREE", reference=event.reference, **files)


def _annex(event: Any, etat: str, **known: str) -> Statement:
    blank = {"reference": "", "manquants": "", "fichier_pdf": "", "fichier_docx": ""}
    return ANNEX, {**_subject(event), "etat": etat, **blank, **known}


def _subject(event: Any) -> dict[str, str]:
    return {"structure_id": str(subject_of(event))}


RACCORDEMENT = Projection(
    "raccordement", {"raccordements": RACCORDEMENTS, "annexes": ANNEXES}, project
)
