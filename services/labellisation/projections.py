"""Le registre des dossiers : où en est chaque structure."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.labellisation import candidature, historique, instruction
from shared.publishing import subject_of
from shared.readmodel import ReadModel, Statement
from shared.tails import Projection

DOSSIERS = """CREATE TABLE IF NOT EXISTS dossiers (
    structure_id TEXT PRIMARY KEY, matricule TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, commune TEXT NOT NULL, format TEXT NOT NULL, origine TEXT NOT NULL,
    etat TEXT NOT NULL, motif TEXT NOT NULL, date_effet TEXT NOT NULL)"""
OPEN = """INSERT INTO dossiers VALUES (:structure_id, :matricule, :nom, :departement, :commune,
    :format, :origine, :etat, '', '')
    ON CONFLICT (structure_id) DO UPDATE SET matricule = excluded.matricule, nom = excluded.nom,
    commune = excluded.commune, format = excluded.format, origine = excluded.origine"""
MOVE = """UPDATE dossiers SET etat = :etat, motif = :motif, date_effet = :date_effet
    WHERE structure_id = :structure_id"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register(candidature.StructureRemontee)
@project.register(candidature.RemonteeModifiee)
def _remontee(event: Any) -> Iterator[Statement]:
    yield _open(event, "REMONTEE")


@project.register(historique.StructureImportee)
@project.register(historique.StructureActualisee)
def _importee(event: Any) -> Iterator[Statement]:
    yield _open(event, "PRESSENTIE")


@project.register
def _label_importe(event: historique.LabelImporte) -> Iterator[Statement]:
    yield _move(event, "LABELLISEE", date_effet=event.date_effet)


@project.register
def _antenne(event: historique.AntenneImportee) -> Iterator[Statement]:
    yield _move(event, "ANTENNE", date_effet=event.date_effet)


@project.register
def _signalee(event: candidature.StructureSignalee) -> Iterator[Statement]:
    yield _move(event, "SIGNALEE")


@project.register
def _auditee(event: instruction.AuditConcluantEnregistre) -> Iterator[Statement]:
    yield _move(event, "EN_ATTENTE_ACCORD")


@project.register
def _accord(event: instruction.AccordPrealableDonne) -> Iterator[Statement]:
    yield _move(event, "ACCORD_DONNE")


@project.register
def _sans_accord(event: instruction.AccordPrealableRefuse) -> Iterator[Statement]:
    yield _move(event, "NON_RETENUE", motif="ACCORD_PREALABLE_REFUSE")


@project.register
def _non_retenue(event: instruction.StructureNonRetenue) -> Iterator[Statement]:
    yield _move(event, "NON_RETENUE", motif=event.motif_principal)


@project.register
def _labellisee(event: instruction.StructureLabellisee) -> Iterator[Statement]:
    yield _move(event, "LABELLISEE", date_effet=event.date_effet)


def _open(event: Any, etat: str) -> Statement:
    fiche = event.fiche
    row = {k: fiche[k] for k in ("nom", "departement", "commune", "format", "origine")}
    subject, matricule = str(subject_of(event)), fiche["matricule"] or ""
    return OPEN, {**row, "structure_id": subject, "matricule": matricule, "etat": etat}


def _move(event: Any, etat: str, motif: str = "", date_effet: str = "") -> Statement:
    subject = str(subject_of(event))
    return MOVE, {"structure_id": subject, "etat": etat, "motif": motif, "date_effet": date_effet}


REGISTRE = Projection("registre", {"dossiers": DOSSIERS}, project)


def find(model: ReadModel, wanted: str) -> list[dict[str, Any]]:
    """Les dossiers dont l'identifiant, le matricule ou le nom est celui-ci."""
    return model.query(
        """SELECT * FROM dossiers WHERE structure_id = :wanted OR matricule = :wanted
        OR lower(nom) = lower(:wanted) ORDER BY matricule, nom""",
        {"wanted": wanted},
    )
