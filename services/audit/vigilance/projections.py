"""L'indicateur de satisfaction de chaque structure, tenu à chaque réponse, et ses alertes."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.audit.enquetes.domain import CampagneEnquete, Indicateur
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from shared.clock import instant
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

SUIVIES = """CREATE TABLE IF NOT EXISTS structures_suivies (
    structure_id TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL,
    format TEXT NOT NULL, date_effet TEXT NOT NULL, retire_le TEXT NOT NULL)"""
SATISFACTION = """CREATE TABLE IF NOT EXISTS satisfaction (
    campagne_id TEXT NOT NULL, public TEXT NOT NULL, structure_id TEXT NOT NULL,
    annee INTEGER NOT NULL, questionnaire TEXT NOT NULL, etat TEXT NOT NULL,
    ouverte_le TEXT NOT NULL, cloture_le TEXT NOT NULL, reponses INTEGER NOT NULL,
    notees INTEGER NOT NULL, points INTEGER NOT NULL, interrogees INTEGER NOT NULL,
    reorientees INTEGER NOT NULL, derniere_le TEXT NOT NULL,
    PRIMARY KEY (campagne_id, public))"""
ALERTES = """CREATE TABLE IF NOT EXISTS alertes (
    alerte_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, origine TEXT NOT NULL,
    criteres TEXT NOT NULL, detail TEXT NOT NULL, emise_le TEXT NOT NULL, levee_le TEXT NOT NULL)"""
TIRAGES = """CREATE TABLE IF NOT EXISTS tirages (
    tirage_id TEXT PRIMARY KEY, programme TEXT NOT NULL, le TEXT NOT NULL,
    nombre INTEGER NOT NULL, engagement TEXT NOT NULL, revele INTEGER NOT NULL)"""
VISITES = """CREATE TABLE IF NOT EXISTS visites_mysteres (
    tirage_id TEXT NOT NULL, structure_id TEXT NOT NULL, note TEXT NOT NULL,
    atteinte INTEGER NOT NULL, le TEXT NOT NULL, PRIMARY KEY (tirage_id, structure_id))"""
FOLLOW = """INSERT INTO structures_suivies
    VALUES (:structure_id, :nom, :departement, :format, :date_effet, '')
    ON CONFLICT (structure_id) DO UPDATE SET nom = excluded.nom,
    departement = excluded.departement, format = excluded.format,
    date_effet = excluded.date_effet, retire_le = ''"""
LEAVE = "UPDATE structures_suivies SET retire_le = :le WHERE structure_id = :structure_id"
OPEN = """INSERT INTO satisfaction VALUES (:campagne_id, :public, :structure_id, :annee,
    :questionnaire, 'OUVERTE', :ouverte_le, :cloture_le, 0, 0, 0, 0, 0, '')"""
ANSWER = """UPDATE satisfaction SET reponses = reponses + 1, notees = notees + :notee,
    points = points + :points, interrogees = interrogees + :interrogee,
    reorientees = reorientees + :reorientee, derniere_le = :le
    WHERE campagne_id = :campagne_id AND public = :public"""
CLOSE = "UPDATE satisfaction SET etat = 'CLOSE' WHERE campagne_id = :campagne_id"
ALERT = """INSERT INTO alertes
    VALUES (:alerte_id, :structure_id, :origine, :criteres, :detail, :le, '')"""
LIFT = "UPDATE alertes SET levee_le = :le WHERE alerte_id = :alerte_id"
DRAW = "INSERT INTO tirages VALUES (:tirage_id, :programme, :le, :nombre, :engagement, 0)"
VISIT = "INSERT INTO visites_mysteres VALUES (:tirage_id, :structure_id, :note, :atteinte, :le)"
REVEAL = "UPDATE tirages SET revele = 1 WHERE tirage_id = :tirage_id"
LABELLISEES = """SELECT structure_id, departement, format FROM structures_suivies
    WHERE date_effet <= :le AND (retire_le = '' OR retire_le >= :le)"""
INDICATEURS = """SELECT s.*, n.nom, n.departement FROM satisfaction s
    JOIN structures_suivies n ON n.structure_id = s.structure_id
    WHERE :structure_id = '' OR s.structure_id = :structure_id
    ORDER BY n.departement, n.nom, s.structure_id, s.annee DESC, s.public"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register(SuiviQualite.SuiviQualiteOuvert)
