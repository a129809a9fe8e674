"""Où en sont le raccordement et l'annexe de chaque structure : deux tables, une projection."""

from collections.abc import Iterator

from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.transmission import (
    AnnexeRecue,
    AnnexeRendue,
    AnnexeRestituee,
    AnnexeTransmise,
)
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.domain.transmission import (
    AccesRecu,
    AccesRestitue,
    AgentRecu,
    AgentRestitue,
)
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.recording.aggregates import Event
from shared.statements import Statement

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

STATE = "UPDATE annexes SET etat = :etat WHERE structure_id = :structure_id"

RACCORDEMENT = Projection("raccordement", {"raccordements": RACCORDEMENTS, "annexes": ANNEXES})

LienOuvert = Raccordement.LienInscriptionEnvoye | Raccordement.LienInscriptionRenouvele
EnAttente = AnnexeStructure.AnnexeEnAttente | AnnexeStructure.OperateursManquantsRevus


@RACCORDEMENT.on(Raccordement.LienInscriptionEnvoye, Raccordement.LienInscriptionRenouvele)
def _lien(event: LienOuvert) -> Iterator[Statement]:
    yield LINK, {**_subject(event), "expire_le": event.expire_le.isoformat()}


@RACCORDEMENT.on(Raccordement.CompteStructureCree)
def _compte(event: Raccordement.CompteStructureCree) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "COMPTE_CREE"}


@RACCORDEMENT.on(Raccordement.LienInscriptionExpire)
def _expire(event: Raccordement.LienInscriptionExpire) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "LIEN_EXPIRE"}


@RACCORDEMENT.on(Raccordement.AgentInscrit, AgentRecu)
def _inscrit(event: Raccordement.AgentInscrit | AgentRecu) -> Iterator[Statement]:
    yield COUNT, _subject(event)


@RACCORDEMENT.on(Raccordement.AgentDesinscrit, AgentRestitue)
def _desinscrit(event: Raccordement.AgentDesinscrit | AgentRestitue) -> Iterator[Statement]:
    yield LEAVE, _subject(event)


@RACCORDEMENT.on(Raccordement.ApplicationsOuvertes)
def _ouvertes(event: Raccordement.ApplicationsOuvertes) -> Iterator[Statement]:
    yield MOVE, {**_subject(event), "etat": "APPLICATIONS_OUVERTES"}


@RACCORDEMENT.on(AccesRecu, AccesRestitue)
def _compte_de_fusion(event: AccesRecu | AccesRestitue) -> Iterator[Statement]:
    """Sans compte à elle, la structure a celui de l'absorbée, le temps de la fusion."""
    if event.compte_id:
        etat = "COMPTE_CREE" if isinstance(event, AccesRecu) else "LIEN_ENVOYE"
        yield MOVE, {**_subject(event), "etat": etat}


@RACCORDEMENT.on(AnnexeRecue)
def _recue(event: AnnexeRecue) -> Iterator[Statement]:
    yield _annexe(event, "GENEREE", reference=event.reference)


@RACCORDEMENT.on(AnnexeTransmise)
def _transmise(event: AnnexeTransmise) -> Iterator[Statement]:
    yield STATE, {**_subject(event), "etat": "TRANSMISE"}


@RACCORDEMENT.on(AnnexeRestituee)
def _restituee(event: AnnexeRestituee) -> Iterator[Statement]:
    yield _annexe(event, "EN_ATTENTE")


@RACCORDEMENT.on(AnnexeRendue)
def _rendue(event: AnnexeRendue) -> Iterator[Statement]:
    etablie = "ETABLIE" if event.reference else "EN_ATTENTE"
    yield STATE, {**_subject(event), "etat": "GENEREE" if event.est_generee else etablie}


@RACCORDEMENT.on(AnnexeStructure.AnnexeSansObjet)
def _sans_objet(event: AnnexeStructure.AnnexeSansObjet) -> Iterator[Statement]:
    yield _annexe(event, "SANS_OBJET")


@RACCORDEMENT.on(AnnexeStructure.AnnexeARetirer)
def _a_retirer(event: AnnexeStructure.AnnexeARetirer) -> Iterator[Statement]:
    yield STATE, {**_subject(event), "etat": "A_RETIRER"}


@RACCORDEMENT.on(AnnexeStructure.AnnexeEnAttente, AnnexeStructure.OperateursManquantsRevus)
def _en_attente(event: EnAttente) -> Iterator[Statement]:
    yield _annexe(event, "EN_ATTENTE", manquants=", ".join(event.operateurs_manquants))


@RACCORDEMENT.on(AnnexeStructure.AnnexeEtablie)
def _etablie(event: AnnexeStructure.AnnexeEtablie) -> Iterator[Statement]:
    yield _annexe(event, "ETABLIE", reference=event.reference)


@RACCORDEMENT.on(AnnexeStructure.AnnexeGeneree)
def _generee(event: AnnexeStructure.AnnexeGeneree) -> Iterator[Statement]:
    files = {"fichier_pdf": event.fichier_pdf, "fichier_docx": event.fichier_docx}
    yield _annexe(event, "GENEREE", reference=event.reference, **files)


def _annexe(event: Event, etat: str, **known: str) -> Statement:
    blank = {"reference": "", "manquants": "", "fichier_pdf": "", "fichier_docx": ""}
    return ANNEX, {**_subject(event), "etat": etat, **blank, **known}


def _subject(event: Event) -> dict[str, str]:
    return {"structure_id": str(subject_of(event))}
