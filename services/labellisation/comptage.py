"""Combien étaient labellisées tel jour, et qu'en savait-on tel autre : jamais gardé (X-01)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from services.labellisation.labels import ANTENNE, PRINCIPALE
from shared.clock import instant
from shared.read_model import ReadModel
from shared.rules.loading import Period, Statut, load
from shared.rules.periods import in_force

SUSPENDU = "SUSPENDU"
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


@dataclass(frozen=True)
class Regle:
    """Ce que compte un décompte, les jours où la règle vaut, et d'où elle vient."""

    id: str
    en_vigueur: Period
    suspendu_compte: bool
    statut: Statut
    reference: str

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True)
class Comptage:
    id: str
    regles: tuple[Regle, ...]

    def au(self, jour: date) -> Regle:
        """La règle de ce jour ; celle qui vient, avant la première."""
        return next(iter(in_force(self.regles, jour)), self.regles[0])


@cache
def charger_comptage() -> Comptage:
    """Les règles de décompte ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation") / "donnees" / "comptage.yaml", Comptage)


def compter(
    model: ReadModel, au: date, su: datetime | None, departement: str | None = None
) -> list[dict[str, Any]]:
    """Par département et catégorie, les labels du jour ``au`` tels que sus à l'instant ``su``."""
    rows = model.query(COUNT, {"au": au.isoformat(), "su": instant(su) if su else END_OF_TIME})
    compte = charger_comptage().au(au).suspendu_compte
    return [_compte(row, compte) for row in rows if departement in (None, row["departement"])]


def _compte(row: Mapping[str, Any], suspendu_compte: bool) -> dict[str, Any]:
    """Un label suspendu est d'une catégorie à part, si la règle ne le compte pas."""
    a_part = row["suspendu"] and not suspendu_compte and row["categorie"] == PRINCIPALE
    categorie = SUSPENDU if a_part else row["categorie"]
    return {
        "departement": row["departement"],
        "categorie": categorie,
        "nombre": row["nombre"],
    }


def nombre(rows: Iterable[Mapping[str, Any]], categorie: str) -> int:
    return sum(row["nombre"] for row in rows if row["categorie"] == categorie)


def absentes(model: ReadModel, au: date) -> int:
    """Parmi les comptées, celles qu'une liste de ce jour ou d'avant ne disait plus (A-131)."""
    [row] = model.query(MISSING, {"au": au.isoformat()})
    return int(row["nombre"])


def compte(model: ReadModel, au: str, su: str | None, departement: str | None) -> dict[str, Any]:
    """Le même compte, pour qui le demande de loin : des dates en texte, un résultat en nombres."""
    jour = date.fromisoformat(au)
    rows = compter(model, jour, datetime.fromisoformat(su) if su else None, departement)
    return {
        "labellisees": nombre(rows, PRINCIPALE),
        "antennes": nombre(rows, ANTENNE),
        "suspendues": nombre(rows, SUSPENDU),
        "regle": charger_comptage().au(jour).id,
        "par_departement": rows,
    }
