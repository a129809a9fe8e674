"""Parked messages: they could not be handled, and wait for a retry or a human (ADR 0013)."""

from base64 import b64encode
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from typing_extensions import TypedDict

from shared.clock import instant
from shared.delivery.erasing import without
from shared.limits import PAGE
from shared.messages.raw import RawMessage, account_of, as_row, from_row, storable
from shared.read_model import ReadModel, hint
from shared.statements import Row, apply

WAITING, DEAD, DISCARDED = "EN_ATTENTE", "MORT", "ECARTE"
BEHIND = "SUIT UN AUTRE"
TOO_LARGE = "Trop gros"
"""The cause of a message whose body was not kept: it can only be discarded."""

TABLE_NAME = "messages_retenus"
TABLE = """CREATE TABLE IF NOT EXISTS messages_retenus (
    cle TEXT PRIMARY KEY, file TEXT NOT NULL, rang INTEGER NOT NULL, type TEXT NOT NULL,
    sujet TEXT NOT NULL, corps TEXT NOT NULL, entetes TEXT NOT NULL, reponse_a TEXT NOT NULL,
    reponse_id TEXT NOT NULL, etat TEXT NOT NULL, cause TEXT NOT NULL, erreur TEXT NOT NULL,
    tentatives INTEGER NOT NULL, vus INTEGER NOT NULL, premier_echec TEXT NOT NULL,
    dernier_echec TEXT NOT NULL, prochain_essai TEXT NOT NULL)"""
INDEX = """CREATE INDEX IF NOT EXISTS messages_retenus_ordre
    ON messages_retenus (file, sujet, rang)"""
KEEP = """INSERT INTO messages_retenus SELECT :cle, :file, 1 + COALESCE(MAX(rang), 0), :type,
    :sujet, :corps, :entetes, :reponse_a, :reponse_id, :etat, :cause, :erreur, :tentatives, 1,
    :maintenant, :maintenant, :prochain_essai FROM messages_retenus WHERE file = :file
    ON CONFLICT (cle) DO UPDATE SET vus = messages_retenus.vus + 1"""
HOLDS = """SELECT 1 FROM messages_retenus
    WHERE file = :file AND sujet = :sujet AND etat <> 'ECARTE' LIMIT 1"""
LINES = """SELECT DISTINCT sujet FROM messages_retenus
    WHERE file = :file AND sujet IN :sujets AND etat <> 'ECARTE'"""
COLUMNS = """cle, file, rang, type, sujet, entetes, reponse_a, reponse_id, etat, cause, erreur,
    tentatives, vus, premier_echec, dernier_echec, prochain_essai"""
FIRST = """FROM messages_retenus AS m WHERE etat = 'EN_ATTENTE' AND (sujet = '' OR NOT EXISTS (
        SELECT 1 FROM messages_retenus AS avant WHERE avant.file = m.file
        AND avant.sujet = m.sujet AND avant.rang < m.rang AND avant.etat <> 'ECARTE'))"""
ONE_OR_OWN = """(file = :file OR (:file = '' AND file NOT LIKE 'webhook.%'))"""
DUE = f"""SELECT {COLUMNS} {FIRST} AND {ONE_OR_OWN} AND prochain_essai <= :maintenant
    ORDER BY file, rang LIMIT :limite"""
NEXT = f"SELECT MIN(prochain_essai) AS le {FIRST} AND {ONE_OR_OWN}"
DUE_QUEUES = """SELECT DISTINCT file FROM messages_retenus
    WHERE file LIKE :debut AND etat = 'EN_ATTENTE' AND prochain_essai <= :maintenant"""
STANDING = """SELECT COUNT(DISTINCT CASE sujet WHEN '' THEN cle ELSE sujet END) AS n
    FROM messages_retenus WHERE file = :file AND etat <> 'ECARTE'"""
HASTEN = """UPDATE messages_retenus SET prochain_essai = :maintenant
    WHERE file = :file AND etat = 'EN_ATTENTE' AND prochain_essai > :maintenant"""