@project.register(SuiviQualite.SuiviQualiteRepris)
def _suivie(event: Any) -> Iterator[Statement]:
    named = {each: event.structure[each] for each in ("nom", "departement")}
    dated = {"format": event.format, "date_effet": event.date_effet}
    yield FOLLOW, {"structure_id": str(event.structure_id), **named, **dated}


@project.register
def _quittee(event: SuiviQualite.SuiviQualiteClos) -> Iterator[Statement]:
    yield LEAVE, {"structure_id": str(event.structure_id), "le": event.le}


@project.register
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> Iterator[Statement]:
    for public, questionnaire in event.questionnaires.items():
        yield (
            OPEN,
            {
                "campagne_id": str(event.originator_id),
                "public": public,
                "structure_id": str(event.structure_id),
                "annee": event.annee,
                "questionnaire": questionnaire,
                "ouverte_le": event.ouverte_le,
                "cloture_le": event.cloture_le,
            },
        )


@project.register
def _reponse(event: CampagneEnquete.ReponseEnqueteEnregistree) -> Iterator[Statement]:
    yield (
        ANSWER,
        {
            "campagne_id": str(event.originator_id),
            "public": event.public,
            "notee": int(event.note is not None),
            "points": event.note or 0,
            "interrogee": int(event.reorientee is not None),
            "reorientee": int(bool(event.reorientee)),
            "le": instant(event.timestamp),
        },
    )


@project.register
def _close(event: CampagneEnquete.CampagneEnqueteCloturee) -> Iterator[Statement]:
    yield CLOSE, {"campagne_id": str(event.originator_id)}


@project.register
def _alerte(event: Veille.AlerteQualiteEmise) -> Iterator[Statement]:
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


@project.register
def _levee(event: Veille.AlerteQualiteLevee) -> Iterator[Statement]:
    yield LIFT, {"alerte_id": str(event.alerte_id), "le": instant(event.timestamp)}


@project.register
def _tirees(event: TirageVisitesMysteres.VisitesMysteresTirees) -> Iterator[Statement]:
    said = {name: vars(event)[name] for name in ("programme", "le", "nombre", "engagement")}
    yield DRAW, {"tirage_id": str(event.originator_id), **said}


@project.register
def _visitee(event: TirageVisitesMysteres.VisiteMystereRealisee) -> Iterator[Statement]:
    yield (
        VISIT,
        {
            "tirage_id": str(event.originator_id),
            "structure_id": str(event.structure_id),
            "note": str(event.note),
            "atteinte": int(event.atteinte),
            "le": instant(event.timestamp),
        },
    )


@project.register
def _revele(event: TirageVisitesMysteres.TirageRevele) -> Iterator[Statement]:
    yield REVEAL, {"tirage_id": str(event.originator_id)}


TABLES = {
    "structures_suivies": SUIVIES,
    "satisfaction": SATISFACTION,
    "alertes": ALERTES,
    "tirages": TIRAGES,
    "visites_mysteres": VISITES,
}
QUALITE = Projection("qualite", TABLES, project)


def labellisees(model: ReadModel, le: date) -> list[dict[str, Any]]:
    """A-030 : celles qui ont le label ce jour-là, d'après les faits reçus."""
    rows = model.query(LABELLISEES, {"le": le.isoformat()})
    return [{**row, "structure_id": UUID(row["structure_id"])} for row in rows]


def satisfaction(model: ReadModel, structure_id: str = "") -> list[dict[str, Any]]:
    """A-027, X-06 : l'indicateur de chaque campagne, sa fraîcheur, sur combien de réponses."""
    rows = model.query(INDICATEURS, {"structure_id": structure_id})
    return [{**row, **_lisible(row)} for row in rows]


def _lisible(row: dict[str, Any]) -> dict[str, Any]:
    found = Indicateur(**{each.name: row[each.name] for each in fields(Indicateur)})
    return {"note": found.note, "reorientation": found.reorientation}
