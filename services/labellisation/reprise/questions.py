"""Ce que l'on peut demander de la reprise : ce qui est connu, ce qui manque, ce qui est apporté."""

import json
from collections.abc import Iterator, Mapping
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.ecarts import nommer
from services.labellisation.reprise.reading.antennes import Principales
from services.labellisation.reprise.reading.rapprochement import (
    Registre,
    StructureConnue,
    Trouvee,
)
from services.labellisation.reprise.rules import charger_rapprochement
from shared.read_model import ReadModel
from shared.statements import Row

__all__ = [
    "Apport",
    "Manquante",
    "Principales",
    "Registre",
    "Trouvee",
    "apports",
    "charger_rapprochement",
    "manquantes",
    "nommer",
    "structures_connues",
]

BROUGHT = "SELECT * FROM apports WHERE fichier = :fichier ORDER BY ligne, nom, version"
MISSING = """SELECT structure_id, nom FROM releves
    WHERE premiere < :liste_du AND absente_le = '' ORDER BY structure_id"""
NAMES = "SELECT structure_id, nom FROM releves"
PLACES = """SELECT structure_id, matricule, commune_insee, nom, adresse, latitude, longitude
    FROM releves ORDER BY structure_id"""


class Manquante(TypedDict):
    """Une structure qu'une liste ne dit plus."""

    structure_id: str
    nom: str


class Apport(TypedDict):
    """Ce qu'une ligne d'un fichier a apporté : sa nature, et les champs changés.

    D'une antenne, ``changements`` nomme la structure à laquelle elle se rattache.
    """

    evenement_id: str
    version: int
    fichier: str
    ligne: int
    nom: str
    nature: str
    changements: list[str]


def structures_connues(model: ReadModel) -> Iterator[StructureConnue]:
    """Les structures importées, là où la dernière liste les situe."""
    for row in model.query(PLACES):
        yield StructureConnue(**{**row, "structure_id": UUID(row["structure_id"])})


def manquantes(model: ReadModel, liste_du: str) -> list[Manquante]:
    """Celles qu'une liste d'avant disait, et qu'aucune n'a dites absentes depuis."""
    return cast(list[Manquante], model.query(MISSING, {"liste_du": liste_du}))


def apports(model: ReadModel, fichier: str) -> list[Apport]:
    """Ce qu'un fichier a apporté, ligne par ligne."""
    noms = {row["structure_id"]: row["nom"] for row in model.query(NAMES)}
    return [_apport(row, noms) for row in model.query(BROUGHT, {"fichier": fichier})]


def _apport(row: Row, noms: Mapping[str, str]) -> Apport:
    changements = json.loads(row["changements"])
    if row["nature"] == "ANTENNE":
        changements = [noms.get(each, each) for each in changements]
    return cast(Apport, {**row, "changements": changements})
