"""Combien de dossiers dans chaque état, un jour donné : relu du journal, jamais gardé (X-01)."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from services.labellisation.etats import TABLE, Etat, apres
from shared.clock import PARIS, instant
from shared.read_model import ReadModel

END_OF_TIME = "9998"
STEPS = """SELECT structure_id, evenement FROM journal
    WHERE survenu_le < :lendemain AND enregistre_le <= :su
    ORDER BY structure_id, survenu_le, enregistre_le, evenement_id, version"""
CONNUS = frozenset(transition.evenement for transition in TABLE)


def etats(model: ReadModel, au: date, su: datetime | None) -> Counter[Etat]:
    """L'état de chaque dossier en fin de jour, par ses faits survenus alors et sus à l'instant."""
    lendemain = datetime.combine(au + timedelta(days=1), time(), PARIS)
    asked = {"lendemain": instant(lendemain), "su": instant(su) if su else END_OF_TIME}
    courants: dict[str, Etat | None] = {}
    for row in model.query(STEPS, asked):
        if row["evenement"] in CONNUS:
            courants[row["structure_id"]] = apres(
                courants.get(row["structure_id"]), row["evenement"]
            )
    return Counter(etat for etat in courants.values() if etat)
