"""Unreadable requests: answered, then counted by group, with a few samples; never parked."""

import logging
from base64 import b64decode, b64encode
from collections.abc import Container, Iterator, Set
from datetime import datetime, timedelta
from typing import cast

from typing_extensions import TypedDict

from shared.clock import instant
from shared.delivery.bounds import Unreadable
from shared.delivery.erasing import without
from shared.limits import ERREUR_D_UN_EXEMPLE, EXEMPLES, EXTRAIT, GARDE_DES_EXEMPLES, IDENTIFIANT
from shared.messages.raw import ACCOUNT, ID, RawMessage, storable
from shared.observability import metrics
from shared.read_model import ReadModel
from shared.statements import Row, apply, rows

logger = logging.getLogger(__name__)

UNKNOWN = "(inconnu)"
"""The type of a group whose senders invent theirs: each would make a group of its own."""

SAMPLES_TABLE = "demandes_illisibles_exemples"
GROUPS = """CREATE TABLE IF NOT EXISTS demandes_illisibles (
    file TEXT NOT NULL, compte TEXT NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL,
    nombre INTEGER NOT NULL, premiere TEXT NOT NULL, derniere TEXT NOT NULL,
    PRIMARY KEY (file, compte, type, cause))"""
KEPT = """CREATE TABLE IF NOT EXISTS demandes_illisibles_exemples (
    file TEXT NOT NULL, compte TEXT NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL,
    rang INTEGER NOT NULL, le TEXT NOT NULL, message_id TEXT NOT NULL, octets INTEGER NOT NULL,
    erreur TEXT NOT NULL, corps TEXT NOT NULL, PRIMARY KEY (file, compte, type, cause, rang))"""
COUNT = """INSERT INTO demandes_illisibles
    VALUES (:file, :compte, :type, :cause, 1, :maintenant, :maintenant)
    ON CONFLICT (file, compte, type, cause) DO UPDATE
    SET nombre = demandes_illisibles.nombre + 1, derniere = excluded.derniere
    RETURNING nombre"""
KEEP = """INSERT INTO demandes_illisibles_exemples
    VALUES (:file, :compte, :type, :cause, :rang, :maintenant, :message_id, :octets, :erreur,
    :corps)
    ON CONFLICT (file, compte, type, cause, rang) DO UPDATE SET le = excluded.le,
    message_id = excluded.message_id, octets = excluded.octets, erreur = excluded.erreur,
    corps = excluded.corps"""
OLD = """(file, compte, type, cause) IN (SELECT file, compte, type, cause
    FROM demandes_illisibles WHERE derniere < :depuis)"""
FORGET = (
    f"DELETE FROM demandes_illisibles_exemples WHERE {OLD}",
    "DELETE FROM demandes_illisibles WHERE derniere < :depuis",
)
LIST = "SELECT * FROM demandes_illisibles ORDER BY file, compte, type, cause"
EXAMPLES = """SELECT le, message_id, octets, erreur, corps FROM demandes_illisibles_exemples
    WHERE file = :file AND compte = :compte AND type = :type AND cause = :cause
    ORDER BY le DESC, rang DESC"""
BODIES = "SELECT file, compte, type, cause, rang, corps FROM demandes_illisibles_exemples"
MENDED = """UPDATE demandes_illisibles_exemples SET corps = :corps WHERE file = :file
    AND compte = :compte AND type = :type AND cause = :cause AND rang = :rang"""


class Group(TypedDict):
    """The unreadable requests of an account, of one type, for one cause; moments are text."""

    file: str
    compte: str
    type: str
    cause: str
    nombre: int
    premiere: str
    derniere: str


class Sample(TypedDict):
    """One of these requests: `octets` is the size of its body, `corps` the beginning of it."""

    le: str
    message_id: str
    octets: int
    erreur: str
    corps: bytes


class UnreadableRequests:
    """Two tables of the service's own database, of a size that no sender can choose."""

    def __init__(self, model: ReadModel, service: str) -> None:
        self.model, self.service = model, service
        model.create([GROUPS, KEPT])

    def count(
        self, raw_message: RawMessage, kinds: Container[str], error: Unreadable, now: datetime
    ) -> None:
        """Count a request in its group; `kinds`: the types that the service knows."""
        group = _group(raw_message, kinds, error.cause)
        with self.model.transaction() as connection:
            moment = {"maintenant": instant(now)}
            number = rows(connection, COUNT, {**group, **moment})[0]["nombre"]
            sample = {"rang": number % EXEMPLES.valeur, **_sample(raw_message, str(error))}
            apply(connection, (KEEP, {**group, **moment, **sample}))
        metrics.unreadable(self.service, group["compte"], error.cause)
        if number == 1:
            logger.warning("%s : premières demandes illisibles : %s", self.service, group)
            self.forget(now)

    def forget(self, now: datetime) -> None:
        """Delete the groups whose last request is old."""
        since = instant(now - timedelta(days=GARDE_DES_EXEMPLES.valeur))
        with self.model.transaction() as connection:
            for sql in FORGET:
                apply(connection, (sql, {"depuis": since}))

    def groups(self) -> list[Group]:
        """Every group, in the order of the queues and accounts."""
        return cast(list[Group], self.model.query(LIST))

    def samples(self, group: Group) -> Iterator[Sample]:
        """The last requests of a group, the latest first."""
        for row in self.model.query(EXAMPLES, group):
            yield cast(Sample, {**row, "corps": b64decode(row["corps"])})

    def erase(self, words: Set[str]) -> int:
        """Remove these words from every sample; returns how many changed."""
        rows = self.model.query(BODIES)
        return sum(self._erase(row, words) for row in rows)

    def _erase(self, row: Row, words: Set[str]) -> bool:
        body = b64decode(row["corps"])
        erased = without(body, words, cut=True)
        if erased != body:
            mended = {**row, "corps": b64encode(erased).decode()}
            with self.model.transaction() as connection:
                apply(connection, (MENDED, mended))
        return erased != body


def _group(raw_message: RawMessage, kinds: Container[str], cause: str) -> dict[str, str]:
    return {
        "file": raw_message.queue,
        "compte": storable(raw_message.headers.get(ACCOUNT, ""))[: IDENTIFIANT.valeur],
        "type": raw_message.address if raw_message.address in kinds else UNKNOWN,
        "cause": cause,
    }


def _sample(raw_message: RawMessage, error: str) -> Row:
    id = raw_message.headers.get(ID, raw_message.reply_id)
    return {
        "message_id": storable(id)[: IDENTIFIANT.valeur],
        "octets": len(raw_message.body),
        "erreur": storable(error)[: ERREUR_D_UN_EXEMPLE.valeur],
        "corps": b64encode(raw_message.body[: EXTRAIT.valeur]).decode(),
    }
