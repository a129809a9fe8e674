"""L'activité saisie, par structure : de quoi voir ce qui est réglé, relayé ou réorienté (A-088)."""

from collections import Counter
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.onboarding.outils.activite import Activite
from shared.readmodel import ReadModel, Statement
from shared.tails import Projection

ACTIVITES = """CREATE TABLE IF NOT EXISTS activites (
    activite_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, le TEXT NOT NULL,
    operateur TEXT NOT NULL, issue TEXT NOT NULL)"""
ENTER = "INSERT INTO activites VALUES (:activite_id, :structure_id, :le, :operateur, :issue)"
BETWEEN = """SELECT operateur, issue FROM activites WHERE structure_id = :structure_id
    AND le BETWEEN :du AND :au"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _saisie(event: Activite.ActiviteSaisie) -> Iterator[Statement]:
    choix = {name: event.choix.get(name, "") for name in ("operateur", "issue")}
    ids = {"activite_id": str(event.originator_id), "structure_id": str(event.structure_id)}
    yield ENTER, {**ids, "le": event.le, **choix}


ACTIVITE = Projection("activite", {"activites": ACTIVITES}, project)


def activite(model: ReadModel, structure_id: str, du: str, au: str) -> dict[str, Any]:
    """Les passages d'une structure entre deux jours, inclus : en tout, par opérateur, par issue."""
    rows = model.query(BETWEEN, {"structure_id": structure_id, "du": du, "au": au})
    return {
        "passages": len(rows),
        "operateurs": dict(Counter(row["operateur"] for row in rows)),
        "issues": dict(Counter(row["issue"] for row in rows)),
    }