FAILED = """UPDATE messages_retenus SET etat = :etat, cause = :cause, erreur = :erreur,
    tentatives = :tentatives, dernier_echec = :maintenant, prochain_essai = :prochain_essai
    WHERE cle = :cle AND etat <> 'ECARTE'"""
DECIDED = """UPDATE messages_retenus SET etat = :etat, tentatives = 0,
    prochain_essai = :maintenant WHERE cle = :cle"""
DISCARD = """UPDATE messages_retenus SET etat = 'ECARTE', tentatives = 0, corps = '',
    prochain_essai = :maintenant WHERE cle = :cle"""
MENDED = "UPDATE messages_retenus SET corps = :corps WHERE cle = :cle"
RELEASE = "DELETE FROM messages_retenus WHERE cle = :cle"
KEYS = """SELECT cle, cause FROM messages_retenus WHERE cle > :apres AND corps <> ''
    ORDER BY cle LIMIT :limite"""
PAGED = f"""SELECT {COLUMNS} FROM messages_retenus WHERE etat <> 'ECARTE'
    AND (:type = '' OR type = :type) AND (:cause = '' OR cause = :cause)
    AND (:queue = '' OR file = :queue) AND (:avant = '' OR premier_echec < :avant)
    AND (file > :file OR (file = :file AND rang > :rang))
    ORDER BY file, rang LIMIT :limite"""
FIND = f"SELECT {COLUMNS} FROM messages_retenus WHERE cle LIKE :debut LIMIT :limite"
WHOLE = "SELECT * FROM messages_retenus WHERE cle = :cle"


class Parked(TypedDict):
    """A parked message without its body, as its table keeps it; moments and headers are text."""

    cle: str
    file: str
    rang: int
    type: str
    sujet: str
    entetes: str
    reponse_a: str
    reponse_id: str
    etat: str
    cause: str
    erreur: str
    tentatives: int
    vus: int
    premier_echec: str
    dernier_echec: str
    prochain_essai: str


@dataclass(frozen=True)
class Chosen:
    """Which parked messages: those with each value that is not empty; `before`: an instant."""

    type: str = ""
    cause: str = ""
    queue: str = ""
    before: str = ""
    account: str = ""

    def admits(self, row: Parked) -> bool:
        """True if the message came from the account, which its headers say."""
        return not self.account or account_of(row["entetes"]) == self.account

    def parameters(self) -> Row:
        """The values that the table itself can compare."""
        return {
            "type": self.type,
            "cause": self.cause,
            "queue": self.queue,
            "avant": self.before,
        }


EVERY = Chosen()


