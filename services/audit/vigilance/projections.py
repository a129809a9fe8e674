"""Les structures suivies, et les alertes sur leur qualité."""

import json
from collections.abc import Iterator

from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from shared.clock import instant
from shared.log.readers import Projection
from shared.read_model import Statement

SUIVIES = """CREATE TABLE IF NOT EXISTS structures_suivies (
    structure_id TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL,
    format TEXT NOT NULL, date_effet TEXT NOT NULL, retire_le TEXT NOT NULL)"""
ALERTES = """CREATE TABLE IF NOT EXISTS alertes (
    alerte_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, origine TEXT NOT NULL,
    criteres TEXT NOT NULL, detail TEXT NOT NULL, emise_le TEXT NOT NULL, levee_le TEXT NOT NULL)"""
FOLLOW = """INSERT INTO structures_suivies
    VALUES (:structure_id, :nom, :departement, :format, :date_effet, '')
    ON CONFLICT (structure_id) DO UPDATE SET nom = excluded.nom,
    departement = excluded.departement, format = excluded.format,
    date_effet = excluded.date_effet, retire_le = ''"""
LEAVE = "UPDATE structures_suivies SET retire_le = :le WHERE structure_id = :structure_id"
ALERT = """INSERT INTO alertes
    VALUES (:alerte_id, :structure_id, :origine, :criteres, :detail, :le, '')"""
LIFT = "UPDATE alertes SET levee_le = :le WHERE alerte_id = :alerte_id"

VIGILANCE = Projection("vigilance", {"structures_suivies": SUIVIES, "alertes": ALERTES})


@VIGILANCE.on(SuiviQualite.SuiviQualiteOuvert, SuiviQualite.SuiviQualiteRepris)
def _suivie(
    event: SuiviQualite.SuiviQualiteOuvert | SuiviQualite.SuiviQualiteRepris,
) -> Iterator[Statement]:
    yield (
        FOLLOW,
        {
            "structure_id": str(event.structure_id),
            "nom": event.structure["nom"],
            "departement": event.structure["departement"],
            "format": event.format,
            "date_effet": event.date_effet,
        },
    )


@VIGILANCE.on(SuiviQualite.SuiviQualiteClos)
def _quittee(event: SuiviQualite.SuiviQualiteClos) -> Iterator[Statement]:
    yield LEAVE, {"structure_id": str(event.structure_id), "le": event.le}


@VIGILANCE.on(Veille.AlerteQualiteEmise)
def _emise(event: Veille.AlerteQualiteEmise) -> Iterator[Statement]:
    yield (
        ALERT,
        {
            "alerte_id": str(event.alerte_id),
            "structure_id": str(event.structure_id),
            "origine": event.origine,
            "criteres": json.dumps(event.criteres),
            "detail": event.detail,
            "le": instant(event.timestamp),
        },
    )


@VIGILANCE.on(Veille.AlerteQualiteLevee)
def _levee(event: Veille.AlerteQualiteLevee) -> Iterator[Statement]:
    yield LIFT, {"alerte_id": str(event.alerte_id), "le": instant(event.timestamp)}
