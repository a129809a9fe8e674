"""L'état d'un dossier, ou de tous, un jour donné : relu du journal, jamais gardé (X-01)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from services.labellisation.dossier.domain.etats import Etat
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.transitions import TABLE
from shared.clock import end_of, instant
from shared.read_model import ReadModel

END_OF_TIME = "9998"
STEPS = """SELECT structure_id, evenement FROM journal
    WHERE survenu_le < :lendemain AND enregistre_le <= :su
    AND (:structure_id = '' OR structure_id = :structure_id)
    ORDER BY structure_id, survenu_le, enregistre_le, evenement_id, version"""
VERS = {each.evenement.__name__: each.evenement.VERS for each in TABLE if each.evenement}


def etats(model: ReadModel, au: date, su: datetime | None) -> Counter[Etat]:
    """L'état de chaque dossier en fin de jour, par ses faits survenus alors et sus à l'instant."""
    return Counter(suite[-1] for suite in _suites(model, au, su) if suite)


def etat(model: ReadModel, structure_id: UUID, au: date, su: datetime | None) -> Etat | None:
    """Celui d'une structure ; None, si rien n'en était encore survenu, ni su."""
    return next((suite[-1] for suite in _suites(model, au, su, str(structure_id)) if suite), None)


def _suites(
    model: ReadModel, au: date, su: datetime | None, structure_id: str = ""
) -> Iterable[list[Etat]]:
    """Par dossier, les états par où il est passé."""
    asked = {
        "lendemain": instant(end_of(au)),
        "su": instant(su) if su else END_OF_TIME,
        "structure_id": structure_id,
    }
    suites: dict[str, list[Etat]] = {}
    for row in model.query(STEPS, asked):
        suite = suites.setdefault(row["structure_id"], [])
        if row["evenement"] == FusionAnnulee.__name__:
            suite.pop()  # the state that the merge gave
        elif vers := VERS.get(row["evenement"]):
            suite.append(vers)
    return suites.values()
