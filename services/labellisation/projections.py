"""Le registre des dossiers : où en est chaque structure."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.labellisation.candidature import Repere
from services.labellisation.etape import Fait
from services.labellisation.etats import apres
from services.labellisation.historique import (
    AntenneImportee,
    LabelImporte,
    StructureActualisee,
)
from services.labellisation.instruction import (
    AccordPrealableRefuse,
    StructureLabellisee,
    StructureNonRetenue,
)
from services.labellisation.label import (
    ConformiteRetablie,
    LabelRetabli,
    LabelSuspendu,
    PorteurMisEnDemeure,
)
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

DOSSIERS = """CREATE TABLE IF NOT EXISTS dossiers (
    structure_id TEXT PRIMARY KEY, matricule TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, commune TEXT NOT NULL, format TEXT NOT NULL, origine TEXT NOT NULL,
    etat TEXT NOT NULL, motif TEXT NOT NULL, date_effet TEXT NOT NULL)"""
OPEN = """INSERT INTO dossiers VALUES (:structure_id, :matricule, :nom, :departement, :commune,
    :format, :origine, 'REMONTEE', '', '')
    ON CONFLICT (structure_id) DO UPDATE SET matricule = excluded.matricule, nom = excluded.nom,
    commune = excluded.commune, format = excluded.format, origine = excluded.origine"""
MOVE = """UPDATE dossiers SET etat = :etat, motif = :motif, date_effet = :date_effet
    WHERE structure_id = :structure_id"""
STEP = "UPDATE dossiers SET etat = :etat WHERE structure_id = :structure_id"


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _suite(event: Fait) -> Iterator[Statement]:
    """La table des transitions dit l'état ; un événement qui n'en change pas ne se voit pas ici."""
    if etat(event):
        yield _move(event)


@project.register
def _reperee(event: Repere) -> Iterator[Statement]:
    yield _open(event)
    yield from _suite(event)


@project.register
def _actualisee(event: StructureActualisee) -> Iterator[Statement]:
    yield _open(event)


@project.register(StructureLabellisee)
@project.register(LabelImporte)
@project.register(AntenneImportee)
def _datee(event: Any) -> Iterator[Statement]:
    yield _move(event, date_effet=event.date_effet)


@project.register
def _sans_accord(event: AccordPrealableRefuse) -> Iterator[Statement]:
    yield _move(event, motif="ACCORD_PREALABLE_REFUSE")


@project.register
def _non_retenue(event: StructureNonRetenue) -> Iterator[Statement]:
    yield _move(event, motif=event.motif_principal)


@project.register(PorteurMisEnDemeure)
@project.register(ConformiteRetablie)
@project.register(LabelSuspendu)
@project.register(LabelRetabli)
def _sous_label(event: Any) -> Iterator[Statement]:
    """Le label garde sa date d'effet."""
    yield STEP, {"structure_id": str(subject_of(event)), "etat": etat(event)}


def _open(event: Any) -> Statement:
    fiche = event.fiche
    row = {k: fiche[k] for k in ("nom", "departement", "commune", "format", "origine")}
    subject, matricule = str(subject_of(event)), fiche["matricule"] or ""
    return OPEN, {**row, "structure_id": subject, "matricule": matricule}


def etat(event: Any) -> str | None:
    return apres(None, type(event).__name__)


def _move(event: Any, motif: str = "", date_effet: str = "") -> Statement:
    return MOVE, {
        "structure_id": str(subject_of(event)),
        "etat": etat(event),
        "motif": motif,
        "date_effet": date_effet,
    }


REGISTRE = Projection("registre", {"dossiers": DOSSIERS}, project)


def find(model: ReadModel, wanted: str) -> list[dict[str, Any]]:
    """Les dossiers dont l'identifiant, le matricule ou le nom est celui-ci."""
    return model.query(
        """SELECT * FROM dossiers WHERE structure_id = :wanted OR matricule = :wanted
        OR lower(nom) = lower(:wanted) ORDER BY matricule, nom""",
        {"wanted": wanted},
    )