class Parking:
    """One table of the service's own database.

    A message that was handled is deleted; a discarded one stays, and blocks no other.
    """

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        model.create([TABLE, INDEX])

    def holds(self, queue: str, subject: str) -> bool:
        """True if a message of this queue and structure is parked: later ones go behind it."""
        if not subject:
            return False
        return bool(self.model.query(HOLDS, {"file": queue, "sujet": subject}))

    def held(self, queue: str, subjects: Set[str]) -> set[str]:
        """The structures, among these, that have a message of this queue parked."""
        if not (named := sorted(subjects - {""})):
            return set()
        known = self.model.query(LINES, {"file": queue, "sujets": named})
        return {row["sujet"] for row in known}

    def keep(
        self,
        raw_message: RawMessage,
        cause: str,
        error: str,
        now: datetime,
        again: datetime | None,
        attempts: int,
    ) -> None:
        """Park until `again`, or as a dead letter if it is None; a repeat is only counted.

        Of a message that is TOO_LARGE, only the beginning is kept.
        """
        kept = raw_message.abridged() if cause == TOO_LARGE else raw_message
        failure = _failure(cause, error, now, again, attempts)
        self._write(KEEP, {**as_row(kept), "cle": raw_message.key, **failure})

    def failed(
        self, key: str, error: Exception, now: datetime, again: datetime | None, attempts: int
    ) -> None:
        """Record the failure of a retry; the message becomes a dead letter if `again` is None.

        One that was discarded meanwhile stays so.
        """
        failure = _failure(type(error).__name__, str(error), now, again, attempts)
        self._write(FAILED, {"cle": key, **failure})

    def release(self, key: str) -> None:
        """Delete a message that was handled."""
        self._write(RELEASE, {"cle": key})

    def redrive(self, key: str, now: datetime, body: bytes | None = None) -> None:
        """Make a message due at once, with no attempt counted; `body` replaces its own."""
        if body is not None:
            self._write(MENDED, {"cle": key, "corps": b64encode(body).decode()})
        self._write(DECIDED, {"cle": key, "etat": WAITING, "maintenant": instant(now)})

    def discard(self, key: str, now: datetime) -> None:
        """Mark a message as never to be handled, and drop its body.

        Those behind it are no longer blocked.
        """
        self._write(DISCARD, {"cle": key, "maintenant": instant(now)})

    def erase(self, words: Set[str]) -> int:
        """Remove these words from the body of every message; returns how many bodies changed."""
        changed, after = 0, ""
        while rows := self.model.query(KEYS, {"apres": after, "limite": PAGE.valeur}):
            changed += sum(self._erase(row["cle"], words, row["cause"]) for row in rows)
            after = rows[-1]["cle"]
        return changed

    def raw_message(self, key: str) -> RawMessage | None:
        """The message, with its body; None if it is no longer parked."""
        found = self.model.query(WHOLE, {"cle": key})
        return from_row(found[0]) if found else None

    def due(self, now: datetime, queue: str = "") -> Sequence[Parked]:
        """The messages to retry now: for each structure, only the first in line.

        Of this queue; if none is named, of every queue but those of webhooks, which their own
        process retries.
        """
        due = {"file": queue, "maintenant": instant(now), "limite": PAGE.valeur}
        return self._read(DUE, due)

    def due_queues(self, beginning: str, now: datetime) -> set[str]:
        """The queues of this beginning where a message may be retried now, if none blocks it."""
        asked = {"debut": f"{beginning}%", "maintenant": instant(now)}
        return {row["file"] for row in self.model.query(DUE_QUEUES, asked)}

    def next_due(self) -> str | None:
        """The earliest retry of a message received, as `instant` writes it; None if none waits."""
        moment: str | None = self.model.query(NEXT, {"file": ""})[0]["le"]
        return moment

    def standing(self, queue: str) -> int:
        """How many lines of this queue stand still: one by structure, one by message about none."""
        return int(self.model.query(STANDING, {"file": queue})[0]["n"])

    def hasten(self, queue: str, now: datetime) -> None:
        """Retry all that waits in this queue as soon as its turn comes."""
        self._write(HASTEN, {"file": queue, "maintenant": instant(now)})

    def all(self, chosen: Chosen = EVERY) -> Iterator[Parked]:
        """The messages that were not discarded, in the order of each queue, a page at a time."""
        place = {"file": "", "rang": 0, "limite": PAGE.valeur}
        while rows := self._read(PAGED, {**place, **chosen.parameters()}):
            yield from filter(chosen.admits, rows)
            place |= {"file": rows[-1]["file"], "rang": rows[-1]["rang"]}

    def find(self, key: str) -> Sequence[Parked]:
        """The messages whose key begins with `key`, discarded or not; a page of them at most."""
        return self._read(FIND, {"debut": f"{key}%", "limite": PAGE.valeur})

    def _erase(self, key: str, words: Set[str], cause: str) -> bool:
        kept = self.raw_message(key)
        erased = without(kept.body, words, cut=cause == TOO_LARGE) if kept else b""
        if kept is None or erased == kept.body:
            return False
        self._write(MENDED, {"cle": key, "corps": b64encode(erased).decode()})
        return True

    def _read(self, sql: str, parameters: Row | None = None) -> list[Parked]:
        return cast(list[Parked], self.model.query(sql, parameters))

    def _write(self, sql: str, parameters: Row) -> None:
        with self.model.transaction() as connection:
            apply(connection, (sql, parameters))
            hint(connection)


def _failure(cause: str, error: str, now: datetime, again: datetime | None, attempts: int) -> Row:
    return {
        "etat": WAITING if again else DEAD,
        "cause": cause,
        "erreur": storable(error)[:2000],
        "tentatives": attempts,
        "maintenant": instant(now),
        "prochain_essai": instant(again or now),
    }
