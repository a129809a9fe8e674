"""The questions that an account was not allowed to ask: a row per day and reason, for a time."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic_core import to_json

from shared.clock import Clock, days_after, end_of, instant, paris_date
from shared.limits import GARDE_DES_REFUS, IDENTIFIANT, REFUS_D_UN_COMPTE_PAR_JOUR
from shared.messages.raw import storable
from shared.observability import metrics
from shared.read_model import ReadModel
from shared.statements import Row, apply, changed

logger = logging.getLogger(__name__)

KEPT = 500
"""The characters kept of what the account asked, and of the reason of the refusal."""

OTHERS = "(autres)"
"""The question of the row that counts, for a day, what an account was refused past its rows."""

NAME = "questions_refusees"
TABLE = """CREATE TABLE IF NOT EXISTS questions_refusees (
    jour TEXT NOT NULL, compte TEXT NOT NULL, question TEXT NOT NULL, detail TEXT NOT NULL,
    parametres TEXT NOT NULL, nombre INTEGER NOT NULL, premiere TEXT NOT NULL,
    derniere TEXT NOT NULL, PRIMARY KEY (jour, compte, question, detail))"""
KNOWN = """SELECT COUNT(*) AS gardees,
    COUNT(CASE WHEN question = :question AND detail = :detail THEN 1 END) AS connues
    FROM questions_refusees WHERE jour = :jour AND compte = :compte"""
COUNT = """INSERT INTO questions_refusees
    (jour, compte, question, detail, parametres, nombre, premiere, derniere)
    VALUES (:jour, :compte, :question, :detail, :parametres, 1, :le, :le)
    ON CONFLICT (jour, compte, question, detail) DO UPDATE
    SET nombre = questions_refusees.nombre + 1, derniere = excluded.derniere,
    parametres = excluded.parametres"""
LIST = """SELECT * FROM questions_refusees
    WHERE derniere >= :depuis AND (:compte = '' OR compte = :compte)
    ORDER BY derniere, compte, question, detail LIMIT :limite"""
OLDEST = "SELECT MIN(jour) AS jour FROM questions_refusees"
DELETE = "DELETE FROM questions_refusees WHERE jour < :avant"


class Refusals:
    """A table of the service's own database, of a size that no account can choose."""

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        model.create([TABLE])

    def keep(
        self, account: str, question: str, given: Mapping[str, Any], why: object, at: datetime
    ) -> None:
        """Count a refusal with those of the same day, account, question and reason."""
        row = {
            "jour": paris_date(at).isoformat(),
            "compte": storable(account)[: IDENTIFIANT.valeur],
            "question": storable(question)[: IDENTIFIANT.valeur],
            "detail": storable(str(why))[:KEPT],
        }
        asked = storable(to_json(dict(given)).decode())[:KEPT]
        [found] = self.model.query(KNOWN, row)
        if not found["connues"] and found["gardees"] >= REFUS_D_UN_COMPTE_PAR_JOUR.valeur:
            row, asked = {**row, "question": OTHERS, "detail": OTHERS}, "{}"
        with self.model.transaction() as connection:
            apply(connection, (COUNT, {**row, "parametres": asked, "le": instant(at)}))

    def since(self, moment: str, account: str = "", limit: int = 1000) -> list[Row]:
        """Those refused from this instant on, oldest first; of one account, or of all."""
        asked = {"depuis": moment, "compte": account, "limite": limit}
        return [*self.model.query(LIST, asked)]

    def oldest(self) -> date | None:
        """The day of the oldest row."""
        day: str | None = self.model.query(OLDEST)[0]["jour"]
        return date.fromisoformat(day) if day else None

    def forget(self, before: date) -> int:
        """Delete the rows of the days before this one; returns how many there were."""
        with self.model.transaction() as connection:
            return changed(connection, (DELETE, {"avant": before.isoformat()}))


class Purge:
    """Deletes the rows whose time is over, when it is."""

    name = "purge"

    def __init__(self, service: str, refusals: Refusals, clock: Clock) -> None:
        self.service, self.refusals, self.clock = service, refusals, clock

    def run(self) -> int:
        """The number of rows deleted."""
        now, due = self.clock.now(), self.next_due()
        if due is None or due > instant(now):
            return 0
        gone = self.refusals.forget(days_after(paris_date(now), -GARDE_DES_REFUS.valeur))
        metrics.PURGED.labels(self.service, NAME).inc(gone)
        logger.info("%s : %d lignes de questions refusées effacées.", self.service, gone)
        return gone

    def next_due(self) -> str | None:
        oldest = self.refusals.oldest()
        if oldest is None:
            return None
        return instant(end_of(days_after(oldest, GARDE_DES_REFUS.valeur)))
