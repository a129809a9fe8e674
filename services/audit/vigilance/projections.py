"""Les structures suivies, et les alertes sur leur qualité."""

import json
from collections.abc import Iterator
from datetime import date

from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from shared.clock import days_after, instant
from shared.log.readers import Projection
from shared.statements import Statement

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

LABELS = """CREATE TABLE IF NOT EXISTS labels_suivis (
    label_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, debut TEXT NOT NULL,
    fin TEXT NOT NULL)"""
SUSPENSIONS = """CREATE TABLE IF NOT EXISTS suspensions_suivies (
    label_id TEXT NOT NULL, debut TEXT NOT NULL, fin TEXT NOT NULL,
    PRIMARY KEY (label_id, debut))"""
BEGIN = """INSERT INTO labels_suivis VALUES (:label_id, :structure_id, :debut, '9999')
    ON CONFLICT (label_id) DO UPDATE SET debut = excluded.debut, fin = excluded.fin"""
END = """UPDATE labels_suivis SET fin = :fin WHERE structure_id = :structure_id AND fin = '9999'"""
REVIVE = "UPDATE labels_suivis SET fin = '9999' WHERE label_id = :label_id"
CORRECT = "UPDATE labels_suivis SET debut = :debut WHERE label_id = :label_id"
SUSPEND = """INSERT INTO suspensions_suivies VALUES (:label_id, :le, '9999')
    ON CONFLICT (label_id, debut) DO UPDATE SET fin = excluded.fin"""
RESTORE = "UPDATE suspensions_suivies SET fin = :le WHERE label_id = :label_id AND fin = '9999'"

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


@VIGILANCE.on(SuiviQualite.SuiviQualiteRendu)
def _rendue(event: SuiviQualite.SuiviQualiteRendu) -> Iterator[Statement]:
    yield LEAVE, {"structure_id": str(event.structure_id), "le": ""}


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


CADRE = Projection("cadre", {"labels_suivis": LABELS, "suspensions_suivies": SUSPENSIONS})
"""De quand à quand chaque label vaut, et fut suspendu : le cadre des tirages (A-030).

Le dernier jour d'un label compte ; le jour où il est suspendu ne compte pas, celui où il est
rétabli compte.
"""


@CADRE.on(SuiviQualite.SuiviQualiteOuvert, SuiviQualite.SuiviQualiteRepris)
def _vaut(
    event: SuiviQualite.SuiviQualiteOuvert | SuiviQualite.SuiviQualiteRepris,
) -> Iterator[Statement]:
    """Un nouveau label met fin à celui qui vaudrait encore."""
    structure_id = str(event.structure_id)
    veille = days_after(date.fromisoformat(event.date_effet), -1).isoformat()
    yield END, {"structure_id": structure_id, "fin": veille}
    label = {"label_id": str(event.label_id), "debut": event.date_effet}
    yield BEGIN, {**label, "structure_id": structure_id}


@CADRE.on(SuiviQualite.SuiviQualiteClos)
def _cesse(event: SuiviQualite.SuiviQualiteClos) -> Iterator[Statement]:
    yield END, {"structure_id": str(event.structure_id), "fin": event.le}


@CADRE.on(SuiviQualite.SuiviQualiteRendu)
def _vaut_encore(event: SuiviQualite.SuiviQualiteRendu) -> Iterator[Statement]:
    yield REVIVE, {"label_id": str(event.label_id)}


@CADRE.on(SuiviQualite.DateDuLabelCorrigee)
def _corrige(event: SuiviQualite.DateDuLabelCorrigee) -> Iterator[Statement]:
    yield CORRECT, {"label_id": str(event.label_id), "debut": event.date_effet}


@CADRE.on(SuiviQualite.SuiviQualiteSuspendu)
def _suspendu(event: SuiviQualite.SuiviQualiteSuspendu) -> Iterator[Statement]:
    yield SUSPEND, {"label_id": str(event.label_id), "le": event.le}


@CADRE.on(SuiviQualite.SuiviQualiteRetabli)
def _retabli(event: SuiviQualite.SuiviQualiteRetabli) -> Iterator[Statement]:
    yield RESTORE, {"label_id": str(event.label_id), "le": event.le}
