"""Events set aside: one reader of the log could not use them, and went on (ADR 0030)."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from typing_extensions import TypedDict

from shared.clock import Clock, instant
from shared.log.causes import described, is_outage
from shared.log.entries import Entry
from shared.read_model import ReadModel, hint, hold
from shared.statements import Row, Transaction, apply, changed, rows

logger = logging.getLogger(__name__)

WAITING, UNDECIDED, BEHIND, SKIPPED = "EN_ATTENTE", "A_DECIDER", "DERRIERE", "ECARTE"
"""To be tried again at a date; by a newer version, or nobody; after another; never."""
READ_AGAIN = "RELU"
"""While the tables are rebuilt: the event takes another state, or goes."""

TABLE_NAME = "evenements_mis_de_cote"
TABLE = """CREATE TABLE IF NOT EXISTS evenements_mis_de_cote (
    lecteur TEXT NOT NULL, position BIGINT NOT NULL, evenement TEXT NOT NULL,
    agregat TEXT NOT NULL, version BIGINT NOT NULL, structure_id TEXT NOT NULL,
    etat TEXT NOT NULL, cause TEXT NOT NULL, erreur TEXT NOT NULL, tentatives INTEGER NOT NULL,
    code TEXT NOT NULL, premier_echec TEXT NOT NULL, dernier_echec TEXT NOT NULL,
    prochain_essai TEXT NOT NULL, auteur TEXT NOT NULL, motif TEXT NOT NULL,
    PRIMARY KEY (lecteur, position))"""
INDEXES = (
    """CREATE INDEX IF NOT EXISTS evenements_mis_de_cote_structure
    ON evenements_mis_de_cote (lecteur, structure_id, position)""",
    """CREATE INDEX IF NOT EXISTS evenements_mis_de_cote_agregat
    ON evenements_mis_de_cote (lecteur, agregat, position)""",
    """CREATE INDEX IF NOT EXISTS evenements_mis_de_cote_essai
    ON evenements_mis_de_cote (etat, prochain_essai)""",
)
KEEP = """INSERT INTO evenements_mis_de_cote VALUES (:lecteur, :position, :evenement, :agregat,
    :version, :structure_id, :etat, :cause, :erreur, :tentatives, :code, :maintenant, :maintenant,
    :prochain_essai, '', '')
    ON CONFLICT (lecteur, position) DO UPDATE SET etat = excluded.etat, cause = excluded.cause,
    erreur = excluded.erreur, tentatives = excluded.tentatives, code = excluded.code,
    dernier_echec = excluded.dernier_echec, prochain_essai = excluded.prochain_essai
    WHERE evenements_mis_de_cote.etat = 'RELU'"""
EVERY_LINE = """SELECT DISTINCT lecteur, structure_id, agregat,
    CASE etat WHEN 'ECARTE' THEN position END AS jamais FROM evenements_mis_de_cote
    WHERE etat <> 'RELU'"""
AT = "WHERE lecteur = :lecteur AND position = :position"
LINES = """SELECT DISTINCT structure_id, agregat,
    CASE etat WHEN 'ECARTE' THEN position END AS jamais FROM evenements_mis_de_cote
    WHERE lecteur = :lecteur AND etat <> 'RELU'"""
BEFORE = """avant.lecteur = e.lecteur AND avant.position < e.position
    AND avant.etat NOT IN ('ECARTE', 'RELU')"""
FIRST = f"""NOT EXISTS (SELECT 1 FROM evenements_mis_de_cote AS avant WHERE {BEFORE}
        AND avant.structure_id = e.structure_id AND avant.structure_id <> '')
    AND NOT EXISTS (SELECT 1 FROM evenements_mis_de_cote AS avant WHERE {BEFORE}
        AND avant.agregat = e.agregat AND (avant.structure_id = '' OR e.structure_id = ''))"""
FREE = f"""UPDATE evenements_mis_de_cote AS e SET etat = 'EN_ATTENTE', prochain_essai = :maintenant
    WHERE lecteur = :lecteur AND etat = 'DERRIERE' AND {FIRST}
    AND (agregat = :agregat OR position = (SELECT MIN(position) FROM evenements_mis_de_cote
        WHERE lecteur = :lecteur AND structure_id = :structure_id AND etat = 'DERRIERE'))"""
FOUND = f"SELECT structure_id, agregat, etat FROM evenements_mis_de_cote {AT} AND etat <> 'ECARTE'"
RELEASE = f"DELETE FROM evenements_mis_de_cote {AT}"
FAILED = f"""UPDATE evenements_mis_de_cote SET etat = :etat, cause = :cause, erreur = :erreur,
    tentatives = :tentatives, code = :code, dernier_echec = :maintenant,
    prochain_essai = :prochain_essai {AT} AND etat = 'EN_ATTENTE'"""
SKIP = f"""UPDATE evenements_mis_de_cote SET etat = 'ECARTE', auteur = :auteur, motif = :motif
    {AT} AND etat <> 'ECARTE'"""
AGAIN = f"""UPDATE evenements_mis_de_cote SET etat = 'EN_ATTENTE', tentatives = 0,
    prochain_essai = :maintenant, auteur = :auteur, motif = :motif
    {AT} AND etat IN ('EN_ATTENTE', 'A_DECIDER')"""
REREAD = """UPDATE evenements_mis_de_cote SET etat = 'RELU'
    WHERE lecteur = :lecteur AND etat <> 'ECARTE'"""
REREAD_WELL = "DELETE FROM evenements_mis_de_cote WHERE lecteur = :lecteur AND etat = 'RELU'"

Work = TypeVar("Work")


class Aside(TypedDict):
    """An event set aside for one reader, as its table keeps it; moments are text."""

    lecteur: str
    position: int
    evenement: str
    agregat: str
    version: int
    structure_id: str
    etat: str
    cause: str
    erreur: str
    tentatives: int
    code: str
    premier_echec: str
    dernier_echec: str
    prochain_essai: str
    auteur: str
    motif: str


@dataclass(frozen=True)
class Tries:
    """When an event set aside is tried again: after these seconds, then by another `code`."""

    pauses: tuple[float, ...] = (10, 60, 600)
    code: str = ""

    def next(self, now: datetime, attempts: int) -> datetime | None:
        """The date of the next try after so many attempts; None if none is left."""
        left = self.pauses[max(attempts - 1, 0) :]
        return now + timedelta(seconds=left[0]) if left else None


USUAL = Tries()


class Lines:
    """The events that one reader sets aside; those of a batch that it must not use are added here.

    An event waits behind another of its structure; or of its aggregate, if one names no structure.
    """

    def __init__(self, known: Iterable[Row] = ()) -> None:
        self.structures: set[str] = set()
        self.aggregates: set[str] = set()
        self.without_structure: set[str] = set()
        self.skipped: set[int] = set()
        self.kept: list[tuple[Entry, Exception | None]] = []
        for row in known:
            if row["jamais"]:
                self.skipped.add(row["jamais"])
            else:
                self._lengthen(row["structure_id"], row["agregat"])

    def holds(self, entry: Entry) -> bool:
        """True if the event comes after one that is set aside."""
        if not self.aggregates:
            return False
        if entry.structure:
            return entry.structure in self.structures or entry.aggregate in self.without_structure
        return entry.aggregate in self.aggregates

    def keep(self, entry: Entry, error: Exception | None) -> None:
        """Set aside an event that failed, or that waits if there is no error."""
        self.kept.append((entry, error))
        self._lengthen(entry.structure, entry.aggregate)

    def flowing(
        self, entries: Iterable[Entry], work: Callable[[Entry], Work | None]
    ) -> Iterator[tuple[Entry, Work]]:
        """The events to use now, with the work that each gives; keeps those that cannot be."""
        for entry in entries:
            made, error = self._tried(entry, work)
            if error is None and not made:
                continue
            if self.holds(entry):
                self.keep(entry, None)
            elif error:
                self.keep(entry, error)
            else:
                yield entry, cast(Work, made)

    def _tried(
        self, entry: Entry, work: Callable[[Entry], Work | None]
    ) -> tuple[Work | None, Exception | None]:
        if entry.position in self.skipped:
            return None, None
        try:
            return work(entry), None
        except Exception as error:
            if is_outage(error):
                raise
            return None, error

    def _lengthen(self, structure: str, aggregate: str) -> None:
        self.aggregates.add(aggregate)
        if structure:
            self.structures.add(structure)
        else:
            self.without_structure.add(aggregate)


def every_line(connection: Transaction) -> Mapping[str, Lines]:
    """The events that each reader sets aside now; those of a reader not named here are none."""
    known: dict[str, list[Row]] = {}
    for row in rows(connection, EVERY_LINE, {}):
        known.setdefault(row["lecteur"], []).append(row)
    return {reader: Lines(lines) for reader, lines in known.items()}


class SetAside:
    """The events set aside for one reader, in the service's own database."""

    def __init__(self, model: ReadModel, reader: str, clock: Clock, tries: Tries) -> None:
        self.model, self.reader, self.clock, self.tries = model, reader, clock, tries
        model.create([TABLE, *INDEXES])

    def lines(self, connection: Transaction) -> Lines:
        """The events that are set aside now, as this transaction reads them."""
        return Lines(rows(connection, LINES, {"lecteur": self.reader}))

    def lines_now(self) -> Lines:
        """The events that are set aside now, read alone."""
        return Lines(self.model.query(LINES, {"lecteur": self.reader}))

    def save(self, connection: Transaction, lines: Lines) -> None:
        """Write what was kept, in the transaction that moves the reader's position."""
        for entry, error in lines.kept:
            if error:
                what = (entry.position, entry.stored.topic, described(error))
                logger.error("%s met de côté l'événement %s (%s) : %s", self.reader, *what)
            apply(connection, (KEEP, self._row(entry, error)))
            if error is None:
                self._free(connection, entry.structure, entry.aggregate)

    def take(self, connection: Transaction, position: int) -> bool:
        """Remove an event that is used; False if it is not, or no longer, one to be tried."""
        found = self._found(connection, position)
        if not found or found["etat"] != WAITING:
            return False
        apply(connection, (RELEASE, self._at(position)))
        self._free(connection, found["structure_id"], found["agregat"])
        return True

    def release(self, position: int) -> None:
        """Remove an event that was used, outside the database."""
        with self.model.transaction() as connection:
            self.take(connection, position)

    def failed(self, position: int, attempts: int, error: Exception) -> None:
        """Record the failure of a try, and the date of the next one, if any."""
        failure = self._failure(error, attempts)
        with self.model.transaction() as connection:
            hold(connection, self.reader)
            apply(connection, (FAILED, {**self._at(position), **failure}))

    def skip(self, position: int, author: str, reason: str) -> bool:
        """Never use an event; those behind it are tried. False if it is no longer set aside."""
        decision = {"auteur": author, "motif": reason}
        with self.model.transaction() as connection:
            found = self._found(connection, position)
            if found:
                apply(connection, (SKIP, {**self._at(position), **decision}))
                self._free(connection, found["structure_id"], found["agregat"])
                hint(connection)
        return found is not None

    def retry(self, position: int, author: str, reason: str) -> bool:
        """Try an event at once, with no attempt counted; False if it is not one to be tried."""
        decision = {"auteur": author, "motif": reason, "maintenant": self._now()}
        with self.model.transaction() as connection:
            hold(connection, self.reader)
            hint(connection)
            return changed(connection, (AGAIN, {**self._at(position), **decision})) == 1

    def read_again(self, connection: Transaction) -> None:
        """Before a rebuild: each event will be set aside again, or no longer; a skip stays."""
        apply(connection, (REREAD, {"lecteur": self.reader}))

    def was_read_again(self, connection: Transaction) -> None:
        """After a rebuild: those that could be used are no longer set aside."""
        apply(connection, (REREAD_WELL, {"lecteur": self.reader}))

    def _at(self, position: int) -> dict[str, Any]:
        return {"lecteur": self.reader, "position": position}

    def _found(self, connection: Transaction, position: int) -> Row | None:
        """The event, if it is set aside and not for ever; nobody else changes it meanwhile."""
        hold(connection, self.reader)
        found = rows(connection, FOUND, self._at(position))
        return found[0] if found else None

    def _free(self, connection: Transaction, structure: str, aggregate: str) -> None:
        """Try the events of this structure and aggregate that wait behind none any more."""
        line = {"structure_id": structure, "agregat": aggregate, "maintenant": self._now()}
        apply(connection, (FREE, {"lecteur": self.reader, **line}))

    def _row(self, entry: Entry, error: Exception | None) -> Row:
        behind = {"etat": BEHIND, "cause": "", "erreur": "", "tentatives": 0}
        waiting = {**behind, "code": self.tries.code, "maintenant": self._now()}
        return {
            "lecteur": self.reader,
            "position": entry.position,
            "evenement": entry.stored.topic,
            "agregat": entry.aggregate,
            "version": entry.stored.originator_version,
            "structure_id": entry.structure,
            **(self._failure(error, 1) if error else {**waiting, "prochain_essai": self._now()}),
        }

    def _failure(self, error: Exception, attempts: int) -> dict[str, Any]:
        now = self.clock.now()
        again = self.tries.next(now, attempts)
        return {
            "etat": WAITING if again else UNDECIDED,
            "cause": type(error).__name__,
            "erreur": described(error)[:2000],
            "tentatives": attempts,
            "code": self.tries.code,
            "maintenant": instant(now),
            "prochain_essai": instant(again or now),
        }

    def _now(self) -> str:
        return instant(self.clock.now())
