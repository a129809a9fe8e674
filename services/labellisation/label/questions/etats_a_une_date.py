"""Combien de dossiers dans chaque état, un jour donné : relu du journal, jamais gardé (X-01)."""

from collections import Counter
from datetime import date, datetime

from services.labellisation.dossier.domain.etats import Etat
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.transitions import TABLE
from shared.clock import end_of, instant
from shared.read_model import ReadModel

END_OF_TIME = "9998"
STEPS = """SELECT structure_id, evenement FROM journal
    WHERE survenu_le < :lendemain AND enregistre_le <= :su
    ORDER BY structure_id, survenu_le, enregistre_le, evenement_id, version"""
VERS = {each.evenement.__name__: each.evenement.VERS for each in TABLE if each.evenement}


def etats(model: ReadModel, au: date, su: datetime | None) -> Counter[Etat]:
    """L'état de chaque dossier en fin de jour, par ses faits survenus alors et sus à l'instant."""
    asked = {"lendemain": instant(end_of(au)), "su": instant(su) if su else END_OF_TIME}
    suites: dict[str, list[Etat]] = {}
    for row in model.query(STEPS, asked):
        suite = suites.setdefault(row["structure_id"], [])
        if row["evenement"] == FusionAnnulee.__name__:
            suite.pop()  # the state that the merge gave
        elif vers := VERS.get(row["evenement"]):
            suite.append(vers)
    return Counter(suite[-1] for suite in suites.values() if suite)
