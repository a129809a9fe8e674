"""Combien étaient labellisées tel jour, et qu'en savait-on tel autre : jamais gardé (X-01)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from typing_extensions import TypedDict

from services.labellisation.label.projections.registre import ANTENNE, PRINCIPALE
from services.labellisation.label.rules.comptage import charger_comptage
from shared.clock import instant
from shared.read_model import ReadModel
from shared.statements import Row

__all__ = [
    "ANTENNE",
    "PRINCIPALE",
    "SUSPENDU",
    "Compte",
    "Decompte",
    "absentes",
    "charger_comptage",
    "compte_du_jour",
    "compter",
    "nombre",
]

Categorie = Literal["PRINCIPALE", "ANTENNE", "SUSPENDU"]
SUSPENDU: Categorie = "SUSPENDU"
END_OF_TIME = "9998"
COUNT = """SELECT departement, categorie, suspendu, COUNT(*) AS nombre FROM (
    SELECT departement, categorie, EXISTS (SELECT 1 FROM suspensions s
        WHERE s.label_id = labels.label_id AND s.debut <= :au AND s.fin > :au
        AND s.connu_du <= :su AND s.connu_jusqu_au > :su) AS suspendu
    FROM labels WHERE debut <= :au AND fin > :au AND connu_du <= :su AND connu_jusqu_au > :su
    ) AS en_vigueur GROUP BY departement, categorie, suspendu
    ORDER BY departement, categorie, suspendu"""
MISSING = """SELECT COUNT(*) AS nombre FROM labels JOIN releves
    ON releves.structure_id = labels.structure_id
    WHERE labels.debut <= :au AND labels.fin > :au AND labels.connu_jusqu_au = '9999'
    AND labels.categorie = 'PRINCIPALE' AND absente_le <> '' AND absente_le <= :au"""


class Decompte(TypedDict):
    """Les labels d'un département et d'une catégorie ; une antenne, une suspension sont à part."""

    departement: str
    categorie: Categorie
    nombre: int


class Compte(TypedDict):
    """Le total d'un jour, et la règle qui dit ce qui se compte."""

    labellisees: int
    antennes: int
    suspendues: int
    regle: str
    par_departement: list[Decompte]


def compter(
    model: ReadModel, au: date, su: datetime | None, departement: str | None = None
) -> list[Decompte]:
    """Par département et catégorie, les labels du jour ``au`` tels que sus à l'instant ``su``."""
    rows = model.query(COUNT, {"au": au.isoformat(), "su": instant(su) if su else END_OF_TIME})
    compte = charger_comptage().au(au).suspendu_compte
    return [_decompte(row, compte) for row in rows if departement in (None, row["departement"])]


def _decompte(row: Row, suspendu_compte: bool) -> Decompte:
    """Un label suspendu est d'une catégorie à part, si la règle ne le compte pas."""
    a_part = row["suspendu"] and not suspendu_compte and row["categorie"] == PRINCIPALE
    return {
        "departement": row["departement"],
        "categorie": SUSPENDU if a_part else row["categorie"],
        "nombre": row["nombre"],
    }


def nombre(decomptes: Iterable[Decompte], categorie: str) -> int:
    return sum(each["nombre"] for each in decomptes if each["categorie"] == categorie)


def absentes(model: ReadModel, au: date) -> int:
    """Parmi les comptées, celles qu'une liste de ce jour ou d'avant ne disait plus (A-131)."""
    [row] = model.query(MISSING, {"au": au.isoformat()})
    return int(row["nombre"])


def compte_du_jour(model: ReadModel, au: str, su: str | None, departement: str | None) -> Compte:
    """Le même compte, demandé de loin : des dates en texte, un résultat en nombres."""
    jour = date.fromisoformat(au)
    decomptes = compter(model, jour, datetime.fromisoformat(su) if su else None, departement)
    return {
        "labellisees": nombre(decomptes, PRINCIPALE),
        "antennes": nombre(decomptes, ANTENNE),
        "suspendues": nombre(decomptes, SUSPENDU),
        "regle": charger_comptage().au(jour).id,
        "par_departement": decomptes,
    }
