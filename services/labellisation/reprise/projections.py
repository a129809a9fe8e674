"""Ce que les listes publiées ont apporté, et où chaque structure s'y trouvait en dernier."""

import json
from collections.abc import Iterator

from services.labellisation.dossier.domain.dossier import Fait
from services.labellisation.dossier.domain.evenements.reprise import (
    AntenneImportee,
    DUneListe,
    LabelImporte,
    ListeAncienneLue,
    PresenceConfirmee,
    StructureAbsente,
    StructureActualisee,
    StructureImportee,
)
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.statements import Statement

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
NATURES: dict[type[Fait], str] = {
    StructureImportee: "NOUVELLE",
    StructureActualisee: "CHANGEE",
    PresenceConfirmee: "INCHANGEE",
    ListeAncienneLue: "ANCIENNE",
    StructureAbsente: "ABSENTE",
    LabelImporte: "LABEL",
    AntenneImportee: "ANTENNE",
}

FaitDUneListe = StructureImportee | DUneListe | StructureAbsente

LISTES = Projection("listes", {"releves": RELEVES, "apports": APPORTS})


@LISTES.on(StructureImportee, StructureActualisee)
def _situee(event: StructureImportee | StructureActualisee) -> Iterator[Statement]:
    fiche = event.fiche
    place = {
        "matricule": fiche.get("matricule") or "",
        "commune_insee": fiche.get("commune_insee") or "",
        "nom": fiche.get("nom") or "",
        "adresse": fiche.get("adresse") or "",
        "latitude": fiche.get("latitude"),
        "longitude": fiche.get("longitude"),
    }
    yield PLACE, {**place, "structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event, [*event.changements] if isinstance(event, StructureActualisee) else [])


@LISTES.on(ListeAncienneLue)
def _ancienne(event: ListeAncienneLue) -> Iterator[Statement]:
    yield OLDER, {"structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event, [*event.changements])


@LISTES.on(StructureAbsente)
def _absente(event: StructureAbsente) -> Iterator[Statement]:
    yield MISS, {"structure_id": str(subject_of(event)), "liste_du": event.liste_du}
    yield _apport(event)


@LISTES.on(PresenceConfirmee)
def _confirmee(event: PresenceConfirmee) -> Iterator[Statement]:
    yield _apport(event)


@LISTES.on(AntenneImportee)
def _antenne(event: AntenneImportee) -> Iterator[Statement]:
    yield _apport(event, [str(event.principale_id)] if event.principale_id else [])


@LISTES.on(LabelImporte)
def _label(event: LabelImporte) -> Iterator[Statement]:
    yield _apport(event, [event.remplace, event.date_effet] if event.remplace else [])


def _apport(event: FaitDUneListe, changements: list[str] | None = None) -> Statement:
    return BRING, {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "structure_id": str(subject_of(event)),
        "fichier": event.fichier,
        "ligne": 0 if isinstance(event, StructureAbsente) else event.ligne,
        "nature": NATURES[type(event)],
        "changements": json.dumps(changements or []),
    }
