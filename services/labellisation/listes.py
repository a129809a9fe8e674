"""Ce que les listes publiées ont apporté, et où chaque structure s'y trouvait en dernier."""

import json
from collections.abc import Iterator
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.labellisation import historique
from services.labellisation.rapprochement import Connue
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

RELEVES = """CREATE TABLE IF NOT EXISTS releves (
    structure_id TEXT PRIMARY KEY, matricule TEXT NOT NULL, commune_insee TEXT NOT NULL,
    nom TEXT NOT NULL, adresse TEXT NOT NULL, latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION, premiere TEXT NOT NULL, absente_le TEXT NOT NULL)"""
APPORTS = """CREATE TABLE IF NOT EXISTS apports (
    evenement_id TEXT NOT NULL, version INTEGER NOT NULL, fichier TEXT NOT NULL,
    ligne INTEGER NOT NULL, nom TEXT NOT NULL, nature TEXT NOT NULL, changements TEXT NOT NULL,
    PRIMARY KEY (evenement_id, version))"""
PLACE = """INSERT INTO releves VALUES (:structure_id, :matricule, :commune_insee, :nom, :adresse,
    :latitude, :longitude, :liste_du, '')
    ON CONFLICT (structure_id) DO UPDATE SET matricule = excluded.matricule,
    commune_insee = excluded.commune_insee, nom = excluded.nom, adresse = excluded.adresse,
    latitude = excluded.latitude, longitude = excluded.longitude, absente_le = ''"""
OLDER = """UPDATE releves SET premiere = :liste_du
    WHERE structure_id = :structure_id AND premiere > :liste_du"""
MISS = """UPDATE releves SET absente_le = :liste_du
    WHERE structure_id = :structure_id AND absente_le = ''"""
BRING = """INSERT INTO apports SELECT :evenement_id, :version, :fichier, :ligne, nom, :nature,
    :changements FROM releves WHERE structure_id = :structure_id"""
BROUGHT = "SELECT * FROM apports WHERE fichier = :fichier ORDER BY ligne, nom, version"
MISSING = """SELECT structure_id, nom FROM releves
    WHERE premiere < :liste_du AND absente_le = '' ORDER BY structure_id"""
PLACES = """SELECT structure_id, matricule, commune_insee, nom, adresse, latitude, longitude
    FROM releves ORDER BY structure_id"""

NATURES = {
    "StructureImportee": "NOUVELLE",
    "StructureActualisee": "CHANGEE",
    "PresenceConfirmee": "INCHANGEE",
    "ListeAncienneLue": "ANCIENNE",
    "StructureAbsente": "ABSENTE",
    "LabelImporte": "LABEL",
    "AntenneImportee": "ANTENNE",
}


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not come from a list."""
    return iter(())


@project.register(historique.StructureImportee)
@project.register(historique.StructureActualisee)
def _situee(event: Any) -> Iterator[Statement]:
    said = {nom: event.fiche.get(nom) for nom in ("latitude", "longitude")}
    words = ("matricule", "commune_insee", "nom", "adresse")
    said |= {nom: event.fiche.get(nom) or "" for nom in words}
    yield PLACE, {**said, "structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event)


@project.register
def _ancienne(event: historique.ListeAncienneLue) -> Iterator[Statement]:
    yield OLDER, {"structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event)


@project.register
def _absente(event: historique.StructureAbsente) -> Iterator[Statement]:
    yield MISS, {"structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event)


@project.register(historique.PresenceConfirmee)
@project.register(historique.LabelImporte)
@project.register(historique.AntenneImportee)
def _apporte(event: Any) -> Iterator[Statement]:
    yield _apport(event)


def _apport(event: Any) -> Statement:
    changements = list(getattr(event, "changements", ()))
    if getattr(event, "remplace", ""):
        changements = [event.remplace, event.date_effet]
    return BRING, {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "structure_id": str(subject_of(event)),
        "fichier": event.fichier,
        "ligne": getattr(event, "ligne", 0),
        "nature": NATURES[type(event).__name__],
        "changements": json.dumps(changements),
    }


LISTES = Projection("listes", {"releves": RELEVES, "apports": APPORTS}, project)


def connues(model: ReadModel) -> Iterator[Connue]:
    """Les structures importées, là où la dernière liste les situe."""
    for row in model.query(PLACES):
        yield Connue(**{**row, "structure_id": UUID(row["structure_id"])})


def manquantes(model: ReadModel, liste_du: str) -> list[dict[str, Any]]:
    """Celles qu'une liste d'avant disait, et qu'aucune n'a dites absentes depuis."""
    return model.query(MISSING, {"liste_du": liste_du})


def apports(model: ReadModel, fichier: str) -> list[dict[str, Any]]:
    """Ce qu'un fichier a apporté, ligne par ligne."""
    rows = model.query(BROUGHT, {"fichier": fichier})
    return [{**row, "changements": json.loads(row["changements"])} for row in rows]
