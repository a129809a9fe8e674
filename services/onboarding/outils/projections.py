"""L'activité saisie, par structure : de quoi voir ce qui est réglé, relayé ou réorienté (A-088)."""

from collections import Counter
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.onboarding.outils.domain.activite import Activite
from services.onboarding.outils.domain.reprise import RepriseActivite
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

ACTIVITES = """CREATE TABLE IF NOT EXISTS activites (
    activite_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, le TEXT NOT NULL,
    operateur TEXT NOT NULL, issue TEXT NOT NULL)"""
REPRISES = """CREATE TABLE IF NOT EXISTS activites_reprises (
    structure_id TEXT NOT NULL, du TEXT NOT NULL, au TEXT NOT NULL, passages INTEGER NOT NULL,
    PRIMARY KEY (structure_id, du))"""
ENTER = "INSERT INTO activites VALUES (:activite_id, :structure_id, :le, :operateur, :issue)"
RESUME = "INSERT INTO activites_reprises VALUES (:structure_id, :du, :au, :passages)"
RESUMED = """SELECT passages FROM activites_reprises WHERE structure_id = :structure_id
    AND du >= :du AND au <= :au"""
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


@project.register
def _reprise(event: RepriseActivite.ActiviteReprise) -> Iterator[Statement]:
    said = {"du": event.du, "au": event.au, "passages": event.passages}
    yield RESUME, {"structure_id": str(event.structure_id), **said}


ACTIVITE = Projection("activite", {"activites": ACTIVITES, "activites_reprises": REPRISES}, project)


def activite(model: ReadModel, structure_id: str, du: str, au: str) -> dict[str, Any]:
    """Les passages d'une structure entre deux jours, inclus : en tout, par opérateur, par issue.

    `repris` compte à part ceux de la MSAP, pour les périodes entières qui y tiennent.
    """
    wanted = {"structure_id": structure_id, "du": du, "au": au}
    rows = model.query(BETWEEN, wanted)
    return {
        "repris": sum(row["passages"] for row in model.query(RESUMED, wanted)),
        "passages": len(rows),
        "operateurs": dict(Counter(row["operateur"] for row in rows)),
        "issues": dict(Counter(row["issue"] for row in rows)),
    }
