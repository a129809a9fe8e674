"""Les délais de réponse, par opérateur et par département ; jamais par personne."""

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch
from itertools import groupby
from statistics import median, quantiles
from typing import Any

from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from shared.clock import instant
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

SOLLICITATIONS = """CREATE TABLE IF NOT EXISTS sollicitations (
    sollicitation_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, departement TEXT NOT NULL,
    operateur TEXT NOT NULL, emise_le TEXT NOT NULL, limite_le TEXT NOT NULL,
    repondue_le TEXT NOT NULL, depassee INTEGER NOT NULL, close INTEGER NOT NULL)"""
ASK = """INSERT INTO sollicitations VALUES (:sollicitation_id, :structure_id, :departement,
    :operateur, :emise_le, :limite_le, '', 0, 0)"""
ANSWER = """UPDATE sollicitations SET repondue_le = :le
    WHERE sollicitation_id = :sollicitation_id AND repondue_le = ''"""
LATE = "UPDATE sollicitations SET depassee = 1 WHERE sollicitation_id = :sollicitation_id"
END = "UPDATE sollicitations SET close = 1 WHERE sollicitation_id = :sollicitation_id"
OF_A_DEPARTEMENT = """SELECT * FROM sollicitations WHERE departement = :departement
    ORDER BY operateur, emise_le"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _emise(event: Sollicitation.SollicitationEmise) -> Iterator[Statement]:
    row = {"departement": event.departement, "operateur": event.operateur}
    dates = {"emise_le": _le(event), "limite_le": instant(event.limite_le)}
    yield ASK, {**_key(event), **row, **dates, "structure_id": str(event.structure_id)}


@project.register
def _repondue(event: Sollicitation.ReponseApportee) -> Iterator[Statement]:
    yield ANSWER, {**_key(event), "le": _le(event)}


@project.register
def _depassee(event: Sollicitation.DelaiSollicitationDepasse) -> Iterator[Statement]:
    yield LATE, _key(event)


@project.register
def _terminee(event: Sollicitation.SollicitationTerminee) -> Iterator[Statement]:
    yield END, _key(event)


def _key(event: Any) -> dict[str, Any]:
    return {"sollicitation_id": str(event.originator_id)}


def _le(event: Any) -> str:
    return instant(event.provenance["survenu_le"])


DELAIS = Projection("delais", {"sollicitations": SOLLICITATIONS}, project)


def delais(model: ReadModel, departement: str) -> list[dict[str, Any]]:
    """Par opérateur : demandes, réponses, dépassements, médiane et neuvième décile en heures."""
    rows = model.query(OF_A_DEPARTEMENT, {"departement": departement})
    return [
        {"operateur": operateur, **_mesures(list(siennes))}
        for operateur, siennes in groupby(rows, key=lambda row: str(row["operateur"]))
    ]


def _mesures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    heures = [_heures(row["emise_le"], row["repondue_le"]) for row in rows if row["repondue_le"]]
    decile = quantiles(heures, n=10, method="inclusive")[-1] if len(heures) > 1 else None
    return {
        "demandes": len(rows),
        "reponses": len(heures),
        "depassements": sum(row["depassee"] for row in rows),
        "mediane_heures": round(median(heures), 1) if heures else None,
        "neuvieme_decile_heures": None if decile is None else round(decile, 1),
    }


def _heures(debut: str, fin: str) -> float:
    return (datetime.fromisoformat(fin) - datetime.fromisoformat(debut)).total_seconds() / 3600
